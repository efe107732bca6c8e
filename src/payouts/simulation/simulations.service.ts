/** What other weights, curves, rules or another pool would pay. Computes beside the cycle and changes nothing. */
import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Cycle, Cycles, evaluationErrors } from '../../evaluations';
import { parseInput } from '../../platform/errors';
import {
  type CyclePlan,
  type CycleSnapshot,
  estimateParameters,
  type SimulatedCycle,
  Simulator,
} from '../calc';
import { CycleInputs } from '../cycle-inputs';
import { orRefuse } from '../sealing';
import { SnapshotsQueries } from '../snapshots.queries';
import { changedPlan, type SimulationChanges, type SimulationInput, zSimulation } from './changed-plan';
import { type Amounts, type Distribution, distribution } from './comparison';

export interface SimulationReport {
  currency: string;
  cost: {
    poolMinor: number;
    /** What would be paid if everybody got exactly their target times their factor. */
    unadjustedMinor: number;
    /** What the pool makes of one unit of it, ten digits. */
    poolFactor: string;
    targetBonusMinor: number;
  };
  before: Distribution;
  after: Distribution;
  employees: {
    employee: string;
    name: string;
    beforeMinor: number;
    afterMinor: number;
    changeMinor: number;
  }[];
}

/** The cycle as it stands, and under each of the changes asked for. */
export interface Simulated {
  readonly base: CycleSnapshot;
  readonly before: SimulatedCycle;
  readonly after: readonly { readonly plan: CyclePlan; readonly result: SimulatedCycle }[];
}

@Injectable()
export class Simulations {
  constructor(
    private readonly cycles: Cycles,
    private readonly inputs: CycleInputs,
    private readonly snapshots: SnapshotsQueries,
  ) {}

  /**
   * Compares the cycle as it stands with the same people and answers under the changes.
   * @throws DomainError `not_found`, `validation_failed`, `plan_weights_sum`, `plan_targets_order`, `plan_smooth_curve`,
   *   `plan_limits_order`, `plan_line_unknown`, `cycle_without_members`, `pool_below_guarantees`
   */
  async simulate(cycleId: number, given: SimulationInput): Promise<SimulationReport> {
    const changes = parseInput(zSimulation, given);
    const cycle = await this.cycles.byId(cycleId);
    const { base, before, after } = await this.run(cycle, [changes]);
    return report(cycle.currency, base, before, after[0]?.result ?? before);
  }

  /** What a simulation starts from: what was sealed with the last calculation, or what is known now. */
  async base(cycle: Cycle): Promise<CycleSnapshot> {
    const sealed = cycle.snapshotId === null ? undefined : await this.snapshots.snapshot(cycle.snapshotId);
    const base = sealed ?? (await this.inputs.snapshot(cycle));
    if (base.members.length === 0) throw evaluationErrors.cycle_without_members({ currency: cycle.currency });
    return base;
  }

  /**
   * Reads the inputs once and computes the cycle under each of the changes, letting others have their turn meanwhile.
   * @param known the inputs, where they were read before
   * @throws DomainError as `simulate`
   */
  async run(cycle: Cycle, changes: readonly SimulationChanges[], known?: CycleSnapshot): Promise<Simulated> {
    const base = known ?? (await this.base(cycle));
    const simulator = new Simulator(base, base.scoring.parameters ?? estimateParameters(base));
    const under = (plan: CyclePlan, poolMinor: number) =>
      computed(cycle.currency, simulator.run({ plan, poolMinor }));
    const plans = changes.map((change) => ({ change, plan: changedPlan(base.plan, change) }));
    const before = await under(base.plan, base.poolMinor);
    const after = [];
    for (const { change, plan } of plans)
      after.push({ plan, result: await under(plan, change.poolMinor ?? base.poolMinor) });
    return { base, before, after };
  }
}

async function computed(currency: string, work: Generator<void, SimulatedCycle>): Promise<SimulatedCycle> {
  for (;;) {
    const step = orRefuse(currency, () => work.next());
    if (step.done) return step.value;
    await turn();
  }
}

/** Amounts of a simulated cycle by employee key. */
export function amountsOf({ members }: SimulatedCycle): Amounts {
  return new Map(members.map(({ key, amountMinor }) => [key, amountMinor]));
}

function report(
  currency: string,
  base: CycleSnapshot,
  before: SimulatedCycle,
  after: SimulatedCycle,
): SimulationReport {
  const earlier = amountsOf(before);
  return {
    currency,
    cost: {
      poolMinor: after.poolMinor,
      unadjustedMinor: Math.round(Number(after.pointsSum)),
      poolFactor: after.poolFactor,
      targetBonusMinor: base.members.reduce((sum, member) => sum + member.targetBonusMinor, 0),
    },
    before: distribution(earlier.values()),
    after: distribution(amountsOf(after).values()),
    employees: after.members.map(({ key, name, amountMinor }) => {
      const beforeMinor = earlier.get(key) ?? 0;
      return {
        employee: key,
        name,
        beforeMinor,
        afterMinor: amountMinor,
        changeMinor: amountMinor - beforeMinor,
      };
    }),
  };
}
