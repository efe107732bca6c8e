/** How fast mail may leave, and whether it leaves at all; kept under the setting `sending`. */
import { z } from 'zod';
import { defineSetting } from '../../platform/views';
import { PROVIDER_NAMES } from './receivers';

/** More per minute than any receiver takes. */
export const MOST_PER_MINUTE = 100_000;

const zPerMinute = z.int().min(1).max(MOST_PER_MINUTE);

export const SendingSettingsSchema = z.strictObject({
  /** Nothing leaves; what is due waits and is sent when sending goes on. */
  paused: z.boolean().default(false),
  /** Mails per minute to all receivers together; null: no limit of ours. */
  perMinute: zPerMinute.nullable().default(null),
  /** Mails per minute to one receiver that is not named below. */
  perReceiverMinute: zPerMinute.default(600),
  /** Limits of single receivers: a provider (`google`, `microsoft`, `yahoo`, `apple`) or a domain. */
  receivers: z
    .array(z.strictObject({ receiver: z.string().min(1).max(253), perMinute: zPerMinute }))
    .max(200)
    .default(PROVIDER_NAMES.map((receiver) => ({ receiver, perMinute: 600 }))),
});
export type SendingSettings = z.output<typeof SendingSettingsSchema>;

/** Read with `SettingsStore.get(sendingSettings)`. */
export const sendingSettings = defineSetting<SendingSettings>({
  name: 'sending',
  schema: SendingSettingsSchema,
  defaults: () => SendingSettingsSchema.parse({}),
});

/** Mails per minute that may go to a receiver. */
export function limitOf(receiver: string, settings: SendingSettings): number {
  return settings.receivers.find((one) => one.receiver === receiver)?.perMinute ?? settings.perReceiverMinute;
}
