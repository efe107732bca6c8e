/**
 * What an evaluation plan says: its lines with weights, targets and payout, the rules for what is missing, gates and
 * bounds, who takes part, and how money is found. Checked when a version is written, frozen when it is published.
 */
import { z } from 'zod';
import { CURRENCIES } from '../kernel';
import { parseInput, zText } from '../platform/errors';
import { WHOLE_WEIGHT } from './calc';
import { evaluationErrors } from './evaluations.errors';
import { type PlanLineDefinition, RATING_SCALE, zLine, zLineKey, zLocaleText } from './plan-lines';

/** The customers' opinion weighs at most 30 % unless somebody says why (measurement rules, "cap the survey line"). */
const SURVEY_CAP_BP = 3000;

const zGate = z.strictObject({
  key: zLineKey,
  name: zLocaleText,
  /** `organization`: one decision closes it to everybody. */
  scope: z.enum(['person', 'organization']).default('person'),
  effect: z.enum(['pays_nothing', 'at_most_target']),
});

const zMultiple = z.number().min(0).max(5);
const zLimits = z.strictObject({
  /** Of the total factor. */
  factorAtMost: zMultiple.min(1).nullable().default(null),
  /** Multiples of the person's prorated target. */
  amountAtLeast: zMultiple.max(1).nullable().default(null),
  amountAtMost: zMultiple.min(1).nullable().default(null),
});

const zEligibility = z.strictObject({
  /** Days that must count in the period, after leaves. */
  minimumDays: z.int().min(0).max(366).default(0),
  /** Who leaves before the period ends: gets the part for the days worked, or takes no part. */
  leavers: z.enum(['prorated', 'left_out']).default('prorated'),
  /** Answers the organization must have in the period for the customers' line to count for anybody. */
  minimumOrganizationAnswers: z.int().min(0).max(1_000_000).default(0),
});

const zProration = z.strictObject({
  /** Days on protected leave count as worked, or do not count; never as days without achievement. */
  protectedLeave: z.enum(['counts', 'does_not_count']).default('counts'),
  unpaidLeave: z.enum(['counts', 'does_not_count']).default('does_not_count'),
});

const zPercent = z.number().min(0).max(50);
const zMerit = z.strictObject({
  /** From the highest to the lowest; the last one starts at 0. */
  rows: z
    .array(
      z.strictObject({
        name: zLocaleText,
        fromFactor: z.number().min(0).max(3),
        /** Raise in percent: below 90 % of the range's midpoint, to 110 %, above. */
        low: zPercent,
        middle: zPercent,
        high: zPercent,
      }),
    )
    .min(1)
    .max(9),
  budgetPercent: zPercent,
});

export const zPlanDefinition = z.strictObject({
  currency: z.string(),
  /** The employer whose people the plan is for, as payroll calls it; null for everybody. */
  legalEntity: zText(64).nullable().default(null),
  lines: z.array(zLine).min(1).max(12),
  /** Why the customers' opinion weighs more than its cap; null where it does not. */
  surveyCapOverride: z
    .strictObject({ reason: zText(500) })
    .nullable()
    .default(null),
  /** A line without a score gives its weight to the others, or counts as on target; never as zero. */
  missingLine: z.enum(['reweighted', 'at_target']).default('reweighted'),
  gates: z.array(zGate).max(8).default([]),
  limits: zLimits.prefault({}),
  eligibility: zEligibility.prefault({}),
  proration: zProration.prefault({}),
  /** A pool is shared by points, or everybody is paid target × factor × days. */
  funding: z.enum(['pool', 'individual']).default('pool'),
  /** Part of the pool kept for accepted appeals, in basis points. */
  reserveBp: z.int().min(0).max(2000).default(200),
  /** What happens to the pool when nobody has a point. */
  whenNobodyScores: z.enum(['split_by_target', 'roll_over']).default('split_by_target'),
  merit: zMerit.nullable().default(null),
  /** Working days from publication in which a statement can be appealed. */
  appealDays: z.int().min(1).max(120).default(21),
});
export type PlanDefinition = z.output<typeof zPlanDefinition>;
export type PlanDefinitionInput = z.input<typeof zPlanDefinition>;
export type ManagerLine = Extract<PlanLineDefinition, { kind: 'manager_rating' }>;
export { RATING_SCALE };

