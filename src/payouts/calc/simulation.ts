/**
 * What a cycle would pay under another plan: the same people and answers, evaluated again. Customers' opinions are worked out
 * once and shared by all plans with the same target and rule for recovered answers, statements are not written: many plans are compared in seconds.
 */
import { rationals, sortedByKey } from '../../kernel';
import { checkSnapshot } from './cycle-checks';
import { customerOpinion } from './customer-opinion';
import type { CustomerOpinionSteps } from './cycle-result';
import type { CycleMember, CyclePlan, CycleSnapshot, FrozenParameters } from './cycle-snapshot';
import { evaluator } from './member-evaluation';
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

type Opinion = CustomerOpinionSteps | null;

/** Members between two pauses. */
const BLOCK = 1000;

/** The cycle of one snapshot, ready for any number of plans. */
export class Simulator {
  private readonly members: readonly CycleMember[];
  private readonly parameters: FrozenParameters;
  /** By target of the customers' line and what becomes of recovered answers. */
  private readonly opinions = new Map<string, Map<string, Opinion>>();

  /**
   * `parameters` are the snapshot's, or estimated from it. Throws what `computeCycle` throws for a snapshot that is not
   * sound.
   */
  constructor(
    private readonly snapshot: CycleSnapshot,
    parameters: FrozenParameters,
  ) {
    checkSnapshot(snapshot);
    this.parameters = parameters;
    this.members = sortedByKey(snapshot.members, (member) => member.employeeKey);
  }

  /**
   * Works through the members in blocks and pauses after each, so that whoever runs it can let others have their turn.
   * Throws the errors of `computeCycle` about plans and pools.
   */
  *run({ plan, poolMinor }: SimulatedPlan): Generator<void, SimulatedCycle> {
    const snapshot = { ...this.snapshot, plan };
    checkSnapshot({ ...snapshot, members: [] });
    const line = plan.lines.find(({ kind }) => kind === 'customer_opinion');
    const target = line?.target ?? '0';
    const parameters = this.parametersAt(target);
    const opinionOf = this.remembered(target, line?.recovered ?? 'count', parameters);
    const evaluate = evaluator(snapshot, parameters, opinionOf);
    const claims: PoolClaim[] = [];
    for (const [index, member] of this.members.entries()) {
      claims.push(claimOf(plan, evaluate(member)));
      if (index % BLOCK === BLOCK - 1) yield;
    }
    yield;
    const split =
      plan.funding === 'individual'
        ? payIndividually(claims)
        : splitPool(poolMinor, claims, plan.whenNobodyScores);
    const { toDecimalString } = rationals;
    return {
      poolMinor,
      basis: split.basis,
      allocatedMinor: split.allocatedMinor,
      unallocatedMinor: split.unallocatedMinor,
      pointsSum: toDecimalString(split.pointsSum, 6),
      poolFactor: toDecimalString(split.factor, 10),
      members: this.members.map(({ employeeKey, name }, index) => ({
        key: employeeKey,
        name,
        totalFactor: claims[index]?.factor ?? '0',
        amountMinor: split.parts[index]?.amountMinor ?? 0,
      })),
    };
  }

  /** Whoever has nobody to be compared with is compared with the plan's target. */
  private parametersAt(target: string): FrozenParameters {
    const mu = rationals.toDecimalString(rationals.parseRational(target), 6);
    return {
      ...this.parameters,
      groups: this.parameters.groups.map((group) => (group.basis === 'target' ? { ...group, mu } : group)),
    };
  }

  private remembered(
    target: string,
    rule: string,
    parameters: FrozenParameters,
  ): (member: CycleMember) => Opinion {
    const known = this.opinions.get(`${target} ${rule}`) ?? new Map<string, Opinion>();
    this.opinions.set(`${target} ${rule}`, known);
    const formula = customerOpinion(parameters, this.snapshot.formulas.score, target);
    return (member) => {
      let opinion = known.get(member.employeeKey);
      if (opinion === undefined) {
        const steps = formula(member);
        // Of the steps only the score and its uncertainty are asked for.
        opinion = steps && { ...steps, ratings: [], mix: [] };
        known.set(member.employeeKey, opinion);
      }
      return opinion;
    };
  }
}
