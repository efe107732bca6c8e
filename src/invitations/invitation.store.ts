/**
 * The rows of invitations and their timeline. Claiming goes by the index of what is due, reaping by the index of what
 * is leased; a change of state names the state it starts from, so that of two only one succeeds.
 */
import { Injectable } from '@nestjs/common';
import { arraysOf, Database, newId, placeholders, type RowStatement } from '../platform/database';
import type { InvitationState } from './invitation-states';
import { FURTHEST_LEASE_MS } from './sending/leases';
import type { TokenPurpose } from './tokens';

export interface NewInvitation {
  id: string;
  interactionId: string;
  surveyId: number;
  surveyVersionId: number;
  /** 1 for the first mail, 2 and more for reminders. */
  step: number;
  /** Of two that may not both be sent, the higher one stays. */
  priority: number;
  customerId: string | null;
  /** How the customer is asked; mail unless given. */
  by?: Carrier;
  locale: string;
  state: 'planned' | 'suppressed';
  reason: string | null;
  sendAt: number | null;
  expiresAt: number | null;
  now: number;
}

/** What carries an invitation: mail, or messages of a provider. */
export interface Carrier {
  /** `email`, `sms`, `whatsapp`; `chat` for a link that another program shows. */
  readonly channel: string;
  readonly messageChannelId: number | null;
}
export const MAIL: Carrier = { channel: 'email', messageChannelId: null };

/** A lease on a due invitation; `leaseUntil` is also the proof that it is still ours. */
export interface Claim {
  id: string;
  leaseUntil: number;
  /** The turn this mail was given at its receiver; null: it has none yet. */
  slotAt: number | null;
}

const DUE = `SELECT id FROM invitation WHERE state = 'planned' AND send_at <= ? AND message_channel_id IS NULL
  ORDER BY send_at, id LIMIT ?`;
const TAKE = `SET state = 'sending', lease_until = ?, message_id = NULL`;

const ABANDONED = `state = 'sending' AND (lease_until < ? OR lease_until > ?)`;

/** Nothing better is known of an invitation than what a hand-over tells. */
const OUTCOME_OPEN = `state IN ('sending', 'unknown', 'planned', 'cancelled')`;

/** What can be answered, and has not been. */
const ANSWERABLE = `answered_at IS NULL
  AND state IN ('planned', 'queued', 'sending', 'sent', 'delivered', 'unknown', 'expired')`;
const MARK_ANSWERED = `UPDATE invitation SET state = 'answered', answered_at = ?, lease_until = NULL, updated_at = ?
  WHERE id = ? AND ${ANSWERABLE}`;
const ADD_EVENT = `INSERT INTO invitation_event (id, invitation_id, at, state, detail) VALUES (?, ?, ?, ?, ?)`;

/** Invitation, instant, id of the event: marks it as answered and notes the event, unless that was done before. */
const ANSWERED: RowStatement = {
  sqlite: (run, [id = null, at = null, event = null]) =>
    run(MARK_ANSWERED, [at, at, id]) && run(ADD_EVENT, [event, id, at, 'answered', null]),
  postgres: `WITH answered AS (
      UPDATE invitation SET state = 'answered', answered_at = given.at, lease_until = NULL, updated_at = given.at
      FROM ${arraysOf({ id: 'varchar', at: 'bigint', event: 'varchar' })}
      WHERE invitation.id = given.id AND ${ANSWERABLE} RETURNING invitation.id, given.at, given.event)
    INSERT INTO invitation_event (id, invitation_id, at, state) SELECT event, id, at, 'answered' FROM answered`,
};

@Injectable()
export class InvitationStore {
  constructor(private readonly database: Database) {}