/**
 * The definition, complete with its defaults.
 * @throws DomainError `validation_failed`, `plan_weights_sum`, `plan_line_repeated`, `plan_targets_order`,
 *   `plan_survey_cap`, `plan_currency_unknown`, `plan_smooth_curve`, `plan_smooth_own_targets`, `plan_gate_repeated`, `plan_limits_order`,
 *   `plan_merit_rows`
 */
export function readPlanDefinition(input: unknown): PlanDefinition {
  const definition = parseInput(zPlanDefinition, input);
  const { lines, currency, gates, limits, merit } = definition;
  if (!CURRENCIES.includes(currency)) throw evaluationErrors.plan_currency_unknown({ currency }, '/currency');
  lines.forEach((line, index) => checkLine(definition, line, index));
  const sum = lines.reduce((total, line) => total + line.weightBp, 0);
  if (sum !== WHOLE_WEIGHT) throw evaluationErrors.plan_weights_sum({ sum: sum / 100 }, '/lines');
  gates.forEach((gate, index) => {
    if (gates.slice(0, index).some(({ key }) => key === gate.key))
      throw evaluationErrors.plan_gate_repeated({ gate: gate.key }, `/gates/${index}`);
  });
  const { amountAtLeast, amountAtMost } = limits;
  if (amountAtLeast !== null && amountAtMost !== null && amountAtLeast > amountAtMost)
    throw evaluationErrors.plan_limits_order({ least: amountAtLeast, most: amountAtMost }, '/limits');
  const falling = merit?.rows.every(
    (row, index) => index === 0 || row.fromFactor < (merit.rows[index - 1]?.fromFactor ?? 0),
  );
  if (merit && !(falling && merit.rows.at(-1)?.fromFactor === 0))
    throw evaluationErrors.plan_merit_rows({}, '/merit/rows');
  return definition;
}

function checkLine(definition: PlanDefinition, line: PlanLineDefinition, index: number): void {
  const before = definition.lines.slice(0, index);
  const second = line.kind === 'customer_opinion' && before.some(({ kind }) => kind === line.kind);
  if (second || before.some(({ key }) => key === line.key))
    throw evaluationErrors.plan_line_repeated({ line: line.key }, `/lines/${index}`);
  const [from, to] =
    line.direction === 'lower' ? [line.maximum, line.threshold] : [line.threshold, line.maximum];
  if (!(from < line.target && line.target < to))
    throw evaluationErrors.plan_targets_order({ line: line.key }, `/lines/${index}`);
  const even = Math.abs(line.threshold + line.maximum - 2 * line.target) < 1e-9;
  if (line.shape === 'smooth' && !(even && line.thresholdPayout === 0 && line.maximumPayout === 2))
    throw evaluationErrors.plan_smooth_curve({ line: line.key }, `/lines/${index}/shape`);
  if (line.kind === 'goal' && line.ownTargets && line.shape === 'smooth')
    throw evaluationErrors.plan_smooth_own_targets({ line: line.key }, `/lines/${index}/shape`);
  const capped = line.kind === 'customer_opinion' && line.weightBp > SURVEY_CAP_BP;
  if (capped && definition.surveyCapOverride === null) {
    throw evaluationErrors.plan_survey_cap(
      { weight: line.weightBp / 100, cap: SURVEY_CAP_BP / 100 },
      `/lines/${index}/weightBp`,
    );
  }
}

/** The lines that leads rate, in the plan's order. */
export function managerLinesOf(definition: PlanDefinition): ManagerLine[] {
  return definition.lines.filter((line) => line.kind === 'manager_rating');
}
