/**
 * The rules as one form: what is typed in its fields, and what that means. The draft lives in the form: adding, moving
 * and removing a rule, and asking what would have happened, changes nothing on record.
 */
import { z } from 'zod';
import { SEGMENTS } from '../../customers';
import { CHANNELS } from '../../interactions';
import { zDay, zText } from '../../platform/errors';
import type { Quota } from '../calc';
import { type InvitationRules, MOST_RULES } from '../invitation-rules';
import { normaliseEntry } from './address-entry';

/** The fields of one rule, as texts; `key` is carried along unseen. */
export const RULE_FIELDS = [
  'key', 'name', 'reasons', 'probability', 'quotaMost', 'quotaPer', 'quotaEvenly', 'priority', 'delayMinutes', 'maxAgeDays',
] as const; // prettier-ignore
/** Boxes of which several may be ticked. */
export const RULE_LISTS = ['touchpoints', 'channels', 'segments'] as const;
export const GENERAL_FIELDS = [
  'probability', 'quotaMost', 'quotaPer', 'quotaEvenly', 'priority', 'delayMinutes', 'maxAgeDays', 'quiet', 'quietFrom',
  'quietUntil', 'observe', 'country', 'state', 'extra', 'customerMost', 'askAgainDays', 'touchpointMost', 'touchpointDays',
  'accountMost', 'accountDays', 'reminderMost', 'reminderDays', 'openDays', 'retryHours', 'laterContact', 'excludedReasons',
  'internal', 'machines', 'marks',
] as const; // prettier-ignore

export type TypedRule = Record<(typeof RULE_FIELDS)[number], string> &
  Record<(typeof RULE_LISTS)[number], string[]>;
export type TypedRules = Record<(typeof GENERAL_FIELDS)[number], string> & {
  weekdays: string[];
  rules: TypedRule[];
};

const fault = (code: string, params: Record<string, string | number> = {}) => ({
  code: 'custom' as const,
  params: { code, ...params },
});

/** A number as people write it: `85`, `85.5` or `85,5`. */
function zNumber(min: number, max: number) {
  return z
    .string()
    .transform((text, context): number => {
      const trimmed = text.trim();
      if (/^\d{1,9}([.,]\d{1,6})?$/.test(trimmed)) return Number(trimmed.replace(',', '.'));
      context.addIssue(fault(trimmed === '' ? 'field_required' : 'number_unreadable'));
      return z.NEVER;
    })
    .pipe(z.number().min(min).max(max));
}
function zWhole(min: number, max: number) {
  return zNumber(min, max).refine(Number.isInteger, { params: { code: 'number_unreadable' } });
}
/** Nothing, or a whole number. */
function zMaybe(min: number, max: number) {
  const blank = z.string().regex(/^\s*$/).transform(() => null); // prettier-ignore
  return z.union([blank, zWhole(min, max)]);
}
/** 100 and 12,5 are shares of a hundred. */
const zPercent = zNumber(0, 100).transform((percent) => Math.round(percent * 1e6) / 1e8);
const zTick = z.string().transform((value) => value === 'on');

/** Words on lines or between commas; each has to be readable on its own. */
function zWords(readable: (word: string) => string | null, code: string, most: number) {
  return z
    .string()
    .max(20_000)
    .transform((text, context): string[] => {
      const words = [
        ...new Set(
          text
            .split(/[\n,;]/)
            .map((word) => word.trim())
            .filter(Boolean),
        ),
      ];
      if (words.length > most) context.addIssue(fault('field_too_many', { limit: most }));
      return words.flatMap((word) => {
        const read = readable(word);
        if (read === null) context.addIssue(fault(code, { entry: word.slice(0, 80) }));
        return read ?? [];
      });
    });
}
const slug = (word: string): string | null => {
  const plain = word.toLowerCase();
  return /^[a-z0-9]+([-_][a-z0-9]+)*$/.test(plain) && plain.length <= 64 ? plain : null;
};
const day = (word: string): string | null => (zDay.safeParse(word).success ? word : null);
const localPart = (word: string): string | null => (/^[^\s@]{1,64}$/.test(word) ? word.toLowerCase() : null);
const mark = (word: string): string | null => (/^[\w.-]{1,64}$/.test(word) ? word : null);
const zReasons = (most: number) => zWords(slug, 'rules_reason_unreadable', most);

/** What every rule, and what holds otherwise, says about whom to ask. */
const whom = {
  probability: zPercent,
  quotaMost: zMaybe(1, 1000),
  quotaPer: z.enum(['week', 'month']),
  quotaEvenly: zTick,
  priority: zWhole(0, 100),
};
const quotaOf = (form: { quotaMost: number | null; quotaPer: Quota['per']; quotaEvenly: boolean }) =>
  form.quotaMost === null ? null : { most: form.quotaMost, per: form.quotaPer, evenly: form.quotaEvenly };

