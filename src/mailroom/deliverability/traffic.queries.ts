/** How much mail left, came back and was called spam: by receiver, by day, and what is planned. */
import { Injectable } from '@nestjs/common';
import { receiverOf } from '../../invitations';
import { Database } from '../../platform/database';

/** The receivers told apart; everybody else is `other`. */
export const RECEIVERS = ['google', 'microsoft', 'yahoo', 'other'] as const;
export type Receiver = (typeof RECEIVERS)[number];

/** Numbers of mails. `sent` includes what was refused at once: it was tried. */
export interface Traffic {
  sent: number;
  bounced: number;
  complained: number;
}

/** Per half hour, which every zone's days are made of. `at` in UTC milliseconds. */
export interface Moment {
  at: number;
  sent: number;
  bounced: number;
}

/** Mails that came in, by what they were. */
export interface ClassCount {
  class: string;
  count: number;
  lastAt: number;
}

const HALF_HOUR = 1_800_000;
/** Left, or refused before it could. */
const TRIED = `(i.sent_at >= ? OR (i.sent_at IS NULL AND i.state = 'bounced' AND i.updated_at >= ?))`;
const TRIED_AT = `COALESCE(i.sent_at, i.updated_at)`;
const UNWANTED = `class = 'complaint' AND kind IN ('abuse', 'fraud', 'opt-out', 'opt-out-list', 'other')`;

@Injectable()
export class TrafficQueries {
  constructor(private readonly database: Database) {}

  /** @param since UTC milliseconds */
  async byReceiver(since: number): Promise<Record<Receiver, Traffic>> {
    const traffic = Object.fromEntries(
      RECEIVERS.map((name) => [name, { sent: 0, bounced: 0, complained: 0 }]),
    ) as Record<Receiver, Traffic>;
    const domain =
      this.database.dialect === 'postgres'
        ? `split_part(c.email, '@', 2)`
        : `substr(c.email, instr(c.email, '@') + 1)`;
    const rows = await this.database.all<{ domain: string | null; sent: number; bounced: number }>(
      `SELECT ${domain} AS "domain", CAST(COUNT(*) AS bigint) AS "sent",
         CAST(SUM(CASE WHEN i.state = 'bounced' THEN 1 ELSE 0 END) AS bigint) AS "bounced"
       FROM invitation i LEFT JOIN customer c ON c.id = i.customer_id WHERE ${TRIED} GROUP BY 1`,
      [since, since],
    );
    for (const row of rows) {
      const of = traffic[groupOf(row.domain === null ? '' : receiverOf(`x@${row.domain}`))];
      of.sent += row.sent;
      of.bounced += row.bounced;
    }
    const complaints = await this.database.all<{ receiver: string | null; count: number }>(
      `SELECT receiver AS "receiver", CAST(COUNT(DISTINCT invitation_id) AS bigint) AS "count" FROM incoming_mail
       WHERE received_at >= ? AND ${UNWANTED} AND invitation_id IS NOT NULL GROUP BY receiver`,
      [since],
    );
    for (const { receiver, count } of complaints) traffic[groupOf(receiver ?? '')].complained += count;
    return traffic;
  }

  async moments(since: number): Promise<Moment[]> {
    const rows = await this.database.all<{ slot: number; sent: number; bounced: number }>(
      `SELECT ${TRIED_AT} / ${HALF_HOUR} AS "slot", CAST(COUNT(*) AS bigint) AS "sent",
         CAST(SUM(CASE WHEN i.state = 'bounced' THEN 1 ELSE 0 END) AS bigint) AS "bounced"
       FROM invitation i WHERE ${TRIED} GROUP BY 1`,
      [since, since],
    );
    return rows.map(({ slot, sent, bounced }) => ({ at: slot * HALF_HOUR, sent, bounced }));
  }

  /** When mails were called spam. UTC milliseconds. */
  async complaints(since: number): Promise<number[]> {
    const rows = await this.database.all<{ at: number }>(
      `SELECT received_at AS "at" FROM incoming_mail WHERE received_at >= ? AND ${UNWANTED}`,
      [since],
    );
    return rows.map(({ at }) => at);
  }

  /** What is planned to leave before an instant, per half hour; `bounced` is 0. */
  async planned(before: number): Promise<Moment[]> {
    const rows = await this.database.all<{ slot: number; sent: number }>(
      `SELECT send_at / ${HALF_HOUR} AS "slot", CAST(COUNT(*) AS bigint) AS "sent"
       FROM invitation WHERE state = 'planned' AND send_at < ? GROUP BY 1`,
      [before],
    );
    return rows.map(({ slot, sent }) => ({ at: slot * HALF_HOUR, sent, bounced: 0 }));
  }

  /** Most frequent first. */
  async incoming(since: number): Promise<ClassCount[]> {
    return this.database.all<ClassCount>(
      `SELECT class AS "class", CAST(COUNT(*) AS bigint) AS "count", MAX(received_at) AS "lastAt"
       FROM incoming_mail WHERE received_at >= ? GROUP BY class ORDER BY 2 DESC, class`,
      [since],
    );
  }

  /** When the hook brought a mail last; null: never, or long ago. */
  async hookUsedAt(): Promise<number | null> {
    const row = await this.database.get<{ at: number | null }>(
      `SELECT MAX(received_at) AS "at" FROM incoming_mail WHERE way = 'hook'`,
    );
    return row?.at ?? null;
  }
}

function groupOf(receiver: string): Receiver {
  return RECEIVERS.find((name) => name === receiver) ?? 'other';
}
