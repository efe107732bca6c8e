/** What a snapshot must be like before a formula touches it. */
import { currencyExponent, DomainError, sortedByKey } from '../../kernel';
import { checkWeights } from '../../evaluations/calc';
import { CycleSnapshot, FORMULA_VERSIONS } from './cycle-snapshot';
import { curveOf } from './member-evaluation';
import { prepareCurve } from './payout-curve';
import { prorationFactor } from './proration';

/**
 * Throws `payouts.unknown_formula`, `payouts.duplicate_line_kind`, `payouts.duplicate_member`, `payouts.bad_curve`,
 * `payouts.bad_days`, `payouts.unknown_line`, `evaluations.bad_weights`, `evaluations.bad_targets`, `money.unknown_currency`.
 */
export function checkSnapshot({ formulas, plan, members }: CycleSnapshot): void {
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
  const keys = new Set(plan.lines.map(({ key }) => key));
  for (const member of members) {
    prorationFactor(member.eligibleDays, member.periodDays);
    const stray = member.lineScores?.find(({ key }) => !keys.has(key));
    if (stray) {
      throw new DomainError('payouts.unknown_line', `The plan has no line "${stray.key}".`, {
        key: stray.key,
      });
    }
  }
  const sorted = sortedByKey(members, (member) => member.employeeKey);
  const twice = sorted.find(
    (member, index) => member.employeeKey === sorted[index - 1]?.employeeKey,
  )?.employeeKey;
  if (twice !== undefined) {
    throw new DomainError(
      'payouts.duplicate_member',
      `"${twice}" is a member twice; transfers are summed before sealing.`,
      { key: twice },
    );
  }
}
