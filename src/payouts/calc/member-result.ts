/**
 * What is printed of one member, in two parts: the evaluation, which is the member's own, and the pay, which the pool has a part in.
 * Members of every object stand in canonical order: so they are written fastest.
 */
import { type Rational, rationals } from '../../kernel';
import type { MemberEvaluation, MemberPay } from './cycle-result';
import type { CyclePlan } from './cycle-snapshot';
import { amountLimits, type EvaluatedMember, pointsOf } from './member-evaluation';
import type { PoolClaim, PoolPart } from './pool-claims';
import { prorationFactor } from './proration';

/** What one member claims of the pool. Whom a gate pays nothing has no claim, also where the pool is split by targets. */
export function claimOf(plan: CyclePlan, entry: EvaluatedMember): PoolClaim {
  const refused = entry.factorSteps?.gates?.some(({ effect }) => effect === 'pays_nothing') ?? false;
  return {
    key: entry.member.employeeKey,
    entitledMinor: refused ? '0' : fraction(entry.entitled),
    factor: entry.totalFactor,
    ...amountLimits(plan, entry),
  };
}

export function evaluationOf(entry: EvaluatedMember): MemberEvaluation {
  const { member, factorSteps } = entry;
  const { toDecimalString } = rationals;
  const points = pointsOf(entry);
  return {
    customerOpinion: entry.customerOpinion,
    eligibleDays: member.eligibleDays,
    employeeKey: member.employeeKey,
    factorBasis: entry.factorBasis,
    ...(factorSteps && { factorSteps }),
    lines: entry.lines,
    ...(!member.lineScores && {
      managerRating: member.managerRating ?? null,
      managerRatingReason: member.managerRatingReason ?? null,
    }),
    name: member.name,
    peerGroup: member.peerGroup,
    periodDays: member.periodDays,
    points: toDecimalString(points, 6),
    pointsExact: fraction(points),
    proration: printedProration(member.eligibleDays, member.periodDays),
    ...(entry.recovered && { recovered: entry.recovered }),
    ...(member.segments && { segments: member.segments }),
    targetBonusMinor: member.targetBonusMinor,
    totalFactor: entry.totalFactor,
  };
}

export function payOf(
  paid: Pick<PoolPart, 'exact' | 'roundedUp' | 'amountMinor' | 'limit'>,
  claim?: PoolClaim,
  merit?: MemberPay['merit'],
): MemberPay {
  const bound = paid.limit === 'at_most' ? claim?.atMostMinor : claim?.atLeastMinor;
  return {
    amountMinor: paid.amountMinor,
    ...(paid.limit && { limit: { kind: paid.limit, minor: bound ?? paid.amountMinor } }),
    ...(merit && { merit }),
    roundedUp: paid.roundedUp,
    share: rationals.toDecimalString(paid.exact, 6),
  };
}

/** By days of the period, then days that count: a cycle has few of either. */
const PRORATIONS = new Map<number, Map<number, string>>();

function printedProration(eligibleDays: number, periodDays: number): string {
  const known = PRORATIONS.get(periodDays) ?? new Map<number, string>();
  if (known.size === 0) PRORATIONS.set(periodDays, known);
  const text =
    known.get(eligibleDays) ?? rationals.toDecimalString(prorationFactor(eligibleDays, periodDays), 6);
  known.set(eligibleDays, text);
  return text;
}

/** A fraction as text that reads back exactly. */
export function fraction({ numerator, denominator }: Rational): string {
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}