  /** @returns false when this step of the survey was decided for this interaction before */
  async add(invitation: NewInvitation): Promise<boolean> {
    const { channel, messageChannelId } = invitation.by ?? MAIL;
    const { changes } = await this.database.run(
      `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, message_channel_id,
         customer_id, locale, state, reason, send_at, expires_at, priority, attempts, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
       ON CONFLICT (interaction_id, survey_id, step) DO NOTHING`,
      [
        invitation.id, invitation.interactionId, invitation.surveyId, invitation.surveyVersionId, invitation.step,
        channel, messageChannelId, invitation.customerId, invitation.locale, invitation.state, invitation.reason, invitation.sendAt,
        invitation.expiresAt, invitation.priority, invitation.now, invitation.now,
      ],
    ); // prettier-ignore
    return changes > 0;
  }

  /** Adds to the timeline. `detail` holds codes and numbers, never an address or a name. */
  async record(
    id: string,
    at: number,
    state: string,
    detail: Record<string, string | number | null> = {},
  ): Promise<void> {
    await this.database.run(ADD_EVENT, [
      newId(),
      id,
      at,
      state,
      Object.keys(detail).length > 0 ? JSON.stringify(detail) : null,
    ]);
  }

  /**
   * Holds the customer until the transaction ends, so that two contacts at once are not both asked about. `NO KEY`,
   * because every contact being recorded holds the customer's key already: with less, two of them wait for each other.
   */
  async lockCustomer(customerId: string): Promise<void> {
    if (this.database.dialect === 'postgres') {
      await this.database.get(`SELECT id FROM customer WHERE id = ? FOR NO KEY UPDATE`, [customerId]);
    }
  }

  /** Leases what has been due the longest; no other sender gets it. */
  async claim(now: number, leaseUntil: number, limit: number): Promise<Claim[]> {
    return this.database.dialect === 'postgres'
      ? this.database.all<Claim>(
          `WITH due AS MATERIALIZED (${DUE} FOR UPDATE SKIP LOCKED)
           UPDATE invitation ${TAKE} FROM due WHERE invitation.id = due.id
           RETURNING invitation.id AS "id", lease_until AS "leaseUntil", slot_at AS "slotAt"`,
          [now, limit, leaseUntil],
        )
      : this.database.all<Claim>(
          `UPDATE invitation ${TAKE} WHERE state = 'planned' AND id IN (${DUE})
           RETURNING id AS "id", lease_until AS "leaseUntil", slot_at AS "slotAt"`,
          [leaseUntil, now, limit],
        );
  }

