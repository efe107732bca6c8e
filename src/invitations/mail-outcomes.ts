/**
 * What is learnt about a mail after it left: it arrived, came back, was called spam, or somebody replied. The mailroom
 * reads it; here it becomes part of the invitation and of its timeline. Everything joins the ambient transaction.
 */
import { Injectable } from '@nestjs/common';
import { Suppressions } from '../customers';
import { Database } from '../platform/database';
import { InvitationStore } from './invitation.store';
import type { InvitationState } from './invitation-states';
import { Unsubscribing } from './unsubscribing';

export interface MailedInvitation {
  id: string;
  state: InvitationState;
  customerId: string | null;
  /** The customer's address today, normalised; null when there is none (any more). */
  email: string | null;
  /** UTC milliseconds. */
  sentAt: number | null;
}

/** Why a mail came back: the address is unknown, it cannot be delivered for now, or our mail was not wanted. */
export type ReturnReason = 'hard_bounce' | 'soft_bounce' | 'policy_bounce';

const MAILED = `SELECT i.id AS "id", i.state AS "state", i.customer_id AS "customerId", c.email AS "email",
  i.sent_at AS "sentAt" FROM invitation i LEFT JOIN customer c ON c.id = i.customer_id`;

@Injectable()
export class MailOutcomes {
  constructor(
    private readonly database: Database,
    private readonly store: InvitationStore,
    private readonly suppressions: Suppressions,
    private readonly unsubscribing: Unsubscribing,
  ) {}

  async byId(id: string): Promise<MailedInvitation | undefined> {
    return this.database.get<MailedInvitation>(`${MAILED} WHERE i.id = ?`, [id]);
  }

  /** The newest invitation that was mailed to the address since. @param email normalised @param since UTC milliseconds */
  async lastMailedTo(email: string, since: number): Promise<MailedInvitation | undefined> {
    return this.database.get<MailedInvitation>(
      `${MAILED} WHERE c.email = ? AND i.channel = 'email' AND i.sent_at >= ? ORDER BY i.sent_at DESC LIMIT 1`,
      [email, since],
    );
  }

  /**
   * The instant of the newest sign that mail reaches the customer: an answer, or a mail that was sent before `before`
   * and has not come back. 0 without any.
   */
  async lastReached(customerId: string, before: number): Promise<number> {
    const row = await this.database.get<{ at: number | null }>(
      `SELECT MAX(CASE WHEN answered_at IS NOT NULL THEN answered_at WHEN sent_at < ? THEN sent_at END) AS "at"
       FROM invitation WHERE customer_id = ? AND channel = 'email' AND state IN ('sent', 'delivered', 'answered', 'expired')`,
      [before, customerId],
    );
    return row?.at ?? 0;
  }

  /** The mail is in the customer's mailbox. @returns false when that is known, or no longer matters */
  async arrived(id: string, at: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET state = 'delivered', sent_at = COALESCE(sent_at, ?), updated_at = ?
       WHERE id = ? AND message_id IS NOT NULL AND state IN ('sending', 'sent', 'unknown')`,
      [at, at, id],
    );
    if (changes > 0) await this.store.record(id, at, 'delivered');
    return changes > 0;
  }

  /** The mail came back. An answer, which is stronger proof, stays an answer. @returns false when nothing changed */
  async cameBack(id: string, at: number, reason: ReturnReason, code: string | null): Promise<boolean> {
    const error = code ?? 'no_code';
    const { changes } = await this.database.run(
      `UPDATE invitation SET state = 'bounced', reason = ?, last_error = ?, sent_at = COALESCE(sent_at, ?),
         lease_until = NULL, updated_at = ?
       WHERE id = ? AND message_id IS NOT NULL AND state IN ('sending', 'sent', 'delivered', 'unknown', 'expired')`,
      [reason, error, at, at, id],
    );
    if (changes > 0) await this.store.record(id, at, 'bounced', { reason, error });
    return changes > 0;
  }

  /** Adds to the timeline what changes nothing else. `detail` holds codes and numbers, never an address or words. */
  async note(
    id: string,
    at: number,
    event: 'delayed' | 'complained' | 'replied',
    detail: Record<string, string | number> = {},
  ): Promise<void> {
    await this.store.record(id, at, event, detail);
  }

  /**
   * Nothing is sent to the address any more, and what is planned for it is cancelled.
   * @param why `bounced` or `complained`
   */
  async endMailsTo(
    email: string,
    why: 'bounced' | 'complained',
    invitationId: string,
    at: number,
  ): Promise<void> {
    await this.suppressions.suppress(email, why, `invitation:${invitationId}`);
    const reason = why === 'bounced' ? 'address_fails' : 'opted_out';
    for (const id of await this.store.cancelPlanned(email, reason, at))
      await this.store.record(id, at, 'cancelled', { reason });
  }

  /** The mail program's own way out. @returns the invitation; undefined for a token that is none, or has run out */
  async endByToken(token: string): Promise<string | undefined> {
    return (await this.unsubscribing.end(token))?.invitationId;
  }
}
