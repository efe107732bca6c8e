/**
 * What an evaluation plan says: its lines with weights, targets and payout, and the rules for what is missing. Checked
 * when a version is written, frozen when it is published.
 */
import { z } from 'zod';
import { CURRENCIES } from '../kernel';
import { parseInput, zText } from '../platform/errors';
import { WHOLE_WEIGHT } from './calc';
import { evaluationErrors } from './evaluations.errors';

/** The customers' opinion weighs at most 30 % unless somebody says why (measurement rules, "cap the survey line"). */
const SURVEY_CAP_BP = 3000;

/** Manager ratings are whole hundredths from 1.00 to 5.00. */
export const RATING_SCALE = { lowest: 100, highest: 500 } as const;

const zLocaleText = z.strictObject({ es: zText(300), en: zText(300), 'pt-BR': zText(300) });
const zLineKey = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
/** Basis points: 3000 is 30 %. */
const zWeight = z.int().min(1).max(WHOLE_WEIGHT);
/** Part of the target paid at the threshold, and multiple of it paid at the maximum. */
const zThresholdPayout = z.number().min(0).max(1).default(0);
const zMaximumPayout = z.number().min(1).max(3).default(2);

const zCustomerOpinion = z.strictObject({
  kind: z.literal('customer_opinion'),
  key: zLineKey,
  name: zLocaleText,
  weightBp: zWeight,
  /** Scores on 0–100. */
  threshold: z.number().min(0).max(100),
  target: z.number().min(0).max(100),
  maximum: z.number().min(0).max(100),
  thresholdPayout: zThresholdPayout,
  maximumPayout: zMaximumPayout,
  /** Pay what the curve is worth on average over the score's uncertainty, so that a point of chance decides nothing. */
  useExpectedPayout: z.boolean().default(true),
});

const zManagerRating = z.strictObject({
  kind: z.literal('manager_rating'),
  key: zLineKey,
  name: zLocaleText,
  weightBp: zWeight,
  /** Ratings from 1 to 5. */
  threshold: z.number().min(1).max(5),
  target: z.number().min(1).max(5),
  maximum: z.number().min(1).max(5),
  thresholdPayout: zThresholdPayout,
  maximumPayout: zMaximumPayout,
  /** What each rating from 1 to 5 means, in the words shown to the rater and the rated. */
  rubric: z.array(zLocaleText).length(5),
});

export const zPlanDefinition = z.strictObject({
  currency: z.string(),
  lines: z
    .array(z.discriminatedUnion('kind', [zCustomerOpinion, zManagerRating]))
    .min(1)
    .max(2),
  /** Why the customers' opinion weighs more than its cap; null where it does not. */
  surveyCapOverride: z
    .strictObject({ reason: zText(500) })
    .nullable()
    .default(null),
  /** A line without a score gives its weight to the others and is never counted as zero. */
  missingLine: z.literal('reweighted').default('reweighted'),
  /** What happens to the pool when nobody has a point. */
  whenNobodyScores: z.enum(['split_by_target', 'roll_over']).default('split_by_target'),
  /** Days from publication in which a statement can be appealed. */
  appealDays: z.int().min(1).max(120).default(21),
});
export type PlanDefinition = z.output<typeof zPlanDefinition>;
export type PlanDefinitionInput = z.input<typeof zPlanDefinition>;
export type PlanLineDefinition = PlanDefinition['lines'][number];
export type ManagerLine = Extract<PlanLineDefinition, { kind: 'manager_rating' }>;

/**
 * The definition, complete with its defaults.
 * @throws DomainError `validation_failed`, `plan_weights_sum`, `plan_line_repeated`, `plan_targets_order`,
 *   `plan_survey_cap`, `plan_currency_unknown`
 */
export function readPlanDefinition(input: unknown): PlanDefinition {
  const definition = parseInput(zPlanDefinition, input);
  const { lines, currency } = definition;
  if (!CURRENCIES.includes(currency)) throw evaluationErrors.plan_currency_unknown({ currency }, '/currency');
  lines.forEach((line, index) => {
    const before = lines.slice(0, index);
    if (before.some((other) => other.key === line.key || other.kind === line.kind)) {
      throw evaluationErrors.plan_line_repeated({ line: line.key }, `/lines/${index}`);
    }
    if (!(line.threshold < line.target && line.target < line.maximum)) {
      throw evaluationErrors.plan_targets_order({ line: line.key }, `/lines/${index}`);
    }
    const capped = line.kind === 'customer_opinion' && line.weightBp > SURVEY_CAP_BP;
    if (capped && definition.surveyCapOverride === null) {
      throw evaluationErrors.plan_survey_cap(
        { weight: line.weightBp / 100, cap: SURVEY_CAP_BP / 100 },
        `/lines/${index}/weightBp`,
      );
    }
  });
  const sum = lines.reduce((total, line) => total + line.weightBp, 0);
  if (sum !== WHOLE_WEIGHT) throw evaluationErrors.plan_weights_sum({ sum: sum / 100 }, '/lines');
  return definition;
}

/** The line that leads rate, if the plan has one. */
export function managerLineOf(definition: PlanDefinition): ManagerLine | undefined {
  return definition.lines.find((line) => line.kind === 'manager_rating');
}
