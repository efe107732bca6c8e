/** What other weights, curves or another pool would pay. Computes beside the cycle and changes nothing. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Cycles, evaluationErrors } from '../evaluations';
import { parseInput } from '../platform/errors';
import { computeCycle, type CycleResult, type CycleSnapshot, type PlanLine } from './calc';
import { CycleInputs } from './cycle-inputs';
import { SnapshotsQueries } from './snapshots.queries';

const zFactor = z.number().min(0).max(3);
const zLineChange = z.strictObject({
  key: z.string().max(40),
  weightBp: z.int().min(1).max(10_000).optional(),
  threshold: z.number().min(0).max(100).optional(),
  target: z.number().min(0).max(100).optional(),
  maximum: z.number().min(0).max(100).optional(),
  thresholdPayout: zFactor.max(1).optional(),
  maximumPayout: zFactor.min(1).optional(),
  useExpectedPayout: z.boolean().optional(),
});
export const zSimulation = z.strictObject({
  poolMinor: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  lines: z.array(zLineChange).max(2).default([]),
});
export type SimulationInput = z.input<typeof zSimulation>;

export interface Distribution {
  lowestMinor: number;
  quarterMinor: number;
  medianMinor: number;
  threeQuartersMinor: number;
  highestMinor: number;
}

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

@Injectable()
export class Simulations {
  constructor(
    private readonly cycles: Cycles,
    private readonly inputs: CycleInputs,
    private readonly snapshots: SnapshotsQueries,
  ) {}

  /**
   * Compares the cycle as it stands with the same people and answers under the changes.
   * @throws DomainError `not_found`, `validation_failed`, `plan_weights_sum`, `plan_targets_order`, `cycle_without_members`
   */
  async simulate(cycleId: number, given: SimulationInput): Promise<SimulationReport> {
    const changes = parseInput(zSimulation, given);
    const cycle = await this.cycles.byId(cycleId);
    const sealed = cycle.snapshotId === null ? undefined : await this.snapshots.texts(cycle.snapshotId);
    const base = sealed ? (JSON.parse(sealed.snapshot) as CycleSnapshot) : await this.inputs.snapshot(cycle);
    if (base.members.length === 0) throw evaluationErrors.cycle_without_members({ currency: cycle.currency });
    const before = computeCycle(base);
    const after = computeCycle({
      ...base,
      poolMinor: changes.poolMinor ?? base.poolMinor,
      plan: { ...base.plan, lines: changedLines(base.plan.lines, changes.lines) },
    });
    return report(before, after);
  }
}

type LineChange = z.output<typeof zLineChange>;
type DecimalField = 'threshold' | 'target' | 'maximum' | 'thresholdPayout' | 'maximumPayout';

function changedLines(lines: readonly PlanLine[], changes: readonly LineChange[]): PlanLine[] {
  changes.forEach((change, index) => {
    if (!lines.some((line) => line.key === change.key)) {
      throw evaluationErrors.plan_line_unknown({ line: change.key }, `/lines/${index}/key`);
    }
  });
  const changed = lines.map((line) => {
    const change = changes.find((candidate) => candidate.key === line.key);
    const decimal = (name: DecimalField): string => String(change?.[name] ?? line[name]);
    return {
      ...line,
      threshold: decimal('threshold'),
      target: decimal('target'),
      maximum: decimal('maximum'),
      thresholdPayout: decimal('thresholdPayout'),
      maximumPayout: decimal('maximumPayout'),
      weightBp: change?.weightBp ?? line.weightBp,
      useExpectedPayout:
        line.kind === 'customer_opinion' && (change?.useExpectedPayout ?? line.useExpectedPayout),
    };
  });
  for (const line of changed) {
    const [low, middle, high] = [line.threshold, line.target, line.maximum].map(Number);
    if (!((low ?? 0) < (middle ?? 0) && (middle ?? 0) < (high ?? 0))) {
      throw evaluationErrors.plan_targets_order({ line: line.key }, '/lines');
    }
  }
  const sum = changed.reduce((total, line) => total + line.weightBp, 0);
  if (sum !== 10_000) throw evaluationErrors.plan_weights_sum({ sum: sum / 100 }, '/lines');
  return changed;
}

function report(before: CycleResult, after: CycleResult): SimulationReport {
  const earlier = new Map(before.members.map((member) => [member.employeeKey, member.amountMinor]));
  return {
    currency: after.currency,
    cost: {
      poolMinor: after.totals.poolMinor,
      unadjustedMinor: Math.round(Number(after.totals.pointsSum)),
      poolFactor: after.totals.poolFactor,
      targetBonusMinor: after.totals.targetBonusMinor,
    },
    before: distribution(before),
    after: distribution(after),
    employees: after.members.map((member) => {
      const beforeMinor = earlier.get(member.employeeKey) ?? 0;
      return {
        employee: member.employeeKey,
        name: member.name,
        beforeMinor,
        afterMinor: member.amountMinor,
        changeMinor: member.amountMinor - beforeMinor,
      };
    }),
  };
}

/** Quartiles by nearest rank: amounts that somebody really gets. */
function distribution({ members }: CycleResult): Distribution {
  const sorted = members.map((member) => member.amountMinor).sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return {
    lowestMinor: at(0),
    quarterMinor: at(0.25),
    medianMinor: at(0.5),
    threeQuartersMinor: at(0.75),
    highestMinor: at(1),
  };
}
