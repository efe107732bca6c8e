/** What administrators decide about mail that comes in, kept under the setting `mailroom`. */
import { z } from 'zod';
import { defineSetting } from '../platform/views';

export const mailroomSettingsSchema = z.strictObject({
  /** Where customers' replies are forwarded to; '' keeps them on the invitation's page only. */
  forwardTo: z.union([z.literal(''), z.email().max(254)]).default(''),
  /** More replies than this in an hour wait for the next one. */
  forwardsPerHour: z.int().min(1).max(1000).default(60),
  /** So many mails in a row that could not be delivered … */
  softBounces: z.int().min(1).max(20).default(3),
  /** … over more than so many days count as an address that does not exist. */
  softBounceDays: z.int().min(0).max(365).default(14),
  /** How long the words of a reply are kept. */
  keepRepliesDays: z.int().min(1).max(3650).default(180),
  /** SHA-256 of the key in the address of the hook; null: there is none. */
  hookKeyHash: z.string().length(64).nullable().default(null),
});
export type MailroomSettings = z.output<typeof mailroomSettingsSchema>;

/** Read with `SettingsStore.get(mailroomSettings)`. */
export const mailroomSettings = defineSetting<MailroomSettings>({
  name: 'mailroom',
  schema: mailroomSettingsSchema,
  defaults: () => mailroomSettingsSchema.parse({}),
});
