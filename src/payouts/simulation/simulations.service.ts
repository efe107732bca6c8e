/** What other weights, curves, rules or another pool would pay. Computes beside the cycle and changes nothing. */
import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Cycle, Cycles, evaluationErrors } from '../../evaluations';
import { parseInput } from '../../platform/errors';
import { type CyclePlan, NO_PARAMETERS, type SimulatedCycle, Simulation } from '../calc';
import { CycleInputs } from '../cycle-inputs';
import { orRefuse } from '../sealing';
import { type MembersInTurn, SnapshotsQueries } from '../snapshots.queries';
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

/** What a simulation starts from. Whoever goes through the people holds a few of them at a time. */
export type SimulationBase = MembersInTurn;

/** The cycle as it stands, and under each of the changes asked for. */
export interface Simulated {
  readonly targetBonusMinor: number;
  readonly before: SimulatedCycle;
  readonly after: readonly { readonly plan: CyclePlan; readonly result: SimulatedCycle }[];
}

/** Members between two pauses, in which others have their turn. */
const BLOCK = 500;

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
    return report(cycle.currency, await this.run(cycle, [changes]));
  }

  /**
   * What a simulation starts from: what was sealed with the last calculation, or what is known now.
   * @throws DomainError `cycle_without_members`
   */
  async base(cycle: Cycle): Promise<SimulationBase> {
    const { snapshotId } = cycle;
    const sealed = snapshotId === null ? undefined : await this.snapshots.inTurn(snapshotId);
    const base = sealed ?? (await this.known(cycle));
    if (base.people === 0) throw evaluationErrors.cycle_without_members({ currency: cycle.currency });
    return base;
  }

  /**
   * Goes through the people once and computes the cycle under each of the changes, letting others have their turn meanwhile.
   * @param known what to start from, where it was found before
   * @throws DomainError as `simulate`
   */
  async run(cycle: Cycle, changes: readonly SimulationChanges[], known?: SimulationBase): Promise<Simulated> {
    const { head, parameters, members } = known ?? (await this.base(cycle));
    const plans = [
      { plan: head.plan, poolMinor: head.poolMinor },
      ...changes.map((change) => ({
        plan: changedPlan(head.plan, change),
        poolMinor: change.poolMinor ?? head.poolMinor,
      })),
    ];
    const simulation = new Simulation(head, parameters, plans);
    let count = 0;
    for await (const member of members()) {
      simulation.add(member);
      if (++count % BLOCK === 0) await turn();
    }
    const cycles: SimulatedCycle[] = [];
    const settled = simulation.settle();
    for (;;) {
      await turn();
      const step = orRefuse(cycle.currency, () => settled.next());
      if (step.done) break;
      cycles.push(step.value);
    }
    const [before, ...after] = cycles;
    if (!before) throw new Error('A cycle has a plan.');
    return {
      targetBonusMinor: simulation.targetBonusMinor,
      before,
      after: after.map((result, index) => ({ plan: plans[index + 1]?.plan ?? head.plan, result })),
    };
  }

  private async known(cycle: Cycle): Promise<SimulationBase> {
    const { head, rows, members } = await this.inputs.gatherNow(cycle);
    return {
      head,
      parameters: head.scoring.parameters ?? NO_PARAMETERS,
      people: rows.members,
      members: function* () {
        for (const { member } of members()) yield member;
      },
    };
  }
}

/** Amounts of a simulated cycle by employee key. */
export function amountsOf({ members }: SimulatedCycle): Amounts {
  return new Map(members.map(({ key, amountMinor }) => [key, amountMinor]));
}

function report(currency: string, { before, after: changed, targetBonusMinor }: Simulated): SimulationReport {
  const after = changed[0]?.result ?? before;
  const earlier = amountsOf(before);
  return {
    currency,
    cost: {
      poolMinor: after.poolMinor,
      unadjustedMinor: Math.round(Number(after.pointsSum)),
      poolFactor: after.poolFactor,
      targetBonusMinor,
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
