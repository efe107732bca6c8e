/**
 * The rows of invitations that messages carry: claimed per provider, moved to mail where no message gets through, and
 * what a provider called them. Changes name the state they start from.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import type { Claim } from '../invitation.store';

const DUE = `SELECT id FROM invitation WHERE message_channel_id = ? AND state = 'planned' AND send_at <= ? ORDER BY send_at, id LIMIT ?`;
const TAKE = `SET state = 'sending', lease_until = ?, message_id = NULL`;

export interface SentMessage {
  readonly id: string;
  readonly customerId: string | null;
  readonly state: string;
  readonly step: number;
  readonly touchpoint: string;
  readonly hasEmail: number;
  readonly round: number;
  readonly numberHash: string;
  /** The customer's zone; null when nobody knows it. */
  readonly zone: string | null;
}

const SENT = `SELECT i.id AS "id", i.customer_id AS "customerId", i.state AS "state", i.step AS "step", t.code AS "touchpoint",
    CASE WHEN c.email IS NULL THEN 0 ELSE 1 END AS "hasEmail", m.round AS "round", m.number_hash AS "numberHash",
    c.timezone AS "zone"
  FROM invitation_message m JOIN invitation i ON i.id = m.invitation_id AND i.message_channel_id = m.channel_id
  JOIN interaction n ON n.id = i.interaction_id JOIN touchpoint t ON t.id = n.touchpoint_id
  LEFT JOIN customer c ON c.id = i.customer_id WHERE m.channel_id = ?`;

@Injectable()
export class MessageStore {
  constructor(private readonly database: Database) {}

  /** Leases what has been due the longest at a provider; no other sender gets it. */
  async claim(channelId: number, now: number, leaseUntil: number, limit: number): Promise<Claim[]> {
    return this.database.dialect === 'postgres'
      ? this.database.all<Claim>(
          `WITH due AS MATERIALIZED (${DUE} FOR UPDATE SKIP LOCKED)
           UPDATE invitation ${TAKE} FROM due WHERE invitation.id = due.id
           RETURNING invitation.id AS "id", lease_until AS "leaseUntil", slot_at AS "slotAt"`,
          [channelId, now, limit, leaseUntil],
        )
      : this.database.all<Claim>(
          `UPDATE invitation ${TAKE} WHERE state = 'planned' AND id IN (${DUE})
           RETURNING id AS "id", lease_until AS "leaseUntil", slot_at AS "slotAt"`,
          [leaseUntil, channelId, now, limit],
        );
  }

  async touchpointOf(invitationId: string): Promise<string> {
    const row = await this.database.get<{ code: string }>(
      `SELECT t.code AS "code" FROM invitation i JOIN interaction n ON n.id = i.interaction_id
       JOIN touchpoint t ON t.id = n.touchpoint_id WHERE i.id = ?`,
      [invitationId],
    );
    return row?.code ?? '';
  }

  async phoneOf(customerId: string): Promise<string | null> {
    const row = await this.database.get<{ phone: string | null }>(
      `SELECT phone AS "phone" FROM customer WHERE id = ?`,
      [customerId],
    );
    return row?.phone ?? null;
  }

  /** The round the next message of an invitation belongs to: a new one begins when a receipt said that the last failed. */
  async roundOf(invitationId: string): Promise<number> {
    const row = await this.database.get<{ round: number }>(
      `SELECT round AS "round" FROM invitation_message WHERE invitation_id = ?`,
      [invitationId],
    );
    return row?.round ?? 1;
  }

