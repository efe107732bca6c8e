/**
 * What is learnt about a message after it left: a provider's receipt, or a customer's "stop". Each receipt counts once,
 * however often it comes and even when it comes before the reply to our request.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Suppressions } from '../../customers';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { SettingsStore } from '../../platform/views';
import { type InvitationRules, invitationRules } from '../invitation-rules';
import { InvitationStore } from '../invitation.store';
import { MailOutcomes } from '../mail-outcomes';
import { zoneFor } from '../quiet-hours';
import { retryDelay } from '../retry-delay';
import { quietTimes, sendableFrom } from '../send-window';
import { ChannelChoice } from './channel-choice';
import { shortCode } from '../../platform/outgoing';
import type { Channel } from './message-channels';
import { MessageStore, type SentMessage } from './message.store';
import { type Receipt, readPosted } from './receipt-reading';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So many messages that the provider took and could not deliver for now, then it is enough. */
const MOST_ROUNDS = 3;
/** Longer than providers repeat a receipt. */
const KEEP_RECEIPTS_DAYS = 60;

@Injectable()
export class MessageOutcomes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly suppressions: Suppressions,
    private readonly store: InvitationStore,
    private readonly messages: MessageStore,
    private readonly mailOutcomes: MailOutcomes,
    private readonly choice: ChannelChoice,
  ) {}

  /** Takes in what a provider posted, in one transaction. */
  async takeIn(channel: Channel, body: unknown): Promise<void> {
    const posted = readPosted(body, channel.settings);
    if (posted.length === 0) return;
    await this.database.transaction(async () => {
      for (const one of posted) {
        if (one.what === 'stop') await this.stop(one.number, channel);
        else await this.receipt(channel, one);
      }
    });
  }

  /** Receipts that came before the reply that told what the provider calls the message. Joins the ambient transaction. */
  async applyWaiting(channel: Channel, providerId: string): Promise<void> {
    const message = await this.messages.byProviderId(channel.id, providerId);
    if (!message) return;
    const waiting = await this.database.all<{ status: Receipt['status']; code: string | null }>(
      `UPDATE message_receipt SET invitation_id = ? WHERE channel_id = ? AND provider_id = ? AND invitation_id IS NULL
       RETURNING status AS "status", code AS "code"`,
      [message.id, channel.id, providerId],
    );
    // What was delivered in the end was delivered.
    const [first] = waiting.sort(
      (a, b) => Number(b.status === 'delivered') - Number(a.status === 'delivered'),
    );
    if (first) await this.apply(channel, message, first);
  }

  /** The customer is asked by mail after all. Joins the ambient transaction. @returns false when nothing changed */
  async byMailInstead(id: string, channel: Channel, error: string, now: number): Promise<boolean> {
    const { retryHours } = await this.settings.get(invitationRules);
    if (!(await this.messages.failedToMail(id, now, now + retryHours * HOUR))) return false;
    await this.store.record(id, now, 'planned', {
      reason: 'by_mail_instead',
      from: channel.kind,
      error,
      sendAt: now,
    });
    return true;
  }

  /** Forgets receipts that nobody repeats any more. @returns how many */
  async forget(limit: number): Promise<number> {
    const before = this.clock.now() - KEEP_RECEIPTS_DAYS * DAY;
    const { changes } = await this.database.run(
      `DELETE FROM message_receipt WHERE (channel_id, hash) IN (
         SELECT channel_id, hash FROM message_receipt WHERE received_at < ? ORDER BY received_at LIMIT ?)`,
      [before, limit],
    );
    return changes;
  }

  private async receipt(channel: Channel, receipt: Receipt): Promise<void> {
    const { providerId, reference, status } = receipt;
    const now = this.clock.now();
    const code = receipt.code === null ? null : shortCode(receipt.code);
    if (providerId !== null) await this.messages.lockProviderId(channel.id, providerId);
    const message =
      (providerId === null ? undefined : await this.messages.byProviderId(channel.id, providerId)) ??
      (await this.byReference(channel, receipt));
    const { changes } = await this.database.run(
      `INSERT INTO message_receipt (channel_id, hash, provider_id, status, code, received_at, invitation_id)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel_id, hash) DO NOTHING`,
      [
        channel.id,
        createHash('sha256')
          .update(JSON.stringify([providerId, reference?.invitationId, reference?.round, status]))
          .digest('hex'),
        providerId,
        status,
        code,
        now,
        message?.id ?? null,
      ],
    );
    if (changes > 0 && message) await this.apply(channel, message, { status, code });
  }

  /** A receipt of an earlier round says nothing about this one. */
  private async byReference(channel: Channel, { reference }: Receipt): Promise<SentMessage | undefined> {
    if (reference === null) return undefined;
    const message = await this.messages.byInvitation(channel.id, reference.invitationId);
    return message?.round === reference.round ? message : undefined;
  }

  private async apply(
    channel: Channel,
    message: SentMessage,
    { status, code }: { status: Receipt['status']; code: string | null },
  ): Promise<void> {
    const now = this.clock.now();
    const error = code ?? status;
    if (status === 'delivered') {
      await this.mailOutcomes.arrived(message.id, now);
      return;
    }
    const forGood = status === 'failed_for_good';
    const rules = await this.settings.get(invitationRules);
    if (!forGood && message.round < MOST_ROUNDS) return this.later(message, error, rules, now);
    if (message.state === 'delivered' || message.state === 'answered') return;
    if (forGood)
      await this.suppressions.suppressHash(message.numberHash, 'bounced', `invitation:${message.id}`);
    const preference = await this.choice.preferenceOf(message.touchpoint);
    const byMail = message.step === 1 && message.hasEmail === 1 && (preference?.fallback ?? true);
    if (byMail && (await this.byMailInstead(message.id, channel, error, now))) return;
    const reason = forGood ? 'number_fails' : 'undeliverable';
    if (await this.messages.failed(message.id, reason, error, now))
      await this.store.record(message.id, now, 'bounced', { reason, error });
  }

  /** The provider took it and could not deliver it now: another message later, at a decent hour. */
  private async later(
    message: SentMessage,
    error: string,
    rules: InvitationRules,
    now: number,
  ): Promise<void> {
    const { timezone, region } = await this.settings.get('organization');
    const at = now + retryDelay(message.round, Math.random());
    const sendAt = sendableFrom(at, zoneFor(message.zone, timezone), await quietTimes(rules, region));
    const expiresAt = Math.max(sendAt, now + rules.retryHours * HOUR);
    if (await this.messages.failedToLater(message.id, sendAt, now, expiresAt))
      await this.store.record(message.id, now, 'planned', { error, sendAt, round: message.round + 1 });
  }

  /**
   * The number gets nothing more; what is planned for the customers behind it is cancelled, however it would go. It
   * holds for numbers we do not know yet, too: what the provider reports, its owner has written.
   */
  private async stop(number: string, channel: Channel): Promise<void> {
    const now = this.clock.now();
    const hash = this.suppressions.hashOf(number);
    if ((await this.suppressions.reach(number, [])) === 'unwanted') return;
    await this.suppressions.suppress(number, 'unsubscribed', `message_channel:${channel.id}`);
    for (const { invitationId, customerId } of await this.messages.writtenTo(hash)) {
      await this.store.record(invitationId, now, 'unsubscribed', { by: channel.kind });
      if (customerId === null) continue;
      for (const id of await this.store.cancelPlannedOf(customerId, 'opted_out', now))
        await this.store.record(id, now, 'cancelled', { reason: 'opted_out' });
    }
  }
}
