/**
 * From a sealed snapshot to every amount. Pure: the same snapshot gives the same bytes on any machine, in any order of members.
 */
import { Rational, rationals, sortedByKey } from '../../kernel';
import { scorePeriod } from '../../scoring/calc';
import { freezeParameters } from './customer-opinion';
import { checkSnapshot } from './cycle-checks';
import type { CycleResult, MemberResult } from './cycle-result';
import type { CyclePlan, CycleSnapshot, FrozenParameters } from './cycle-snapshot';
import { amountLimits, type EvaluatedMember, evaluator, pointsOf } from './member-evaluation';
import { meritIncreases, type MeritResult } from './merit';
import { payIndividually, splitPool } from './pool';
import type { PoolClaim, PoolPart } from './pool-claims';
import { entitlement, prorationFactor } from './proration';

/**
 * Computes `snapshot`. Throws `payouts.unknown_formula`, `payouts.duplicate_line_kind`, `payouts.duplicate_member`,
 * `payouts.bad_curve`, `payouts.bad_days`, `payouts.bad_pool`, `payouts.bad_claim`, `payouts.pool_below_guarantees`,
 * `payouts.bad_salary`, `payouts.no_matrix_row`, `evaluations.bad_weights`, `evaluations.bad_targets`,
 * `money.unknown_currency`, and the errors of `scorePeriod`.
 */
export function computeCycle(snapshot: CycleSnapshot): CycleResult {
  checkSnapshot(snapshot);
  const { plan, poolMinor, reserveMinor } = snapshot;
  const { tooFew } = snapshot.scoring;
  const parameters = snapshot.scoring.parameters ?? estimateParameters(snapshot);
  const members = sortedByKey(snapshot.members, (member) => member.employeeKey);
  const evaluated = members.map(evaluator(snapshot, parameters));
  const claims = evaluated.map((entry) => claimOf(plan, entry));
  const split =
    plan.funding === 'individual'
      ? payIndividually(claims)
      : splitPool(poolMinor, claims, plan.whenNobodyScores);
  const merit = plan.merit && raises(plan.merit, evaluated);
  const raised = new Map(merit?.increases.map((increase) => [increase.key, increase]));
  const { toDecimalString } = rationals;
  return {
    formulas: snapshot.formulas,
    cycleKey: snapshot.cycle.key,
    currency: plan.currency,
    parameters,
    totals: {
      poolMinor,
      basis: split.basis,
      pointsSum: toDecimalString(split.pointsSum, 6),
      pointsSumExact: fraction(split.pointsSum),
      poolFactor: toDecimalString(split.factor, 10),
      poolFactorExact: fraction(split.factor),
      allocatedMinor: split.allocatedMinor,
      unallocatedMinor: split.unallocatedMinor,
      targetBonusMinor: members.reduce((sum, member) => sum + member.targetBonusMinor, 0),
      members: members.length,
      ...(reserveMinor !== undefined && { reserveMinor }),
      ...(tooFew && { tooFew }),
      ...(merit && {
        merit: { budgetMinor: merit.budgetMinor, demandMinor: merit.demandMinor, factor: merit.factor },
      }),
    },
    members: evaluated.map((entry, index) => {
      const part = split.parts[index];
      if (!part) throw new Error('A split has a part for every claim.');
      const result = memberResult(entry, part, claims[index]);
      const increase = raised.get(result.employeeKey);
      return increase ? { ...result, merit: meritOf(plan, entry, increase) } : result;
    }),
  };
}

/** The scoring parameters that `snapshot` would be sealed with: estimated from its members and the others it names. */
export function estimateParameters(snapshot: CycleSnapshot): FrozenParameters {
  const line = snapshot.plan.lines.find((candidate) => candidate.kind === 'customer_opinion');
  if (!line) return { cells: [], cellOf: [], groups: [] };
  const members = snapshot.members.map(({ employeeKey, peerGroup, customerCounts }) => ({
    key: employeeKey,
    peerGroup,
    cells: customerCounts,
  }));
  return freezeParameters(
    scorePeriod({
      formula: snapshot.formulas.score,
      target: Number(line.target),
      employees: [...members, ...snapshot.scoring.others],
      priors: snapshot.scoring.priors ?? undefined,
    }),
  );
}

/** What one member claims of the pool. Whom a gate pays nothing has no claim, also where the pool is split by targets. */
export function claimOf(plan: CyclePlan, entry: EvaluatedMember): PoolClaim {
  const refused = entry.factorSteps?.gates?.some(({ effect }) => effect === 'pays_nothing') ?? false;
  return {
    key: entry.member.employeeKey,
    entitledMinor: refused ? '0' : fraction(entitlement(entry.member)),
    factor: entry.totalFactor,
    ...amountLimits(plan, entry),
  };
}

/** The printed result of one member who is paid `paid`. */
export function memberResult(
  entry: EvaluatedMember,
  paid: Pick<PoolPart, 'exact' | 'roundedUp' | 'amountMinor' | 'limit'>,
  claim?: PoolClaim,
): MemberResult {
  const { member, factorSteps } = entry;
  const { toDecimalString } = rationals;
  const points = pointsOf(entry);
  const bound = paid.limit === 'at_most' ? claim?.atMostMinor : claim?.atLeastMinor;
  return {
    employeeKey: member.employeeKey,
    name: member.name,
    peerGroup: member.peerGroup,
    customerOpinion: entry.customerOpinion,
    ...(!member.lineScores && {
      managerRating: member.managerRating ?? null,
      managerRatingReason: member.managerRatingReason ?? null,
    }),
    lines: entry.lines,
    totalFactor: entry.totalFactor,
    factorBasis: entry.factorBasis,
    ...(factorSteps && { factorSteps }),
    targetBonusMinor: member.targetBonusMinor,
    ...(member.segments && { segments: member.segments }),
    eligibleDays: member.eligibleDays,
    periodDays: member.periodDays,
    proration: toDecimalString(prorationFactor(member.eligibleDays, member.periodDays), 6),
    points: toDecimalString(points, 6),
    pointsExact: fraction(points),
    share: toDecimalString(paid.exact, 6),
    roundedUp: paid.roundedUp,
    amountMinor: paid.amountMinor,
    ...(paid.limit && { limit: { kind: paid.limit, minor: bound ?? paid.amountMinor } }),
  };
}

type Merit = NonNullable<CyclePlan['merit']>;

/** Raises of the members whose salary is known, from the first band that the total factor reaches. */
function raises(merit: Merit, evaluated: readonly EvaluatedMember[]): MeritResult {
  const members = evaluated.flatMap((entry) => {
    const { salary, employeeKey: key } = entry.member;
    return salary ? [{ key, ...salary, rating: ratingOf(merit, entry) }] : [];
  });
  return meritIncreases(members, merit.matrix, merit.budgetPercent);
}

function ratingOf({ bands }: Merit, { totalFactor }: EvaluatedMember): string {
  const total = Number(totalFactor);
  return (bands.find(({ fromFactor }) => total >= Number(fromFactor)) ?? bands.at(-1))?.rating ?? '';
}

function meritOf(
  { merit }: CyclePlan,
  entry: EvaluatedMember,
  { key: _key, ...increase }: MeritResult['increases'][number],
): MemberResult['merit'] {
  const salaryMinor = entry.member.salary?.salaryMinor ?? 0;
  return { ...increase, rating: merit ? ratingOf(merit, entry) : '', salaryMinor };
}

function fraction({ numerator, denominator }: Rational): string {
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}
