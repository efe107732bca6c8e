/** The rows of the mailroom: one per mail that came in, without its words; and the replies, with theirs. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';

/** How a mail came in. */
export type Way = 'hook' | 'imap';

export interface MailRow {
  /** Keyed hash of its Message-ID. */
  hash: string;
  class: string;
  way: Way;
  receivedAt: number;
  invitationId: string | null;
  /** For deliveries `hard`, `soft`, `policy`, `delayed`, `delivered`…; for complaints their kind. */
  kind: string | null;
  /** RFC 3463. */
  code: string | null;
  /** `google`, `microsoft`… or a domain. */
  receiver: string | null;
  /** Keyed hash of the customer's address, so that bounces of an address are counted after its erasure, too. */
  addressHash: string | null;
}

export interface NewReply {
  id: string;
  invitationId: string;
  receivedAt: number;
  /** Whether it came from the address we wrote to. */
  fromCustomer: boolean;
  sender: string;
  subject: string;
  text: string;
  attachments: number;
  forward: 'none' | 'waiting';
}

/** A reply as it is kept; without its words once they were blanked. */
export interface ReplyRow {
  id: string;
  invitationId: string;
  receivedAt: number;
  fromCustomer: number;
  sender: string | null;
  subject: string | null;
  text: string | null;
  attachments: number;
  forward: 'none' | 'waiting' | 'sent' | 'failed';
  forwardedAt: number | null;
}

export interface SoftBounces {
  /** Invitations that could not be delivered, in a row. */
  count: number;
  /** UTC milliseconds of the first; null without any. */
  firstAt: number | null;
}

const REPLY = `SELECT id AS "id", invitation_id AS "invitationId", received_at AS "receivedAt",
  from_customer AS "fromCustomer", sender AS "sender", subject AS "subject", text AS "text",
  attachments AS "attachments", forward AS "forward", forwarded_at AS "forwardedAt" FROM mail_reply`;
const BLANK = `SET sender = NULL, subject = NULL, text = NULL, blanked_at = ?`;

@Injectable()
export class MailroomStore {
  constructor(private readonly database: Database) {}

  /** @returns false when this mail came in before */
  async add(mail: MailRow): Promise<boolean> {
    const { changes } = await this.database.run(
      `INSERT INTO incoming_mail (hash, class, way, received_at, invitation_id, kind, code, receiver, address_hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
      [
        mail.hash, mail.class, mail.way, mail.receivedAt, mail.invitationId, mail.kind, mail.code, mail.receiver,
        mail.addressHash,
      ], // prettier-ignore
    );
    return changes > 0;
  }

  /** Soft bounces of an address since it last was reached. @param reachedAt UTC milliseconds */
  async softBounces(addressHash: string, reachedAt: number): Promise<SoftBounces> {
    const sign = await this.database.get<{ at: number | null }>(
      `SELECT MAX(received_at) AS "at" FROM incoming_mail WHERE address_hash = ?
         AND (kind = 'delivered' OR class IN ('reply', 'auto_reply', 'receipt'))`,
      [addressHash],
    );
    const row = await this.database.get<SoftBounces>(
      `SELECT CAST(COUNT(DISTINCT invitation_id) AS bigint) AS "count", MIN(received_at) AS "firstAt"
       FROM incoming_mail WHERE address_hash = ? AND class = 'delivery' AND kind = 'soft' AND received_at > ?`,
      [addressHash, Math.max(reachedAt, sign?.at ?? 0)],
    );
    return row ?? { count: 0, firstAt: null };
  }

  async addReply(reply: NewReply): Promise<void> {
    await this.database.run(
      `INSERT INTO mail_reply (id, invitation_id, received_at, from_customer, sender, subject, text, attachments, forward)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        reply.id, reply.invitationId, reply.receivedAt, reply.fromCustomer ? 1 : 0, reply.sender, reply.subject,
        reply.text, reply.attachments, reply.forward,
      ], // prettier-ignore
    );
  }

  async countReplies(invitationId: string): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM mail_reply WHERE invitation_id = ?`,
      [invitationId],
    );
    return row?.n ?? 0;
  }

  async reply(id: string): Promise<ReplyRow | undefined> {
    return this.database.get<ReplyRow>(`${REPLY} WHERE id = ?`, [id]);
  }

  /** Oldest first. */
  async repliesTo(invitationId: string): Promise<ReplyRow[]> {
    return this.database.all<ReplyRow>(`${REPLY} WHERE invitation_id = ? ORDER BY received_at, id`, [
      invitationId,
    ]);
  }

  async settleForward(id: string, forward: 'none' | 'sent' | 'failed', at: number): Promise<void> {
    await this.database.run(`UPDATE mail_reply SET forward = ?, forwarded_at = ? WHERE id = ?`, [
      forward,
      forward === 'sent' ? at : null,
      id,
    ]);
  }

  /** Takes the words out of replies that were kept long enough. @returns how many */
  async blankRepliesBefore(before: number, now: number, limit: number): Promise<number> {
    const { changes } = await this.database.run(
      `UPDATE mail_reply ${BLANK} WHERE blanked_at IS NULL AND id IN (
         SELECT id FROM mail_reply WHERE blanked_at IS NULL AND received_at < ? ORDER BY received_at LIMIT ?)`,
      [now, before, limit],
    );
    return changes;
  }

  /** Takes the words out of all replies of a customer. */
  async blankRepliesOf(customerId: string, now: number): Promise<void> {
    await this.database.run(
      `UPDATE mail_reply ${BLANK} WHERE blanked_at IS NULL
         AND invitation_id IN (SELECT id FROM invitation WHERE customer_id = ?)`,
      [now, customerId],
    );
  }

  /** @returns how many */
  async forgetMailsBefore(before: number, limit: number): Promise<number> {
    const { changes } = await this.database.run(
      `DELETE FROM incoming_mail WHERE hash IN (
         SELECT hash FROM incoming_mail WHERE received_at < ? ORDER BY received_at LIMIT ?)`,
      [before, limit],
    );
    return changes;
  }
}
