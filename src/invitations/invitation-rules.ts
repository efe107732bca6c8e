/**
 * The rules about who is asked and when, kept under the setting `invitations`. Without a stored setting the defaults
 * below hold: everybody is asked, half an hour after the contact, by day, at most once in 30 days.
 */
import { z } from 'zod';
import { defineSetting } from '../platform/views';

const zHour = z.int().min(0).max(23);

export const InvitationRulesSchema = z.strictObject({
  /** Between the contact and the mail; 0 sends at once. */
  delayMinutes: z.int().min(0).max(20_160).default(30),
  /** Local hours of the customer without mail; null: none. */
  quietHours: z.strictObject({ from: zHour, until: zHour }).nullable().default({ from: 21, until: 8 }),
  /** A contact that is older is not asked about. */
  maxAgeDays: z.int().min(1).max(90).default(7),
  /** At most one invitation per customer in this many days; 0: no limit. */
  askAgainDays: z.int().min(0).max(365).default(30),
  /** How long a survey stays open after its mail. */
  openDays: z.int().min(1).max(90).default(14),
  /** How long a mail that cannot be delivered at once is tried. */
  retryHours: z.int().min(1).max(72).default(72),
  /** Who is asked: an interaction whose draw is below the probability. The draw hangs on its id and the salt. */
  sampling: z
    .strictObject({ probability: z.number().min(0).max(1), salt: z.string().min(1).max(64) })
    .default({ probability: 1, salt: 'everybody' }),
});
export type InvitationRules = z.output<typeof InvitationRulesSchema>;

export const DEFAULT_INVITATION_RULES: InvitationRules = InvitationRulesSchema.parse({});

/** Read with `SettingsStore.get(invitationRules)`. */
export const invitationRules = defineSetting<InvitationRules>({
  name: 'invitations',
  schema: InvitationRulesSchema,
  defaults: () => DEFAULT_INVITATION_RULES,
});