  /**
   * Marks that the mail is about to be handed over: from here on, only its outcome tells whether it left.
   * @returns false when the lease is no longer ours
   */
  async handOver(claim: Claim, messageId: string, leaseUntil: number, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET message_id = ?, lease_until = ?, attempts = attempts + 1, updated_at = ?
       WHERE id = ? AND state = 'sending' AND lease_until = ? AND message_id IS NULL`,
      [messageId, leaseUntil, now, claim.id, claim.leaseUntil],
    );
    return changes > 0;
  }

  /** Ends a claim before anything left: `planned` again at a later time, or `cancelled`. */
  async settleClaim(
    claim: Claim,
    to: {
      state: 'planned' | 'cancelled';
      reason: string | null;
      sendAt: number;
      /** The turn it waits for; absent: it will have to take one. */
      slotAt?: number;
      now: number;
    },
  ): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET state = ?, reason = ?, send_at = ?, slot_at = ?, lease_until = NULL, updated_at = ?
       WHERE id = ? AND state = 'sending' AND lease_until = ? AND message_id IS NULL`,
      [to.state, to.reason, to.sendAt, to.slotAt ?? null, to.now, claim.id, claim.leaseUntil],
    );
    return changes > 0;
  }

  /** Hands back what was claimed and not begun, as if it had never been claimed. */
  async release(claims: readonly Claim[], now: number): Promise<void> {
    await this.database.run(
      `UPDATE invitation SET state = 'planned', lease_until = NULL, updated_at = ?
       WHERE state = 'sending' AND message_id IS NULL AND lease_until = ? AND id IN (${placeholders(claims.length)})`,
      [now, claims[0]?.leaseUntil ?? 0, ...claims.map(({ id }) => id)],
    );
  }

  /** Keeps what is being handed over by a sender that lives. */
  async renewLeases(ids: readonly string[], leaseUntil: number): Promise<void> {
    if (ids.length === 0) return;
    await this.database.run(
      `UPDATE invitation SET lease_until = ? WHERE state = 'sending' AND message_id IS NOT NULL
         AND id IN (${placeholders(ids.length)})`,
      [leaseUntil, ...ids],
    );
  }

  /**
   * The mail was accepted. An answer that was faster stays an answer; an attempt that was thought lost, and was to be
   * made again, need not be.
   * @returns false when a later attempt is on its way, whose outcome will tell
   */
  async markSent(id: string, attempt: number, sentAt: number, expiresAt: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET reason = CASE WHEN ${OUTCOME_OPEN} THEN NULL ELSE reason END,
         state = CASE WHEN ${OUTCOME_OPEN} THEN 'sent' ELSE state END,
         sent_at = ?, expires_at = ?, slot_at = NULL, lease_until = NULL, last_error = NULL, updated_at = ?
       WHERE id = ? AND attempts = ?`,
      [sentAt, expiresAt, sentAt, id, attempt],
    );
    return changes > 0;
  }

  /** A planned invitation that reached the customer without us. @returns false when it is no longer planned */
  async noteSent(id: string, sentAt: number, expiresAt: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET state = 'sent', sent_at = ?, expires_at = ?, updated_at = ? WHERE id = ? AND state = 'planned'`,
      [sentAt, expiresAt, sentAt, id],
    );
    return changes > 0;
  }

  /**
   * The mail surely did not leave, or nobody knows: the outcome of a hand-over that was not an acceptance.
   * @returns false when it is no longer this attempt's to say
   */
  async markFailed(
    id: string,
    attempt: number,
    to: {
      state: 'planned' | 'bounced' | 'unknown';
      reason: string | null;
      error: string;
      sendAt?: number;
      expiresAt?: number;
      now: number;
    },
  ): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET state = ?, reason = ?, last_error = ?, send_at = COALESCE(?, send_at),
         expires_at = COALESCE(?, expires_at), slot_at = NULL, lease_until = NULL, updated_at = ?
       WHERE id = ? AND attempts = ? AND message_id IS NOT NULL AND state IN ('sending', 'unknown')`,
      [to.state, to.reason, to.error, to.sendAt ?? null, to.expiresAt ?? null, to.now, id, attempt],
    );
    return changes > 0;
  }

  /** Whether `reap` would find anything: looking costs less than a transaction. */
  async hasAbandoned(now: number): Promise<boolean> {
    const found = await this.database.get(`SELECT 1 AS "found" FROM invitation WHERE ${ABANDONED} LIMIT 1`, [
      now,
      now + FURTHEST_LEASE_MS,
    ]);
    return found !== undefined;
  }

  /**
   * Frees what a sender that is gone had leased. What was about to be handed over becomes `unknown`: nobody can tell
   * whether it left, and asking twice is worse than not at all. What was not handed over is due again. A lease that
   * reaches too far ahead was given before the clock was set back: nobody keeps it.
   */
  async reap(now: number, openUntil: number): Promise<{ id: string; state: InvitationState }[]> {
    return this.database.all(
      `UPDATE invitation SET state = CASE WHEN message_id IS NULL THEN 'planned' ELSE 'unknown' END,
         expires_at = CASE WHEN message_id IS NULL THEN expires_at ELSE CAST(? AS bigint) END,
         lease_until = NULL, last_error = 'lease_expired', updated_at = ?
       WHERE ${ABANDONED} RETURNING id AS "id", state AS "state"`,
      [openUntil, now, now, now + FURTHEST_LEASE_MS],
    );
  }

  /** Sends again what may have left, or leaves it. @returns false when that is not the question */
  async decideUnknown(id: string, decision: 'resend' | 'leave', now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      decision === 'resend'
        ? `UPDATE invitation SET state = 'planned', send_at = ?, message_id = NULL, slot_at = NULL, updated_at = ?
           WHERE id = ? AND state = 'unknown' AND reason IS NULL`
        : `UPDATE invitation SET reason = 'left_alone', send_at = COALESCE(send_at, ?), updated_at = ?
           WHERE id = ? AND state = 'unknown' AND reason IS NULL`,
      [now, now, id],
    );
    return changes > 0;
  }

  /** Closes what was not answered in time. @returns the ids, at most `limit` */
  async expire(now: number, limit: number): Promise<string[]> {
    const rows = await this.database.all<{ id: string }>(
      `UPDATE invitation SET state = 'expired', updated_at = ?
       WHERE state IN ('sent', 'delivered') AND id IN (
         -- Spelled like the condition of the index, which SQLite compares word by word.
         SELECT id FROM invitation WHERE state IN ('sent', 'delivered', 'unknown') AND state <> 'unknown'
           AND expires_at <= ? ORDER BY expires_at LIMIT ?)
       RETURNING id AS "id"`,
      [now, now, limit],
    );
    return rows.map((row) => row.id);
  }

  async addToken(token: {
    hash: string;
    invitationId: string;
    purpose: TokenPurpose;
    now: number;
    expiresAt: number;
  }): Promise<void> {
    await this.database.run(
      `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at) VALUES (?, ?, ?, ?, ?)`,
      [token.hash, token.invitationId, token.purpose, token.now, token.expiresAt],
    );
  }

  /** @returns false when it was answered before, or cannot be answered */
  async markAnswered(id: string, at: number): Promise<boolean> {
    const { changes } = await this.database.run(MARK_ANSWERED, [at, at, id]);
    return changes > 0;
  }

  /** The same, and the event of it, when nobody needs to know whether it was the first time. */
  noteAnswered(id: string, at: number): void {
    this.database.write(ANSWERED, [id, at, newId()]);
  }

  /** Cancels what is planned for a customer, and closes the links of what was sent. @returns the ids of the cancelled */
  async forget(customerId: string, reason: string, now: number): Promise<string[]> {
    await this.database.run(
      `UPDATE invitation_token SET revoked_at = ? WHERE revoked_at IS NULL
         AND invitation_id IN (SELECT id FROM invitation WHERE customer_id = ?)`,
      [now, customerId],
    );
    const rows = await this.database.all<{ id: string }>(
      `UPDATE invitation SET state = 'cancelled', reason = ?, updated_at = ?
       WHERE state = 'planned' AND customer_id = ? RETURNING id AS "id"`,
      [reason, now, customerId],
    );
    return rows.map((row) => row.id);
  }

  /** Cancels everything planned for a customer, however it would go. @returns the ids */
  async cancelPlannedOf(customerId: string, reason: string, now: number): Promise<string[]> {
    const rows = await this.database.all<{ id: string }>(
      `UPDATE invitation SET state = 'cancelled', reason = ?, updated_at = ?
       WHERE state = 'planned' AND customer_id = ? RETURNING id AS "id"`,
      [reason, now, customerId],
    );
    return rows.map((row) => row.id);
  }

  /** Cancels what is planned for an address. @returns the ids */
  async cancelPlanned(email: string, reason: string, now: number): Promise<string[]> {
    const rows = await this.database.all<{ id: string }>(
      `UPDATE invitation SET state = 'cancelled', reason = ?, updated_at = ?
       WHERE state = 'planned' AND customer_id IN (SELECT id FROM customer WHERE email = ?) RETURNING id AS "id"`,
      [reason, now, email],
    );
    return rows.map((row) => row.id);
  }
}
