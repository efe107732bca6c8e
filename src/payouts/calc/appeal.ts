/** What an accepted appeal changes: the appellant's own amount, and nobody else's. */
import { DomainError, parseRational, rational, Rational, rationals } from '../../kernel';
import type { CycleResult, CycleTotals, MemberResult } from './cycle-result';
import type { CycleMember, CycleSnapshot } from './cycle-snapshot';
import { type EvaluatedMember, evaluator, pointsOf } from './member-evaluation';
import { claimOf, evaluationOf, payOf } from './member-result';
import { boundOf, limitOf, type PoolLimit } from './pool-claims';
import { entitlement } from './proration';

/** What an accepted appeal changes for the appellant. */
export interface AppealOutcome {
  readonly before: MemberResult;
  readonly after: MemberResult;
  /** To be paid from the reserve when positive. */
  readonly differenceMinor: number;
}

interface Due {
  readonly entry: EvaluatedMember;
  readonly share: Rational;
  readonly limit?: PoolLimit;
}

/**
 * Whether bounds decided every amount, so that the pool's own factor does not say what a point is worth: `boundPrice` of the members
 * has to be asked.
 */
export function isPriceOpen({ basis, poolFactorExact }: CycleTotals): boolean {
  return (
    (basis === 'points' || basis === 'target') &&
    rationals.compare(parseRational(poolFactorExact), rationals.ZERO) === 0
  );
}

/**
 * The least that a point must be worth for this member to get the highest amount, in minor units; 0 for everybody else. The largest
 * one of all members is the lowest price at which the amounts are what they are.
 */
export function boundPrice({ basis }: CycleTotals, member: MemberResult): Rational {
  const weight = basis === 'target' ? entitlement(member) : parseRational(member.pointsExact);
  if (member.limit?.kind !== 'at_most' || rationals.compare(weight, rationals.ZERO) === 0)
    return rationals.ZERO;
  return rationals.divide(rational(member.limit.minor), weight);
}

/**
 * Recomputes one member of `result` with corrected inputs while parameters, pool factor and everybody else stay frozen. The
 * difference of the exact shares is rounded to the minor unit, ties to even. Throws `payouts.not_a_member`.
 * @param price minor units per point, where `isPriceOpen`
 */
export function recomputeForAppeal(
  snapshot: CycleSnapshot,
  result: CycleResult,
  corrected: CycleMember,
  price: Rational = parseRational(result.totals.poolFactorExact),
): AppealOutcome {
  const before = result.members.find((member) => member.employeeKey === corrected.employeeKey);
  const sealed = snapshot.members.find((member) => member.employeeKey === corrected.employeeKey);
  if (!before || !sealed) {
    throw new DomainError(
      'payouts.not_a_member',
      `"${corrected.employeeKey}" is not a member of this cycle.`,
      { key: corrected.employeeKey },
    );
  }
  const evaluate = evaluator(snapshot, result.parameters);
  const dueTo = (member: CycleMember): Due => due(snapshot, result.totals, evaluate(member), price);
  const now = dueTo(corrected);
  const { subtract, toDecimalString } = rationals;
  const differenceMinor = Number(toDecimalString(subtract(now.share, dueTo(sealed).share), 0));
  const amountMinor = before.amountMinor + differenceMinor;
  const paid = {
    exact: now.share,
    roundedUp: false,
    amountMinor,
    ...(now.limit && { limit: now.limit }),
  };
  const after = { ...evaluationOf(now.entry), ...payOf(paid, claimOf(snapshot.plan, now.entry)) };
  return { before, after, differenceMinor };
}

/** What the frozen pool factor gives, within the plan's bounds. */
function due({ plan }: CycleSnapshot, { basis }: CycleTotals, entry: EvaluatedMember, price: Rational): Due {
  const claim = claimOf(plan, entry);
  const base = basis === 'target' ? parseRational(claim.entitledMinor) : pointsOf(entry);
  const share = basis === 'rolled_over' ? rationals.ZERO : rationals.multiply(base, price);
  const limit = limitOf(claim, share);
  return limit === undefined ? { entry, share } : { entry, share: rational(boundOf(claim, limit)), limit };
}
