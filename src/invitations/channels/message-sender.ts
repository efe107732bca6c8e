/**
 * Sends the messages that are due at one provider, by the rules of mail: looked at again, outside quiet times, in turn,
 * under a lease. A short transaction marks the hand-over, the request leaves outside of any, another one writes down
 * the outcome. What nobody knows stays `unknown` and is not sent again by itself.
 */
import { Injectable } from '@nestjs/common';
import { phoneNumberOf, Suppressions } from '../../customers';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import type { JobOutcome } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import { type Claim, InvitationStore } from '../invitation.store';
import { type InvitationRules, invitationRules } from '../invitation-rules';
import { OpenInvitations, type SendableInvitation } from '../open-invitation';
import { zoneFor } from '../quiet-hours';
import { Recheck } from '../recheck';
import { Reminders } from '../reminders';
import { retryDelay } from '../retry-delay';
import { quietTimes, sendableFrom } from '../send-window';
import { Circuit } from '../sending/circuit';
import { Pace } from '../sending/pace';
import { sendingSettings } from '../sending/sending-settings';
import { newToken } from '../tokens';
import { ChannelChoice } from './channel-choice';
import type { MessageOutcome } from './message-channel';
import { type Channel, MessageChannels } from './message-channels';
import { MessageOutcomes } from './message-outcomes';
import { writeMessage } from './message-text';
import { MessageStore } from './message.store';

/** Messages in the air at once per provider. */
const BATCH = 5;
/** Longer than the longest patience with a provider. */
const LEASE_MS = 5 * 60_000;
const DAY = 86_400_000;

interface Prepared {
  invitation: SendableInvitation;
  number: string;
  link: string;
  reference: string;
  step: number;
  expiresAt: number;
}
type Refusal = Extract<MessageOutcome, { kind: 'refused' }>;

/** Key of a provider among the paces and circuits. */
export function providerKey(channelId: number): string {
  return `#message:${channelId}`;
}

/** The same on every try of one message; a new message after a failed one has a new one. */
export function referenceOf(invitationId: string, round: number): string {
  return round === 1 ? `inv-${invitationId}` : `inv-${invitationId}-${round}`;
}

