/**
 * Which way a customer is asked: the one their touchpoint prefers, where they have a number and want it, else by mail.
 * Mail is the default of every touchpoint; whoever said no on one way is not asked on another.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { phoneNumberOf, Suppressions } from '../../customers';
import { defineSetting, SettingsStore } from '../../platform/views';
import type { Evidence } from '../evidence';
import { type Carrier, MAIL } from '../invitation.store';
import { MessageChannels } from './message-channels';

/** Stands for every touchpoint that is not named. */
export const EVERY_TOUCHPOINT = '*';

const preferencesSchema = z.strictObject({
  preferences: z
    .array(
      z.strictObject({
        /** Code of the touchpoint, or `*`. */
        touchpoint: z.string().min(1).max(128),
        channelId: z.int().min(1),
        /** By mail where no message can be sent, or it fails. */
        fallback: z.boolean(),
      }),
    )
    .max(500)
    .default([]),
});
export type ChannelPreferences = z.output<typeof preferencesSchema>;
export type ChannelPreference = ChannelPreferences['preferences'][number];

/** Read with `SettingsStore.get(channelPreferences)`. */
export const channelPreferences = defineSetting<ChannelPreferences>({
  name: 'message_channels',
  schema: preferencesSchema,
  defaults: () => preferencesSchema.parse({}),
});

export interface Choice {
  readonly by: Carrier;
  /** There is an address or a number to use. */
  readonly hasAddress: boolean;
  readonly optedOut: boolean;
  /** What is kept with the decision; empty for plain mail. */
  readonly evidence: Evidence;
}

@Injectable()
export class ChannelChoice {
  constructor(
    private readonly settings: SettingsStore,
    private readonly suppressions: Suppressions,
    private readonly channels: MessageChannels,
  ) {}

  async preferenceOf(touchpoint: string): Promise<ChannelPreference | undefined> {
    const { preferences } = await this.settings.get(channelPreferences);
    return (
      preferences.find((one) => one.touchpoint === touchpoint) ??
      preferences.find((one) => one.touchpoint === EVERY_TOUCHPOINT)
    );
  }

  /** @param email normalised @param phone as it was told */
  async choose(touchpoint: string, email: string | null, phone: string | null): Promise<Choice> {
    const preference = await this.preferenceOf(touchpoint);
    const number = phoneNumberOf(phone);
    if (!preference) return this.byMail(email, number, {});
    const channel = await this.channels.find(preference.channelId);
    const evidence = { wanted: channel?.kind ?? 'sms' };
    const others = email === null ? [] : [email];
    const reach = number === null ? null : await this.suppressions.reach(number, others);
    if (reach === 'unwanted') return { by: MAIL, hasAddress: true, optedOut: true, evidence };
    if (channel?.enabled && reach === 'free')
      return {
        by: { channel: channel.kind, messageChannelId: channel.id },
        hasAddress: true,
        optedOut: false,
        evidence,
      };
    const instead = !channel?.enabled ? 'channel_off' : reach === null ? 'no_number' : 'number_fails';
    if (!preference.fallback)
      return { by: MAIL, hasAddress: false, optedOut: false, evidence: { ...evidence, instead } };
    return this.byMail(email, number, { ...evidence, instead });
  }

  private async byMail(email: string | null, number: string | null, evidence: Evidence): Promise<Choice> {
    const others = number === null ? [] : [number];
    const optedOut = email !== null && (await this.suppressions.reach(email, others)) !== 'free';
    return { by: MAIL, hasAddress: email !== null, optedOut, evidence };
  }
}
