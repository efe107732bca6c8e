/** Deliveries as pages and programs see them, newest first. */
import { Injectable } from '@nestjs/common';
import { Database, type SqlValue } from '../../platform/database';
import type { DeliveryState } from './delivery.store';

export interface ListedDelivery {
  readonly id: string;
  /** `webhook-id`. */
  readonly eventId: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly tries: number;
  /** UTC milliseconds; null once it has ended. */
  readonly nextAt: number | null;
  /** Of the last try: null without one, or without a reply. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly lastMs: number | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

export interface Try {
  readonly number: number;
  readonly at: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly ms: number;
}

export interface Traffic {
  readonly delivered: number;
  readonly failed: number;
  readonly waiting: number;
}

const SELECT = `SELECT d.id AS "id", d.event_id AS "eventId", e.type AS "type", d.state AS "state", d.tries AS "tries",
  d.next_at AS "nextAt", d.last_status AS "lastStatus", d.last_error AS "lastError", d.last_ms AS "lastMs",
  d.created_at AS "createdAt", d.ended_at AS "endedAt"
  FROM webhook_delivery d JOIN webhook_event e ON e.id = d.event_id`;

@Injectable()
export class DeliveryQueries {
  constructor(private readonly database: Database) {}

  /** @param before an id; '' for the newest */
  list(
    endpointId: number,
    state: DeliveryState | null,
    before: string,
    limit: number,
  ): Promise<ListedDelivery[]> {
    const conditions = ['d.endpoint_id = ?'];
    const params: SqlValue[] = [endpointId];
    if (state !== null) {
      conditions.push('d.state = ?');
      params.push(state);
    }
    if (before !== '') {
      conditions.push('d.id < ?');
      params.push(before);
    }
    return this.database.all<ListedDelivery>(
      `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY d.id DESC LIMIT ?`,
      [...params, limit],
    );
  }

  /** One delivery of the endpoint, with what is sent; undefined when it is not there, or another's. */
  async find(endpointId: number, id: string): Promise<(ListedDelivery & { body: string }) | undefined> {
    const row = await this.database.get<ListedDelivery>(`${SELECT} WHERE d.endpoint_id = ? AND d.id = ?`, [
      endpointId,
      id,
    ]);
    const event = row && (await this.database.get<{ body: string }>('SELECT body AS "body" FROM webhook_event WHERE id = ?', [row.eventId])); // prettier-ignore
    return row && { ...row, body: event?.body ?? '' };
  }

  /** The tries of a delivery, in order. */
  tries(deliveryId: string): Promise<Try[]> {
    return this.database.all<Try>(
      `SELECT number AS "number", at AS "at", status AS "status", error AS "error", ms AS "ms"
       FROM webhook_try WHERE delivery_id = ? ORDER BY number`,
      [deliveryId],
    );
  }

  /** How deliveries made since an instant fared, per endpoint. */
  async traffic(since: number): Promise<Map<number, Traffic>> {
    const count = (state: DeliveryState) =>
      `CAST(SUM(CASE WHEN state = '${state}' THEN 1 ELSE 0 END) AS bigint) AS "${state}"`;
    const rows = await this.database.all<Traffic & { id: number }>(
      `SELECT endpoint_id AS "id", ${count('delivered')}, ${count('failed')}, ${count('waiting')}
       FROM webhook_delivery WHERE created_at >= ? GROUP BY endpoint_id`,
      [since],
    );
    return new Map(rows.map(({ id, ...traffic }) => [id, traffic]));
  }
}
