/**
 * Which way a customer is asked: the one their touchpoint prefers, where they have a number and want it, else by mail.
 * Mail is the default of every touchpoint; whoever said no on one way is not asked on another.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { phoneNumberOf, reachOf, Suppressions } from '../../customers';
import { defineSetting, SettingsStore } from '../../platform/views';
import type { Evidence } from '../evidence';
import { type Carrier, MAIL } from '../invitation.store';
import { type Channel, MessageChannels } from './message-channels';

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

/** What a customer can be reached by, and what is on record about it. */
export interface Means {
  /** Normalised. */
  readonly email: string | null;
  /** E.164. */
  readonly number: string | null;
  /** Why the address and the number are on the list of those nobody writes to; undefined when they are not. */
  readonly emailListed: string | undefined;
  readonly numberListed: string | undefined;
}

/** What a touchpoint prefers, and the provider it names; neither for plain mail. */
export interface PreferredWay {
  readonly preference: ChannelPreference | undefined;
  readonly channel: Pick<Channel, 'id' | 'kind' | 'enabled'> | undefined;
}

export function preferenceFor(
  { preferences }: ChannelPreferences,
  touchpoint: string,
): ChannelPreference | undefined {
  return (
    preferences.find((one) => one.touchpoint === touchpoint) ??
    preferences.find((one) => one.touchpoint === EVERY_TOUCHPOINT)
  );
}

/** The way a customer is asked, and whether they want it. Pure: the planner and the what-if both ask here. */
export function chooseWay({ preference, channel }: PreferredWay, means: Means): Choice {
  const { email, number } = means;
  const byMail = (evidence: Evidence): Choice => ({
    by: MAIL,
    hasAddress: email !== null,
    optedOut: email !== null && reachOf(means.emailListed, [means.numberListed]) !== 'free',
    evidence,
  });
  if (!preference) return byMail({});
  const evidence = { wanted: channel?.kind ?? 'sms' };
  const reach = number === null ? null : reachOf(means.numberListed, [means.emailListed]);
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
  return byMail({ ...evidence, instead });
}

@Injectable()
export class ChannelChoice {
  constructor(
    private readonly settings: SettingsStore,
    private readonly suppressions: Suppressions,
    private readonly channels: MessageChannels,
  ) {}

  async preferenceOf(touchpoint: string): Promise<ChannelPreference | undefined> {
    return preferenceFor(await this.settings.get(channelPreferences), touchpoint);
  }

  /** @param email normalised @param phone as it was told */
  async choose(touchpoint: string, email: string | null, phone: string | null): Promise<Choice> {
    const preference = await this.preferenceOf(touchpoint);
    const channel = preference && (await this.channels.find(preference.channelId));
    const number = phoneNumberOf(phone);
    const addresses = [email, number].filter((one) => one !== null);
    const listed = await this.suppressions.reasonsAmong(addresses);
    const means = {
      email,
      number,
      emailListed: listed.get(email ?? ''),
      numberListed: listed.get(number ?? ''),
    };
    return chooseWay({ preference, channel }, means);
  }
}
