/**
 * The computation of a cycle one person at a time: everybody is evaluated alone, and what the pool and the budget for raises need of
 * them are a few numbers. A hundred thousand people are never held together.
 */
import { rationals } from '../../kernel';
import { checkHead, memberCheck } from './cycle-checks';
import type { MemberEvaluation, MemberPay, ResultHead } from './cycle-result';
import type { CycleMember, CyclePlan, FrozenParameters, SnapshotHead } from './cycle-snapshot';
import { type EvaluatedMember, evaluator } from './member-evaluation';
import { claimOf, evaluationOf, fraction, payOf } from './member-result';
import { meritIncreases, type MeritMember, type MeritResult } from './merit';
import { payIndividually, splitPool } from './pool';
import type { PoolClaim, PoolSplit } from './pool-claims';

/** What became of everybody: what holds for all, and each one's pay by the place in which the member was added. */
export interface SettledCycle {
  readonly head: ResultHead;
  readonly payOf: (place: number) => MemberPay;
}

export class CycleComputation {
  private readonly check: (member: CycleMember) => void;
  private readonly evaluate: (member: CycleMember) => EvaluatedMember;
  private readonly claims: PoolClaim[] = [];
  private readonly raised: MeritMember[] = [];
  private targetBonusMinor = 0;

  /**
   * Throws `payouts.unknown_formula`, `payouts.duplicate_line_kind`, `payouts.bad_curve`, `evaluations.bad_weights`,
   * `evaluations.bad_targets`, `money.unknown_currency`.
   */
  constructor(
    private readonly snapshot: SnapshotHead,
    private readonly parameters: FrozenParameters,
  ) {
    checkHead(snapshot);
    this.check = memberCheck(snapshot.plan);
    this.evaluate = evaluator(snapshot, parameters);
  }

  /**
   * Evaluates the next member, in the order of keys. Throws `payouts.duplicate_member`, `payouts.bad_days`,
   * `payouts.unknown_line`.
   */
  add(member: CycleMember): MemberEvaluation {
    this.check(member);
    const { plan } = this.snapshot;
    const entry = this.evaluate(member);
    this.claims.push(claimOf(plan, entry));
    this.targetBonusMinor += member.targetBonusMinor;
    if (plan.merit && member.salary)
      this.raised.push({
        key: member.employeeKey,
        ...member.salary,
        rating: ratingOf(plan.merit, entry.totalFactor),
      });
    return evaluationOf(entry);
  }

  /**
   * Shares the pool among those who were added. Throws `payouts.bad_pool`, `payouts.bad_claim`,
   * `payouts.pool_below_guarantees`, `payouts.bad_salary`, `payouts.no_matrix_row`.
   */
  settle(): SettledCycle {
    const { claims, raised } = this;
    const { plan, poolMinor } = this.snapshot;
    const split =
      plan.funding === 'individual'
        ? payIndividually(claims)
        : splitPool(poolMinor, claims, plan.whenNobodyScores);
    const merit = plan.merit && meritIncreases(raised, plan.merit.matrix, plan.merit.budgetPercent);
    const known = new Map(raised.map((member) => [member.key, member]));
    const raises = new Map(
      merit?.increases.map(({ key, ...increase }) => {
        const { rating = '', salaryMinor = 0 } = known.get(key) ?? {};
        return [key, { ...increase, rating, salaryMinor }] as const;
      }),
    );
    return {
      head: this.head(split, merit),
      payOf: (place) => {
        const part = split.parts[place];
        if (!part) throw new Error('A split has a part for every claim.');
        return payOf(part, claims[place], raises.get(part.key));
      },
    };
  }

  private head(split: PoolSplit, merit: MeritResult | undefined): ResultHead {
    const { formulas, cycle, plan, poolMinor, reserveMinor, scoring } = this.snapshot;
    const { toDecimalString } = rationals;
    return {
      formulas,
      cycleKey: cycle.key,
      currency: plan.currency,
      parameters: this.parameters,
      totals: {
        poolMinor,
        basis: split.basis,
        pointsSum: toDecimalString(split.pointsSum, 6),
        pointsSumExact: fraction(split.pointsSum),
        poolFactor: toDecimalString(split.factor, 10),
        poolFactorExact: fraction(split.factor),
        allocatedMinor: split.allocatedMinor,
        unallocatedMinor: split.unallocatedMinor,
        targetBonusMinor: this.targetBonusMinor,
        members: this.claims.length,
        ...(reserveMinor !== undefined && { reserveMinor }),
        ...(scoring.tooFew && { tooFew: scoring.tooFew }),
        ...(merit && {
          merit: { budgetMinor: merit.budgetMinor, demandMinor: merit.demandMinor, factor: merit.factor },
        }),
      },
    };
  }
}

/** The row of the matrix: the first band that the total factor reaches. */
function ratingOf({ bands }: NonNullable<CyclePlan['merit']>, totalFactor: string): string {
  const total = Number(totalFactor);
  return (bands.find(({ fromFactor }) => total >= Number(fromFactor)) ?? bands.at(-1))?.rating ?? '';
}