@Injectable()
export class MessageSender {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly suppressions: Suppressions,
    private readonly store: InvitationStore,
    private readonly messages: MessageStore,
    private readonly invitations: OpenInvitations,
    private readonly recheck: Recheck,
    private readonly reminders: Reminders,
    private readonly pace: Pace,
    private readonly circuit: Circuit,
    private readonly channels: MessageChannels,
    private readonly choice: ChannelChoice,
    private readonly outcomes: MessageOutcomes,
  ) {}

  /** Sends until nothing is due, sending is paused, or the provider does not want us. @returns `skipped` for nothing */
  async sendDue(channelId: number, signal: AbortSignal): Promise<JobOutcome> {
    let sent = 0;
    while (!signal.aborted) {
      const channel = await this.channels.find(channelId);
      const now = this.clock.now();
      const atOnce = channel ? await this.atOnce(channel, now) : 0;
      const claims = atOnce === 0 ? [] : await this.messages.claim(channelId, now, now + LEASE_MS, atOnce);
      if (!channel || claims.length === 0) break;
      sent += claims.length;
      const outcomes = await Promise.allSettled(claims.map((claim) => this.send(claim, channel)));
      // What could not even be written down keeps its lease; the reaper judges it by how far it came.
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
    }
    return sent > 0 ? 'success' : 'skipped';
  }

  private async atOnce({ id, enabled }: Channel, now: number): Promise<number> {
    if ((await this.settings.get(sendingSettings)).paused) return 0;
    if (!enabled) return BATCH;
    const { state } = await this.circuit.state(now, providerKey(id));
    return state === 'open' ? 0 : state === 'closed' ? BATCH : 1;
  }

  private async send(claim: Claim, channel: Channel): Promise<void> {
    const rules = await this.settings.get(invitationRules);
    const prepared = await this.database.transaction(() => this.prepare(claim, channel, rules));
    if (!prepared) return;
    const { invitation, number, link, reference } = prepared;
    const written = writeMessage(this.i18n, channel.settings, invitation, link);
    const provider = await this.channels.provider(channel.id);
    const outcome = provider
      ? await provider.send({ to: number, link, reference, ...written })
      : unreadableCredential();
    await this.noteProvider(channel.id, outcome);
    if (outcome.kind === 'accepted') await this.accepted(prepared, channel, rules, outcome.providerId);
    else if (outcome.kind === 'uncertain')
      await this.conclude(invitation, {
        state: 'unknown',
        reason: null,
        error: outcome.code,
        expiresAt: this.clock.now() + rules.openDays * DAY,
        now: this.clock.now(),
      });
    else await this.refused(prepared, channel, rules, outcome);
  }

  /** Looks again whether the customer may be asked now. @returns undefined when not; the row says why */
  private async prepare(
    claim: Claim,
    channel: Channel,
    rules: InvitationRules,
  ): Promise<Prepared | undefined> {
    const now = this.clock.now();
    const invitation = await this.invitations.byId(claim.id);
    if (!invitation) return undefined;
    if (invitation.customerId !== null) await this.store.lockCustomer(invitation.customerId);
    const { reason, detail, first, step } = await this.recheck.look(invitation, rules, now);
    if (reason === 'no_address' || reason === 'number_fails' || (reason === null && !channel.enabled)) {
      const why = reason ?? 'channel_off';
      if (step === 1 && (await this.mayGoByMail(invitation, channel)))
        return this.toMail(claim, channel, why, now);
      return this.giveUp(claim, invitation, why, now);
    }
    if (reason !== null) return this.giveUp(claim, invitation, reason, now);
    const sendAt = await this.sendableFrom(now, invitation, rules);
    const slotAt = sendAt > now || claim.slotAt !== null ? now : await this.turn(channel, now);
    if (sendAt > now || slotAt > now) {
      const wait = sendAt > now ? { sendAt } : { sendAt: slotAt, slotAt };
      await this.store.settleClaim(claim, { state: 'planned', reason: null, ...wait, now });
      return undefined;
    }
    const number = phoneNumberOf(await this.messages.phoneOf(invitation.customerId ?? ''));
    if (number === null) return undefined;
    const reference = referenceOf(claim.id, await this.messages.roundOf(claim.id));
    if (!(await this.store.handOver(claim, reference, now + LEASE_MS, now))) return undefined;
    await this.messages.noteHandOver(claim.id, channel.id, this.suppressions.hashOf(number), now);
    const answer = newToken();
    const answered = first ?? { id: claim.id, expiresAt: now + rules.openDays * DAY };
    await this.store.addToken({ hash: answer.hash, invitationId: answered.id, purpose: 'answer', now, expiresAt: answered.expiresAt }); // prettier-ignore
    await this.store.record(claim.id, now, 'sending', {
      attempt: invitation.attempts + 1,
      by: channel.kind,
      ...detail,
    });
    const link = `${this.config.baseUrl}/s/${answer.secret}`;
    return { invitation, number, link, reference, step, expiresAt: answered.expiresAt };
  }

  private async turn(channel: Channel, now: number): Promise<number> {
    const own = await this.pace.turn(providerKey(channel.id), channel.settings.perMinute, now);
    const { perMinute } = await this.settings.get(sendingSettings);
    return perMinute === null ? own : Math.max(own, await this.pace.turn('*', perMinute, now));
  }

  /** Where the touchpoint allows it, or the provider is no longer used at all. */
  private async mayGoByMail({ invitationId, email }: SendableInvitation, channel: Channel): Promise<boolean> {
    if (email === null) return false;
    if (!channel.enabled) return true;
    return (await this.choice.preferenceOf(await this.messages.touchpointOf(invitationId)))?.fallback ?? true;
  }

  private async toMail(claim: Claim, channel: Channel, why: string, now: number): Promise<undefined> {
    if (await this.messages.claimToMail(claim, now))
      await this.store.record(claim.id, now, 'planned', {
        reason: 'by_mail_instead',
        instead: why,
        from: channel.kind,
        sendAt: now,
      });
    return undefined;
  }

  private async giveUp(
    claim: Claim,
    invitation: SendableInvitation,
    reason: string,
    now: number,
  ): Promise<undefined> {
    const to = { state: 'cancelled' as const, reason, sendAt: invitation.sendAt, now };
    if (await this.store.settleClaim(claim, to))
      await this.store.record(claim.id, now, 'cancelled', { reason });
    return undefined;
  }

  private async sendableFrom(
    at: number,
    { customerZone }: SendableInvitation,
    rules: InvitationRules,
  ): Promise<number> {
    const { timezone, region } = await this.settings.get('organization');
    return sendableFrom(at, zoneFor(customerZone, timezone), await quietTimes(rules, region));
  }

  /** What a hand-over told about the provider, for all messages after it. */
  private async noteProvider(channelId: number, outcome: MessageOutcome): Promise<void> {
    const now = this.clock.now();
    const key = providerKey(channelId);
    if (outcome.kind === 'uncertain') return;
    if (outcome.kind === 'refused' && outcome.aboutUs)
      return this.circuit.failed(outcome.aboutUs === 'sign_in', now, key);
    await this.circuit.worked(key);
    if (outcome.kind === 'refused' && outcome.tooFast)
      await this.pace.slowDown(key, now, outcome.retryAfterMs ?? 0);
    else if (outcome.kind === 'accepted') await this.pace.recovered(key);
  }

  private async accepted(
    prepared: Prepared,
    channel: Channel,
    rules: InvitationRules,
    providerId: string | null,
  ): Promise<void> {
    const { invitation, step, expiresAt } = prepared;
    const id = invitation.invitationId;
    const sentAt = this.clock.now();
    await this.database.transaction(async () => {
      await this.store.markSent(id, invitation.attempts + 1, sentAt, expiresAt);
      await this.store.record(id, sentAt, 'sent', { attempt: invitation.attempts + 1, by: channel.kind });
      const by = { channel: channel.kind, messageChannelId: channel.id };
      await this.reminders.planNext(invitation, rules, { at: sentAt, step, expiresAt, by });
      if (providerId === null) return;
      await this.messages.lockProviderId(channel.id, providerId);
      await this.messages.noteProviderId(id, providerId);
      await this.outcomes.applyWaiting(channel, providerId);
    });
  }

  private async refused(
    prepared: Prepared,
    channel: Channel,
    rules: InvitationRules,
    refusal: Refusal,
  ): Promise<void> {
    const { invitation, number, step } = prepared;
    const id = invitation.invitationId;
    const now = this.clock.now();
    const error = refusal.code;
    const delay = Math.max(retryDelay(invitation.attempts + 1, Math.random()), refusal.retryAfterMs ?? 0);
    const next = refusal.permanent ? Infinity : await this.sendableFrom(now + delay, invitation, rules);
    if (next <= invitation.expiresAt)
      return this.conclude(invitation, { state: 'planned', reason: null, error, sendAt: next, now });
    await this.database.transaction(async () => {
      if (refusal.aboutNumber) await this.suppressions.suppress(number, 'bounced', `invitation:${id}`);
      if (step === 1 && (await this.mayGoByMail(invitation, channel))) {
        await this.outcomes.byMailInstead(id, channel, error, now);
        return;
      }
      const reason = refusal.aboutNumber ? 'number_fails' : refusal.permanent ? 'refused' : 'undeliverable';
      await this.conclude(invitation, { state: 'bounced', reason, error, now });
    });
  }

  private async conclude(
    { invitationId: id, attempts }: SendableInvitation,
    to: Parameters<InvitationStore['markFailed']>[2],
  ): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.store.markFailed(id, attempts + 1, to))) return;
      const detail: Record<string, string | number> = { error: to.error };
      if (to.reason !== null) detail['reason'] = to.reason;
      if (to.sendAt !== undefined) detail['sendAt'] = to.sendAt;
      await this.store.record(id, to.now, to.state, detail);
    });
  }
}

function unreadableCredential(): Refusal {
  return {
    kind: 'refused',
    code: 'credential_unreadable',
    permanent: false,
    aboutNumber: false,
    aboutUs: 'sign_in',
    tooFast: false,
    retryAfterMs: null,
  };
}