  /** Notes the hand-over, before it happens. */
  async noteHandOver(
    invitationId: string,
    channelId: number,
    numberHash: string,
    now: number,
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO invitation_message (invitation_id, channel_id, round, number_hash, handed_over_at) VALUES (?, ?, 1, ?, ?)
       ON CONFLICT (invitation_id) DO UPDATE SET channel_id = excluded.channel_id, number_hash = excluded.number_hash,
         handed_over_at = excluded.handed_over_at, provider_id = NULL`,
      [invitationId, channelId, numberHash, now],
    );
  }

  /** What the provider calls the message. */
  async noteProviderId(invitationId: string, providerId: string): Promise<void> {
    await this.database.run(`UPDATE invitation_message SET provider_id = ? WHERE invitation_id = ?`, [
      providerId,
      invitationId,
    ]);
  }

  async byProviderId(channelId: number, providerId: string): Promise<SentMessage | undefined> {
    return this.database.get<SentMessage>(`${SENT} AND m.provider_id = ?`, [channelId, providerId]);
  }

  async byInvitation(channelId: number, invitationId: string): Promise<SentMessage | undefined> {
    return this.database.get<SentMessage>(`${SENT} AND m.invitation_id = ?`, [channelId, invitationId]);
  }

  /** Holds what a provider calls a message until the transaction ends: its reply and its receipt may come at once. */
  async lockProviderId(channelId: number, providerId: string): Promise<void> {
    if (this.database.dialect === 'postgres')
      await this.database.get('SELECT pg_advisory_xact_lock(hashtextextended(?, 4217211))', [
        `${channelId}:${providerId}`,
      ]);
  }

  /** A claim whose message cannot be sent goes by mail, now. @returns false when the lease is no longer ours */
  async claimToMail(claim: Claim, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET channel = 'email', message_channel_id = NULL, state = 'planned', send_at = ?, slot_at = NULL,
         lease_until = NULL, updated_at = ?
       WHERE id = ? AND state = 'sending' AND lease_until = ? AND message_id IS NULL`,
      [now, now, claim.id, claim.leaseUntil],
    );
    return changes > 0;
  }

  /** A message that surely arrived nowhere: the customer is asked by mail instead. An answer stays an answer. */
  async failedToMail(id: string, now: number, expiresAt: number): Promise<boolean> {
    return this.again(id, now, `channel = 'email', message_channel_id = NULL, attempts = 0,`, now, expiresAt);
  }

  /** A message that arrived nowhere, for now: another one is sent later, which counts as a new one for the provider. */
  async failedToLater(id: string, sendAt: number, now: number, expiresAt: number): Promise<boolean> {
    if (!(await this.again(id, now, '', sendAt, expiresAt))) return false;
    await this.database.run(
      `UPDATE invitation_message SET round = round + 1, provider_id = NULL WHERE invitation_id = ?`,
      [id],
    );
    return true;
  }

  private async again(
    id: string,
    now: number,
    change: string,
    sendAt: number,
    expiresAt: number,
  ): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET ${change} state = 'planned', send_at = ?, expires_at = ?, sent_at = NULL, message_id = NULL,
         slot_at = NULL, lease_until = NULL, updated_at = ?
       WHERE id = ? AND message_channel_id IS NOT NULL AND message_id IS NOT NULL
         AND state IN ('sending', 'sent', 'unknown')`,
      [sendAt, expiresAt, now, id],
    );
    return changes > 0;
  }

  /** A message that failed for good. What was delivered or answered was not. @returns false when nothing changed */
  async failed(id: string, reason: string, error: string, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET state = 'bounced', reason = ?, last_error = ?, sent_at = COALESCE(sent_at, ?),
         lease_until = NULL, updated_at = ?
       WHERE id = ? AND message_channel_id IS NOT NULL AND message_id IS NOT NULL
         AND state IN ('sending', 'sent', 'unknown', 'expired')`,
      [reason, error, now, now, id],
    );
    return changes > 0;
  }

  /** Customers we wrote to at a number, and the newest invitation of each. */
  async writtenTo(numberHash: string): Promise<{ invitationId: string; customerId: string | null }[]> {
    return this.database.all(
      `SELECT MAX(i.id) AS "invitationId", i.customer_id AS "customerId" FROM invitation_message m
       JOIN invitation i ON i.id = m.invitation_id WHERE m.number_hash = ? GROUP BY i.customer_id`,
      [numberHash],
    );
  }
}
