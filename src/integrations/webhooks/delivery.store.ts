/** The rows of deliveries and their tries. Whoever sends one holds a claim on it until its lease lapses. */
import { Injectable } from '@nestjs/common';
import { Database, newId, placeholders } from '../../platform/database';

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface ClaimedDelivery {
  readonly id: string;
  readonly claim: string;
  readonly eventId: string;
  readonly type: string;
  readonly body: string;
  /** Made so far, and of them since it was last replayed. */
  readonly tries: number;
  readonly roundTries: number;
}

/** What one try came to. */
export interface TryOutcome {
  /** Null when there was no reply. */
  readonly status: number | null;
  /** Null when it was taken. */
  readonly error: string | null;
  readonly ms: number;
}

@Injectable()
export class DeliveryStore {
  constructor(private readonly database: Database) {}

  /** How many are in the air. */
  async inTheAir(endpointId: number, now: number): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM webhook_delivery
       WHERE endpoint_id = ? AND state = 'waiting' AND lease_until > ?`,
      [endpointId, now],
    );
    return row?.n ?? 0;
  }

  /** Claims what has been due the longest. The caller holds the endpoint. */
  async claim(
    endpointId: number,
    now: number,
    leaseUntil: number,
    limit: number,
  ): Promise<ClaimedDelivery[]> {
    const due = await this.database.all<Omit<ClaimedDelivery, 'claim'>>(
      `SELECT d.id AS "id", d.event_id AS "eventId", e.type AS "type", e.body AS "body", d.tries AS "tries",
         d.round_tries AS "roundTries"
       FROM webhook_delivery d JOIN webhook_event e ON e.id = d.event_id
       WHERE d.endpoint_id = ? AND d.state = 'waiting' AND d.next_at <= ? AND (d.lease_until IS NULL OR d.lease_until <= ?)
       ORDER BY d.next_at, d.id LIMIT ?`,
      [endpointId, now, now, limit],
    );
    if (due.length === 0) return [];
    const claim = newId();
    await this.database.run(
      `UPDATE webhook_delivery SET claim = ?, lease_until = ? WHERE id IN (${placeholders(due.length)})`,
      [claim, leaseUntil, ...due.map(({ id }) => id)],
    );
    return due.map((delivery) => ({ ...delivery, claim }));
  }

  /**
   * Writes a try down. @returns false when the claim was lost: somebody else has sent it meanwhile, or it is gone
   * @param to what becomes of the delivery; `nextAt` is null once it has ended
   */
  async settle(
    { id, claim, tries, roundTries }: ClaimedDelivery,
    at: number,
    { status, error, ms }: TryOutcome,
    to: { state: DeliveryState; nextAt: number | null },
  ): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE webhook_delivery SET state = ?, next_at = ?, ended_at = ?, tries = ?, round_tries = ?, claim = NULL,
         lease_until = NULL, last_status = ?, last_error = ?, last_ms = ? WHERE id = ? AND claim = ?`,
      [to.state, to.nextAt, to.nextAt === null ? at : null, tries + 1, roundTries + 1, status, error, ms, id, claim],
    ); // prettier-ignore
    if (changes === 0) return false;
    await this.database.run(
      `INSERT INTO webhook_try (delivery_id, number, at, status, error, ms) VALUES (?, ?, ?, ?, ?, ?)`,
      [id, tries + 1, at, status, error, ms],
    );
    return true;
  }

  /** Begins anew, with all its tries. @returns false when one is under way */
  async replay(id: string, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE webhook_delivery SET state = 'waiting', next_at = ?, ended_at = NULL, round_tries = 0, claim = NULL, lease_until = NULL
       WHERE id = ? AND (lease_until IS NULL OR lease_until <= ?)`,
      [now, id, now],
    );
    return changes > 0;
  }

  /** Endpoints with something due that nobody holds. */
  async overdue(now: number): Promise<number[]> {
    const rows = await this.database.all<{ id: number }>(
      `SELECT DISTINCT d.endpoint_id AS "id" FROM webhook_delivery d JOIN webhook_endpoint p ON p.id = d.endpoint_id
       WHERE p.state = 'on' AND d.state = 'waiting' AND d.next_at <= ? AND (d.lease_until IS NULL OR d.lease_until <= ?)`,
      [now, now],
    );
    return rows.map(({ id }) => id);
  }

  /** Forgets what ended before the instant, what belongs to no endpoint any more, and events that nobody is told of. */
  async forget(before: number): Promise<number> {
    const { changes } = await this.database.run(
      `DELETE FROM webhook_delivery WHERE (state <> 'waiting' AND ended_at < ?)
         OR NOT EXISTS (SELECT 1 FROM webhook_endpoint p WHERE p.id = webhook_delivery.endpoint_id)`,
      [before],
    );
    await this.database.run(
      `DELETE FROM webhook_event WHERE happened_at < ?
         AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.event_id = webhook_event.id)`,
      [before],
    );
    return changes;
  }
}
