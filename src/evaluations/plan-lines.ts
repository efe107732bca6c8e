/** The kinds of lines a plan can have: whose word or which number a score comes from, and what it is worth. */
import { z } from 'zod';
import { zCode, zText } from '../platform/errors';
import { WHOLE_WEIGHT } from './calc';

/** Manager ratings are whole hundredths from 1.00 to 5.00. */
export const RATING_SCALE = { lowest: 100, highest: 500 } as const;

export const LINE_KINDS = ['customer_opinion', 'manager_rating', 'goal', 'observation', 'measure'] as const;

export const zLocaleText = z.strictObject({ es: zText(300), en: zText(300), 'pt-BR': zText(300) });
export const zLineKey = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

const zAny = z.number().min(-1e9).max(1e9);
const zRatio = z.number().min(0).max(100);
const zRating = z.number().min(1).max(5);

/** What every line says: how much it weighs, and where on the way from threshold to maximum what is paid. */
const common = <T extends z.ZodNumber>(zScore: T) => ({
  key: zLineKey,
  name: zLocaleText,
  /** Basis points: 3000 is 30 %. */
  weightBp: z.int().min(1).max(WHOLE_WEIGHT),
  threshold: zScore,
  target: zScore,
  maximum: zScore,
  /** Part of the target paid at the threshold, and multiple of it paid at the maximum. */
  thresholdPayout: z.number().min(0).max(1).default(0),
  maximumPayout: z.number().min(1).max(3).default(2),
  /** `smooth`: an S from threshold to maximum instead of two straight lines; gentle at both ends. */
  shape: z.enum(['straight', 'smooth']).default('straight'),
});

const more = z.literal('higher').default('higher');

/** What becomes of recovered answers, the usual first. */
export const RECOVERED_RULES = ['count', 'leave_out'] as const;

const zCustomerOpinion = z.strictObject({
  kind: z.literal('customer_opinion'),
  /** Scores on 0–100. */
  ...common(zRatio),
  direction: more,
  /** Pay what the curve is worth on average over the score's uncertainty, so that a point of chance decides nothing. */
  useExpectedPayout: z.boolean().default(true),
  /**
   * Poor answers whose customers say that what went wrong was put right: count as they were given, or are left out of this line
   * for everybody credited. What was rated stays as given either way.
   */
  recovered: z.enum(RECOVERED_RULES).default('count'),
  /**
   * Targets around last year's mean instead of fixed ones: `shift` points above it, `spread` real differences between
   * people (τ) to either side. Worked out when the version is published, and fixed from then on.
   */
  relative: z
    .strictObject({
      shift: z.number().min(-20).max(20).default(0),
      spread: z.number().min(0.25).max(4).default(1),
      /** What the numbers were worked out from. */
      reference: z
        .strictObject({
          from: z.string(),
          to: z.string(),
          mean: z.number(),
          spread: z.number(),
          people: z.int(),
        })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
});

const zManagerRating = z.strictObject({
  kind: z.literal('manager_rating'),
  /** Ratings from 1 to 5. */
  ...common(zRating),
  direction: more,
  /** What each rating from 1 to 5 means, in the words shown to the rater and the rated. */
  rubric: z.array(zLocaleText).length(5),
});

const zGoal = z.strictObject({
  kind: z.literal('goal'),
  ...common(zAny),
  /** `lower`: less is better (waiting time, returns). */
  direction: z.enum(['higher', 'lower']).default('higher'),
  /** What is counted, as it stands behind the number: `ventas`, `minutos`, `%`. */
  unit: zLocaleText,
  /** Whether targets may come with the results, person by person, in place of the plan's. */
  ownTargets: z.boolean().default(false),
});

const zObservation = z.strictObject({
  kind: z.literal('observation'),
  /** Results from 0 to 100; the mean of a person's counts. */
  ...common(zRatio),
  direction: more,
  /** Results that a person needs for the line to count. */
  minimumResults: z.int().min(1).max(50).default(1),
});

const zMeasure = z.strictObject({
  kind: z.literal('measure'),
  /** From 0 to 100. */
  ...common(zRatio),
  direction: more,
  measure: z.discriminatedUnion('of', [
    /** The mean of what customers answered to one question about the person, on 0–100. */
    z.strictObject({ of: z.literal('question'), survey: zCode, question: z.string().min(1).max(64) }),
    /** Of the promises to customers that were due in the period, the part that was kept in time: own, or the team's. */
    z.strictObject({ of: z.literal('promises'), by: z.enum(['person', 'team']).default('person') }),
  ]),
  /** Answers, or promises, that are needed for the line to count. */
  minimumResults: z.int().min(5).max(1000).default(5),
});

export const zLine = z.discriminatedUnion('kind', [
  zCustomerOpinion,
  zManagerRating,
  zGoal,
  zObservation,
  zMeasure,
]);
export type PlanLineDefinition = z.output<typeof zLine>;
