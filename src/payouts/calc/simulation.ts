/**
 * What a cycle would pay under other plans: the same people and answers, evaluated again, one person after the other under all plans
 * at once. Of each there is remembered what the pools ask for; customers' opinions are worked out once for all plans with the same target
 * and rule for recovered answers, and statements are not written: many plans are compared in seconds, for very many people.
 */
import { rationals } from '../../kernel';
import { checkHead, memberCheck } from './cycle-checks';
import { customerOpinion, type OpinionFormula } from './customer-opinion';
import type { CustomerOpinionSteps } from './cycle-result';
import type { CycleMember, CyclePlan, FrozenParameters, SnapshotHead } from './cycle-snapshot';
import { type EvaluatedMember, evaluator } from './member-evaluation';
import { claimOf } from './member-result';
import { payIndividually, splitPool } from './pool';
import type { PoolClaim, PoolSplit } from './pool-claims';

/** A plan and the pool that is shared under it. */
export interface SimulatedPlan {
  readonly plan: CyclePlan;
  readonly poolMinor: number;
}

export interface SimulatedMember {
  readonly key: string;
  readonly name: string;
  /** Six digits. */
  readonly totalFactor: string;
  readonly amountMinor: number;
}

export interface SimulatedCycle extends Pick<PoolSplit, 'basis' | 'allocatedMinor' | 'unallocatedMinor'> {
  readonly poolMinor: number;
  /** Points of everybody in minor units, six digits, and what one is paid, ten digits. */
  readonly pointsSum: string;
  readonly poolFactor: string;
  /** Sorted by key. */
  readonly members: readonly SimulatedMember[];
}

/** One of the plans, and what its pool is claimed by so far. */
interface Under {
  readonly plan: CyclePlan;
  readonly poolMinor: number;
  readonly evaluate: (member: CycleMember) => EvaluatedMember;
  readonly claims: PoolClaim[];
}

export class Simulation {
  private readonly plans: readonly Under[];
  private readonly check: (member: CycleMember) => void;
  private readonly people: { readonly key: string; readonly name: string }[] = [];
  private targets = 0;
  /** What the customers think of the member at hand, by target of their line and what becomes of recovered answers. */
  private readonly opinions = new Map<string, CustomerOpinionSteps | null>();

  /**
   * @param head what holds for all members, with the plan that the cycle has
   * @param parameters the snapshot's, or estimated from it
   * Throws what `computeCycle` throws for a plan that is not sound.
   */
  constructor(
    private readonly head: SnapshotHead,
    private readonly parameters: FrozenParameters,
    plans: readonly SimulatedPlan[],
  ) {
    checkHead(head);
    this.check = memberCheck(head.plan);
    this.plans = plans.map(({ plan, poolMinor }) => {
      checkHead({ ...head, plan });
      return { plan, poolMinor, evaluate: this.under(plan), claims: [] };
    });
  }

  /** Of those who were taken up, in minor units. */
  get targetBonusMinor(): number {
    return this.targets;
  }

  /** Takes up the next member, in the order of keys. Throws what `computeCycle` throws for a member who is not sound. */
  add(member: CycleMember): void {
    this.check(member);
    this.opinions.clear();
    this.people.push({ key: member.employeeKey, name: member.name });
    this.targets += member.targetBonusMinor;
    for (const { plan, evaluate, claims } of this.plans) claims.push(claimOf(plan, evaluate(member)));
  }

  /** Shares the pools among those who were taken up: a cycle for each plan. Throws the errors of `computeCycle` about pools. */
  *settle(): Generator<SimulatedCycle, void> {
    for (const { plan, poolMinor, claims } of this.plans) {
      const split =
        plan.funding === 'individual'
          ? payIndividually(claims)
          : splitPool(poolMinor, claims, plan.whenNobodyScores);
      const { toDecimalString } = rationals;
      yield {
        poolMinor,
        basis: split.basis,
        allocatedMinor: split.allocatedMinor,
        unallocatedMinor: split.unallocatedMinor,
        pointsSum: toDecimalString(split.pointsSum, 6),
        poolFactor: toDecimalString(split.factor, 10),
        members: this.people.map(({ key, name }, place) => ({
          key,
          name,
          totalFactor: claims[place]?.factor ?? '0',
          amountMinor: split.parts[place]?.amountMinor ?? 0,
        })),
      };
    }
  }

  private under(plan: CyclePlan): (member: CycleMember) => EvaluatedMember {
    const line = plan.lines.find(({ kind }) => kind === 'customer_opinion');
    const target = line?.target ?? '0';
    const parameters = this.parametersAt(target);
    const formula = customerOpinion(parameters, this.head.formulas.score, target);
    const key = `${target} ${line?.recovered ?? 'count'}`;
    const known: OpinionFormula = (member) => {
      let opinion = this.opinions.get(key);
      if (opinion === undefined) this.opinions.set(key, (opinion = formula(member)));
      return opinion;
    };
    return evaluator({ ...this.head, plan }, parameters, known);
  }

  /** Whoever has nobody to be compared with is compared with the plan's target. */
  private parametersAt(target: string): FrozenParameters {
    const mu = rationals.toDecimalString(rationals.parseRational(target), 6);
    return {
      ...this.parameters,
      groups: this.parameters.groups.map((group) => (group.basis === 'target' ? { ...group, mu } : group)),
    };
  }
}