const zRule = z.strictObject({
  key: z.string().regex(/^[a-z0-9]+([-_][a-z0-9]+)*$/),
  name: zText(80),
  touchpoints: z.array(zText(64)).max(50),
  channels: z.array(z.enum(CHANNELS)),
  segments: z.array(z.enum(SEGMENTS)),
  reasons: zReasons(50),
  ...whom,
  delayMinutes: zMaybe(0, 20_160),
  maxAgeDays: zMaybe(1, 90),
});

const zForm = z.strictObject({
  ...whom,
  delayMinutes: zWhole(0, 20_160),
  maxAgeDays: zWhole(1, 90),
  quiet: zTick,
  quietFrom: zWhole(0, 23),
  quietUntil: zWhole(0, 23),
  weekdays: z
    .array(z.enum(['1', '2', '3', '4', '5', '6', '7']))
    .refine((days) => days.length < 7, { params: { code: 'rules_every_day_quiet' } }),
  observe: zTick,
  country: z.union([z.literal('').transform(() => null), z.string().regex(/^[A-Z]{2}$/)]),
  state: z.union([z.literal('').transform(() => null), z.string().regex(/^[A-Z0-9]{1,8}$/)]),
  extra: zWords(day, 'rules_day_unreadable', 100),
  customerMost: zWhole(1, 100),
  askAgainDays: zWhole(0, 365),
  touchpointMost: zMaybe(1, 100),
  touchpointDays: zMaybe(1, 365),
  accountMost: zMaybe(1, 100),
  accountDays: zMaybe(1, 365),
  reminderMost: zWhole(0, 2),
  reminderDays: zWhole(1, 30),
  openDays: zWhole(1, 90),
  retryHours: zWhole(1, 72),
  laterContact: z.enum(['reopened', 'any']),
  excludedReasons: zReasons(200),
  internal: zWords(normaliseEntry, 'rules_address_unreadable', 200),
  machines: zWords(localPart, 'rules_local_part_unreadable', 200),
  marks: zWords(mark, 'rules_mark_unreadable', 20),
  rules: z.array(zRule).max(MOST_RULES),
});
type Form = z.output<typeof zForm>;

/** What the fields mean. Every fault is named at its field, all at once; the salt and what has no field stay as they are. */
export const zRulesForm = zForm.superRefine((form, context) => {
  const say = (path: string, code: string, params = {}) =>
    context.addIssue({ ...fault(code, params), path: [path] });
  for (const scope of ['touchpoint', 'account'] as const) {
    const [most, days] = [form[`${scope}Most`], form[`${scope}Days`]];
    if ((most === null) !== (days === null))
      say(most === null ? `${scope}Most` : `${scope}Days`, 'rules_limit_incomplete');
  }
  if (form.reminderMost * form.reminderDays >= form.openDays && form.reminderMost > 0)
    say('reminderDays', 'rules_reminders_too_late', { days: form.openDays });
  if (form.delayMinutes >= form.maxAgeDays * 1440) say('delayMinutes', 'rules_delay_beyond_age');
  form.rules.forEach((rule, index) => {
    const delay = rule.delayMinutes ?? form.delayMinutes;
    if (delay >= (rule.maxAgeDays ?? form.maxAgeDays) * 1440)
      context.addIssue({ ...fault('rules_delay_beyond_age'), path: ['rules', index, 'delayMinutes'] });
  });
});

/** The rules the form stands for. @param salt kept, or a new one: see `RulesService` */
export function rulesOf(form: Form, salt: string): InvitationRules {
  const limit = (most: number | null, days: number | null) =>
    most === null || days === null ? null : { most, days };
  return {
    delayMinutes: form.delayMinutes,
    quietHours: form.quiet ? { from: form.quietFrom, until: form.quietUntil } : null,
    quietWeekdays: form.weekdays.map(Number).sort(),
    holidays: {
      observe: form.observe,
      country: form.country,
      state: form.state,
      extra: [...form.extra].sort(),
    },
    maxAgeDays: form.maxAgeDays,
    askAgainDays: form.askAgainDays,
    frequency: {
      customerMost: form.customerMost,
      touchpoint: limit(form.touchpointMost, form.touchpointDays),
      account: limit(form.accountMost, form.accountDays),
    },
    openDays: form.openDays,
    retryHours: form.retryHours,
    reminders: { most: form.reminderMost, afterDays: form.reminderDays },
    laterContact: form.laterContact,
    excluded: {
      reasons: form.excludedReasons,
      internal: form.internal,
      machines: form.machines,
      marks: form.marks,
    },
    rules: form.rules.map(({ quotaMost, quotaPer, quotaEvenly, ...rule }) => ({
      ...rule,
      quota: quotaOf({ quotaMost, quotaPer, quotaEvenly }),
    })),
    sampling: { probability: form.probability, salt, quota: quotaOf(form), priority: form.priority },
  };
}
