/** How an award is defined: checked as a whole, with every fault at its place. */
import { z } from 'zod';
import { zDay, zText } from '../../platform/errors';
import { LEAST_SHOWN } from '../../scoring/calc';
import { AWARD_ICON_NAMES } from './award-icons';
import { AWARD_PERIODS } from './calc/award-periods';

const fault = (code: string) => ({ params: { code } });
const zLocalText = (max: number) => z.strictObject({ es: zText(max), en: zText(max), 'pt-BR': zText(max) });

export const zCondition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('band'), atLeast: z.enum(['above', 'consistent']) }),
  z.strictObject({ kind: z.literal('score'), atLeast: z.number().min(0).max(100) }),
  z.strictObject({ kind: z.literal('answers'), atLeast: z.int().min(LEAST_SHOWN).max(10_000) }),
  z.strictObject({ kind: z.literal('streak'), periods: z.int().min(2).max(8) }),
  z.strictObject({
    kind: z.literal('kudos'),
    atLeast: z.int().min(1).max(1000),
    from: z.int().min(2).max(1000),
  }),
  z.strictObject({
    kind: z.literal('promises'),
    atLeast: z.number().min(1).max(100),
    due: z.int().min(3).max(1000),
  }),
]);

export const zAwardRule = z.strictObject({
  conditions: z
    .array(zCondition)
    .refine((list) => list.length > 0, fault('award_rule_empty'))
    .refine(
      (list) => new Set(list.map(({ kind }) => kind)).size === list.length,
      fault('award_condition_twice'),
    ),
});

const common = {
  name: zLocalText(80),
  icon: z.enum(AWARD_ICON_NAMES),
  ties: z.enum(['all', 'alphabetical']),
  /** What goes with it that is no money: a day off, a lunch with the team. */
  reward: zLocalText(200).nullable().default(null),
};
const byRule = z.strictObject({
  ...common,
  way: z.literal('rule'),
  /** Null: everybody who earns it. */
  places: z.int().min(1).max(100).nullable().default(null),
  rule: zAwardRule,
});
const byVote = z.strictObject({
  ...common,
  way: z.literal('vote'),
  places: z.int({ error: 'required' }).min(1).max(20),
});
/** For which periods it is given, and how it is decided: an award where these are others is another award. */
const fixed = {
  period: z.enum(AWARD_PERIODS),
  /** Given for periods that end after this day; today unless said. */
  startsOn: zDay.optional(),
};

export const zNewAward = z.discriminatedUnion('way', [
  byRule.extend(fixed),
  byVote.extend({
    ...fixed,
    /** How long colleagues vote after the period is over. */
    voteDays: z.int().min(3).max(31),
  }),
]);
export type NewAward = z.input<typeof zNewAward>;

/** What of an award can be changed while it is given; the way is the one it has. */
export const zChangedAward = z.discriminatedUnion('way', [byRule, byVote]);
export type ChangedAward = z.input<typeof zChangedAward>;
