/**
 * The computation of a cycle one person at a time: everybody is evaluated alone, wherever that is done, and what the pool and the
 * budget for raises need of them are a few numbers. A hundred thousand people are never held together.
 */
import { rationals } from '../../kernel';
import { checkHead, memberCheck } from './cycle-checks';
import type { MemberEvaluation, MemberPay, ResultHead } from './cycle-result';
import type { CycleMember, CyclePlan, FrozenParameters, SnapshotHead } from './cycle-snapshot';
import { evaluator } from './member-evaluation';
import { claimOf, evaluationOf, fraction, payOf } from './member-result';
import { meritIncreases, type MeritMember, type MeritResult } from './merit';
import { payIndividually, splitPool } from './pool';
import type { PoolClaim, PoolSplit } from './pool-claims';
import { type OpinionRead, opinionRead } from './readiness';

/** What became of everybody: what holds for all, and each one's pay by the place in which the member was added. */
export interface SettledCycle {
  readonly head: ResultHead;
  readonly payOf: (place: number) => MemberPay;
}

/** What is remembered of an evaluated member: plain data, small. */
export interface MemberOutcome {
  readonly claim: PoolClaim;
  readonly targetBonusMinor: number;
  /** Under a plan with a merit matrix, where the salary's range is known. */
  readonly raise?: MeritMember;
  /** What the gates ask; null without customers' opinion. */
  readonly opinion: OpinionRead | null;
}

/**
 * Evaluates members of a cycle, given in the order of their keys. Throws `payouts.duplicate_member`, `payouts.bad_days`,
 * `payouts.unknown_line`; what it throws when it is made, see `CycleComputation`.
 */
export function memberEvaluation(
  snapshot: SnapshotHead,
  parameters: FrozenParameters,
): (member: CycleMember) => { readonly evaluation: MemberEvaluation; readonly outcome: MemberOutcome } {
  checkHead(snapshot);
  const { plan } = snapshot;
  const check = memberCheck(plan);
  const evaluate = evaluator(snapshot, parameters);
  return (member) => {
    check(member);
    const entry = evaluate(member);
    const outcome = {
      claim: claimOf(plan, entry),
      targetBonusMinor: member.targetBonusMinor,
      ...(plan.merit && member.salary && { raise: raiseOf(plan.merit, member, entry.totalFactor) }),
      opinion: entry.customerOpinion && opinionRead(entry.customerOpinion),
    };
    return { evaluation: evaluationOf(entry), outcome };
  };
}

export class CycleComputation {
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
  }

  /** Takes up the next member, in the order of keys. */
  add({ claim, targetBonusMinor, raise }: MemberOutcome): void {
    this.claims.push(claim);
    this.targetBonusMinor += targetBonusMinor;
    if (raise) this.raised.push(raise);
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

/** With the row of the matrix: the first band that the total factor reaches. */
function raiseOf(
  { bands }: NonNullable<CyclePlan['merit']>,
  { employeeKey, salary }: CycleMember,
  totalFactor: string,
): MeritMember | undefined {
  if (!salary) return undefined;
  const total = Number(totalFactor);
  const band = bands.find(({ fromFactor }) => total >= Number(fromFactor)) ?? bands.at(-1);
  return { key: employeeKey, ...salary, rating: band?.rating ?? '' };
}
