/** How much mail left, came back and was called spam: by receiver, by day, and what is planned. */
import { Injectable } from '@nestjs/common';
import { domainsOf, receiverOf } from '../../invitations';
import { localDay } from '../../platform/clock';
import { Database, placeholders } from '../../platform/database';

/** The receivers told apart; everybody else is `other`. */
export const RECEIVERS = ['google', 'microsoft', 'yahoo', 'other'] as const;
export type Receiver = (typeof RECEIVERS)[number];
/** Those that publish rules for bulk senders. */
export const LARGE_RECEIVERS = ['google', 'yahoo', 'microsoft'] as const;
export type LargeReceiver = (typeof LARGE_RECEIVERS)[number];

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
const TRIED = `i.channel = 'email' AND (i.sent_at >= ? OR (i.sent_at IS NULL AND i.state = 'bounced' AND i.updated_at >= ?))`;
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
    const domain = this.domain();
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

  /** The most mails that left on one day, by receiver. @param zone where the days begin */
  async busiest(since: number, zone: string): Promise<Record<LargeReceiver, number>> {
    const domains = LARGE_RECEIVERS.flatMap(domainsOf);
    const rows = await this.database.all<{ slot: number; domain: string; sent: number }>(
      `SELECT i.sent_at / ${HALF_HOUR} AS "slot", ${this.domain()} AS "domain", CAST(COUNT(*) AS bigint) AS "sent"
       FROM invitation i JOIN customer c ON c.id = i.customer_id
       WHERE i.channel = 'email' AND i.sent_at >= ? AND ${this.domain()} IN (${placeholders(domains.length)}) GROUP BY 1, 2`,
      [since, ...domains],
    );
    const most = Object.fromEntries(LARGE_RECEIVERS.map((name) => [name, 0])) as Record<
      LargeReceiver,
      number
    >;
    const perDay = new Map<string, number>();
    for (const { slot, domain, sent } of rows) {
      const receiver = receiverOf(`x@${domain}`) as LargeReceiver;
      const day = `${receiver} ${localDay(slot * HALF_HOUR, zone)}`;
      const count = (perDay.get(day) ?? 0) + sent;
      perDay.set(day, count);
      most[receiver] = Math.max(most[receiver], count);
    }
    return most;
  }

  private domain(): string {
    return this.database.dialect === 'postgres'
      ? `split_part(c.email, '@', 2)`
      : `substr(c.email, instr(c.email, '@') + 1)`;
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
       FROM invitation WHERE channel = 'email' AND state = 'planned' AND send_at < ? GROUP BY 1`,
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
