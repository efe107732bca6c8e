/** What a simulation may change of a cycle's plan, and the plan with the changes made, checked like a plan that is written. */
import { z } from 'zod';
import { evaluationErrors } from '../../evaluations';
import { WHOLE_WEIGHT } from '../../evaluations/calc';
import { type CyclePlan, type PlanLine, smoothCurve } from '../calc';

const zScore = z.number().min(-1e9).max(1e9);
const zMultiple = z.number().min(0).max(5);
const zLineChange = z.strictObject({
  key: z.string().max(40),
  weightBp: z.int().min(1).max(WHOLE_WEIGHT).optional(),
  threshold: zScore.optional(),
  target: zScore.optional(),
  maximum: zScore.optional(),
  thresholdPayout: z.number().min(0).max(1).optional(),
  maximumPayout: z.number().min(1).max(3).optional(),
  shape: z.enum(['straight', 'smooth']).optional().describe('Two straight lines, or an S.'),
  useExpectedPayout: z
    .boolean()
    .optional()
    .describe('Of the customers’ line: pay what the curve is worth on average over the score’s uncertainty.'),
});
export const zSimulation = z.strictObject({
  poolMinor: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  funding: z.enum(['pool', 'individual']).optional(),
  missingLine: z.enum(['reweighted', 'at_target']).optional(),
  limits: z
    .strictObject({
      factorAtMost: zMultiple.min(1).nullable().optional(),
      amountAtLeast: zMultiple.max(1).nullable().optional(),
      amountAtMost: zMultiple.min(1).nullable().optional(),
    })
    .optional()
    .describe('Null takes a bound away.'),
  lines: z.array(zLineChange).max(12).default([]),
});
export type SimulationInput = z.input<typeof zSimulation>;
export type SimulationChanges = z.output<typeof zSimulation>;
type LineChange = z.output<typeof zLineChange>;
type Mutable<T> = { -readonly [name in keyof T]: T[name] };

/** @throws DomainError `plan_line_unknown`, `plan_targets_order`, `plan_smooth_curve`, `plan_limits_order`, `plan_weights_sum` */
export function changedPlan(plan: CyclePlan, changes: SimulationChanges): CyclePlan {
  const lines = changedLines(plan.lines, changes.lines);
  const limits = changedLimits(plan, changes);
  const { funding = plan.funding ?? 'pool', missingLine = plan.missingLine ?? 'reweighted' } = changes;
  const kept: Mutable<CyclePlan> = { ...plan, lines };
  delete kept.limits;
  delete kept.funding;
  delete kept.missingLine;
  return {
    ...kept,
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(funding === 'individual' && { funding }),
    ...(missingLine === 'at_target' && { missingLine }),
  };
}

function changedLines(lines: readonly PlanLine[], changes: readonly LineChange[]): PlanLine[] {
  changes.forEach((change, index) => {
    if (!lines.some((line) => line.key === change.key))
      throw evaluationErrors.plan_line_unknown({ line: change.key }, `/lines/${index}/key`);
  });
  const changed = lines.map((line) => {
    const place = changes.findIndex((candidate) => candidate.key === line.key);
    const change = changes[place];
    return change ? changedLine(line, change, place) : line;
  });
  const sum = changed.reduce((total, line) => total + line.weightBp, 0);
  if (sum !== WHOLE_WEIGHT) throw evaluationErrors.plan_weights_sum({ sum: sum / 100 }, '/lines');
  return changed;
}

function changedLine(line: PlanLine, change: LineChange, place: number): PlanLine {
  const decimal = (name: 'threshold' | 'target' | 'maximum' | 'thresholdPayout' | 'maximumPayout'): string =>
    change[name] === undefined ? line[name] : String(change[name]);
  const targets = {
    threshold: decimal('threshold'),
    target: decimal('target'),
    maximum: decimal('maximum'),
    thresholdPayout: decimal('thresholdPayout'),
    maximumPayout: decimal('maximumPayout'),
  };
  const sign = line.direction === 'lower' ? -1 : 1;
  const [from, middle, to] = [targets.threshold, targets.target, targets.maximum].map(
    (text) => sign * Number(text),
  );
  if (from === undefined || middle === undefined || to === undefined || !(from < middle && middle < to))
    throw evaluationErrors.plan_targets_order({ line: line.key }, `/lines/${place}/target`);
  const { shape = line.curve === null ? 'straight' : 'smooth' } = change;
  const even =
    Math.abs(from + to - 2 * middle) < 1e-9 &&
    Number(targets.thresholdPayout) === 0 &&
    Number(targets.maximumPayout) === 2;
  if (shape === 'smooth' && !even)
    throw evaluationErrors.plan_smooth_curve({ line: line.key }, `/lines/${place}/shape`);
  return {
    ...line,
    ...targets,
    curve: shape === 'smooth' ? smoothCurve(from, to) : null,
    weightBp: change.weightBp ?? line.weightBp,
    useExpectedPayout:
      line.kind === 'customer_opinion' && (change.useExpectedPayout ?? line.useExpectedPayout),
  };
}

function changedLimits({ limits }: CyclePlan, { limits: change }: SimulationChanges) {
  const bound = (name: 'factorAtMost' | 'amountAtLeast' | 'amountAtMost') => {
    const value = change?.[name] === undefined ? limits?.[name] : change[name];
    return value === undefined || value === null ? {} : { [name]: String(value) };
  };
  const all = { ...bound('factorAtMost'), ...bound('amountAtLeast'), ...bound('amountAtMost') };
  const { amountAtLeast: least, amountAtMost: most } = all as Record<string, string | undefined>;
  if (least !== undefined && most !== undefined && Number(least) > Number(most))
    throw evaluationErrors.plan_limits_order(
      { least: Number(least), most: Number(most) },
      '/limits/amountAtLeast',
    );
  return all;
}
