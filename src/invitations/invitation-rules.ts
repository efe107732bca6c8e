/**
 * The rules about who is asked and when, kept under the setting `invitations`. Without a stored setting the defaults
 * below hold: everybody is asked, half an hour after the contact, by day, at most once in 30 days. Every field has a
 * default, so that rules stored by an earlier version mean what they meant.
 */
import { z } from 'zod';
import { SEGMENTS } from '../customers';
import { CHANNELS } from '../interactions';
import { zDay, zText } from '../platform/errors';
import { defineSetting } from '../platform/views';
import { MACHINE_LOCAL_PARTS } from './calc';

/** More rules than this nobody oversees. */
export const MOST_RULES = 30;
const MOST_LISTED = 200;

const zHour = z.int().min(0).max(23);
const zProbability = z.number().min(0).max(1);
const zPriority = z.int().min(0).max(100);
const zDelay = z.int().min(0).max(20_160);
const zMaxAge = z.int().min(1).max(90);
const zWord = z.string().regex(/^[a-z0-9]+([-_][a-z0-9]+)*$/).max(64); // prettier-ignore
const zQuota = z.strictObject({
  most: z.int().min(1).max(1000),
  per: z.enum(['week', 'month']),
  evenly: z.boolean().default(true),
});
const zLimit = z.strictObject({ most: z.int().min(1).max(100), days: z.int().min(1).max(365) });

export const samplingRuleSchema = z.strictObject({
  key: zWord,
  name: zText(80),
  touchpoints: z.array(zText(64)).max(50).default([]),
  channels: z.array(z.enum(CHANNELS)).default([]),
  reasons: z.array(zWord).max(50).default([]),
  segments: z.array(z.enum(SEGMENTS)).default([]),
  probability: zProbability.default(1),
  quota: zQuota.nullable().default(null),
  priority: zPriority.default(50),
  delayMinutes: zDelay.nullable().default(null),
  maxAgeDays: zMaxAge.nullable().default(null),
});

export const InvitationRulesSchema = z.strictObject({
  /** Between the contact and the mail; 0 sends at once. */
  delayMinutes: zDelay.default(30),
  /** Local hours of the customer without mail; null: none. */
  quietHours: z.strictObject({ from: zHour, until: zHour }).nullable().default({ from: 21, until: 8 }),
  /** Local weekdays of the customer without mail, 1 = Monday … 7 = Sunday; never all seven. */
  quietWeekdays: z.array(z.int().min(1).max(7)).max(6).default([]),
  /** Days without mail: where observed, the public holidays of a country (null: the organization's); days of one's own. */
  holidays: z
    .strictObject({
      observe: z.boolean().default(false),
      country: z.string().regex(/^[A-Z]{2}$/).nullable().default(null), // prettier-ignore
      state: z.string().regex(/^[A-Z0-9]{1,8}$/).nullable().default(null), // prettier-ignore
      extra: z.array(zDay).max(100).default([]),
    })
    .prefault({}),
  /** A contact that is older is not asked about. */
  maxAgeDays: zMaxAge.default(7),
  /** Invitations per customer, over all surveys: at most `frequency.customerMost` in this many days; 0: no limit. */
  askAgainDays: z.int().min(0).max(365).default(30),
  frequency: z
    .strictObject({
      customerMost: z.int().min(1).max(100).default(1),
      /** Per customer at one touchpoint. */
      touchpoint: zLimit.nullable().default(null),
      /** Over all customers of one account. */
      account: zLimit.nullable().default(null),
    })
    .prefault({}),
  /** How long a survey stays open after its mail. */
  openDays: z.int().min(1).max(90).default(14),
  /** How long a mail that cannot be delivered at once is tried. */
  retryHours: z.int().min(1).max(72).default(72),
  /** Mails that remind of the first one; never after an answer, a note that it was the wrong person, or an opt-out. */
  reminders: z
    .strictObject({ most: z.int().min(0).max(2).default(0), afterDays: z.int().min(1).max(30).default(4) })
    .prefault({}),
  /**
   * What a later contact does to an invitation that has not left: `reopened` — one that says the matter was reopened
   * takes its place; `any` — every later one of the customer about the same reason at the same touchpoint does.
   */
  laterContact: z.enum(['reopened', 'any']).default('reopened'),
  /** Whom nobody asks, whatever the rules say. */
  excluded: z
    .strictObject({
      reasons: z.array(zWord).max(MOST_LISTED).default([]),
      /** Our own: addresses, or domains with all below them. */
      internal: z.array(z.string().min(1).max(254)).max(MOST_LISTED).default([]),
      /** Parts before the @ that no person has. */
      machines: z
        .array(z.string().min(1).max(64))
        .max(MOST_LISTED)
        .default([...MACHINE_LOCAL_PARTS]),
      /** Entries of a contact's data that mark it, when they are true, as nobody's: spam, bots. */
      marks: z
        .array(z.string().regex(/^[\w.-]{1,64}$/))
        .max(20)
        .default(['spam', 'bot', 'automated']),
    })
    .prefault({}),
  /** The first that fits a contact decides about it; `sampling` when none does. */
  rules: z.array(samplingRuleSchema).max(MOST_RULES).default([]),
  /** Who is asked: an interaction whose draw is below the probability. The draw hangs on its id and the salt. */
  sampling: z
    .strictObject({
      probability: zProbability,
      salt: z.string().min(1).max(64),
      quota: zQuota.nullable().default(null),
      priority: zPriority.default(50),
    })
    .default({ probability: 1, salt: 'everybody', quota: null, priority: 50 }),
});
export type InvitationRules = z.output<typeof InvitationRulesSchema>;

export const DEFAULT_INVITATION_RULES: InvitationRules = InvitationRulesSchema.parse({});

/** Read with `SettingsStore.get(invitationRules)`. */
export const invitationRules = defineSetting<InvitationRules>({
  name: 'invitations',
  schema: InvitationRulesSchema,
  defaults: () => DEFAULT_INVITATION_RULES,
});

/** What the footer of a mail may promise: at most one in so many days. 0 where the rules allow more. */
export function promisedDays(rules: InvitationRules): number {
  return rules.frequency.customerMost === 1 && rules.reminders.most === 0 ? rules.askAgainDays : 0;
}
