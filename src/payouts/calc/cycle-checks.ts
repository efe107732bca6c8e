/** What a snapshot must be like before a formula touches it. */
import { currencyExponent, DomainError, sortedByKey } from '../../kernel';
import { checkWeights } from '../../evaluations/calc';
import { CycleMember, CyclePlan, CycleSnapshot, FORMULA_VERSIONS, SnapshotHead } from './cycle-snapshot';
import { curveOf } from './member-evaluation';
import { prepareCurve } from './payout-curve';
import { prorationFactor } from './proration';

/**
 * Throws `payouts.unknown_formula`, `payouts.duplicate_line_kind`, `payouts.duplicate_member`, `payouts.bad_curve`,
 * `payouts.bad_days`, `payouts.unknown_line`, `evaluations.bad_weights`, `evaluations.bad_targets`, `money.unknown_currency`.
 */
export function checkSnapshot(snapshot: CycleSnapshot): void {
  checkHead(snapshot);
  const check = memberCheck(snapshot.plan);
  sortedByKey(snapshot.members, (member) => member.employeeKey).forEach(check);
}

/** What must hold of a snapshot whoever its members are. Throws as `checkSnapshot`. */
export function checkHead({ formulas, plan }: SnapshotHead): void {
  const known =
    formulas.payout === FORMULA_VERSIONS.payout &&
    formulas.pool === FORMULA_VERSIONS.pool &&
    ['eb-mean-1', 'eb-topbox-1'].includes(formulas.score);
  if (!known) {
    const versions = `${formulas.score}, ${formulas.payout}, ${formulas.pool}`;
    throw new DomainError('payouts.unknown_formula', `This build cannot compute the formulas ${versions}.`, {
      versions,
    });
  }
  currencyExponent(plan.currency);
  checkWeights(plan.lines);
  plan.lines.forEach((line) => prepareCurve(curveOf(line)));
  if (plan.lines.filter((line) => line.kind === 'customer_opinion').length > 1) {
    throw new DomainError('payouts.duplicate_line_kind', 'A plan has at most one line of the customers.');
  }
}

/**
 * Checks one member after the other, given in the order of their keys. Throws `payouts.bad_days`, `payouts.unknown_line`,
 * `payouts.duplicate_member`.
 */
export function memberCheck({ lines }: Pick<CyclePlan, 'lines'>): (member: CycleMember) => void {
  const keys = new Set(lines.map(({ key }) => key));
  let last: string | undefined;
  return (member) => {
    prorationFactor(member.eligibleDays, member.periodDays);
    const stray = member.lineScores?.find(({ key }) => !keys.has(key));
    if (stray) {
      throw new DomainError('payouts.unknown_line', `The plan has no line "${stray.key}".`, {
        key: stray.key,
      });
    }
    if (last !== undefined && member.employeeKey <= last) {
      throw new DomainError(
        'payouts.duplicate_member',
        `"${member.employeeKey}" is a member twice, or out of order; transfers are summed before sealing.`,
        { key: member.employeeKey },
      );
    }
    last = member.employeeKey;
  };
}
