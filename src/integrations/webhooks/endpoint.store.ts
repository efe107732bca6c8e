/** The rows of endpoints and of the secrets they are signed with, which are kept sealed. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config, openSealed, seal } from '../../platform/config';
import { Database } from '../../platform/database';
import type { EndpointState, OffReason } from './endpoint-input';
import type { EventType } from './event-types';
import { newWebhookSecret } from './signature';

export interface Endpoint {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly events: readonly EventType[];
  readonly state: EndpointState;
  /** Null while it is on. */
  readonly offReason: OffReason | null;
  /** UTC milliseconds of the first of the failures since which nothing was taken; null when all is well. */
  readonly failingSince: number | null;
  readonly createdAt: number;
}

type Row = Omit<Endpoint, 'events'> & { events: string };

const SELECT = `SELECT id AS "id", name AS "name", url AS "url", events AS "events", state AS "state", off_reason AS "offReason",
  failing_since AS "failingSince", created_at AS "createdAt" FROM webhook_endpoint`;

@Injectable()
export class EndpointStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async list(after: number, limit: number): Promise<Endpoint[]> {
    const rows = await this.database.all<Row>(`${SELECT} WHERE id > ? ORDER BY id LIMIT ?`, [after, limit]);
    return rows.map(shown);
  }

  async find(id: number): Promise<Endpoint | undefined> {
    const row = await this.database.get<Row>(`${SELECT} WHERE id = ?`, [id]);
    return row && shown(row);
  }

  /** As `find`, and nobody else changes it, claims for it or settles until the transaction ends. */
  async lock(id: number): Promise<Endpoint | undefined> {
    const suffix = this.database.dialect === 'postgres' ? ' FOR UPDATE' : '';
    const row = await this.database.get<Row>(`${SELECT} WHERE id = ?${suffix}`, [id]);
    return row && shown(row);
  }

  /** Makes a secret. The ones before it end at the instant, or stay as they were told to end sooner. */
  async makeSecret(endpointId: number, othersEndAt: number): Promise<string> {
    const secret = newWebhookSecret();
    const now = this.clock.now();
    await this.database.run(`DELETE FROM webhook_secret WHERE endpoint_id = ? AND ends_at <= ?`, [
      endpointId,
      now,
    ]);
    await this.database.run(
      `UPDATE webhook_secret SET ends_at = ? WHERE endpoint_id = ? AND (ends_at IS NULL OR ends_at > ?)`,
      [othersEndAt, endpointId, othersEndAt],
    );
    await this.database.run(`INSERT INTO webhook_secret (endpoint_id, sealed, made_at) VALUES (?, ?, ?)`, [
      endpointId,
      seal(this.config.secretKey, ownerOf(endpointId), secret),
      now,
    ]);
    return secret;
  }

  /** The secrets in use, the newest first; empty when none can be read, as after `SECRET_KEY` was changed. */
  async secrets(endpointId: number): Promise<string[]> {
    const rows = await this.database.all<{ sealed: string }>(
      `SELECT sealed AS "sealed" FROM webhook_secret WHERE endpoint_id = ? AND (ends_at IS NULL OR ends_at > ?) ORDER BY id DESC`,
      [endpointId, this.clock.now()],
    );
    return rows.flatMap(({ sealed }) => openSealed(this.config.secretKey, ownerOf(endpointId), sealed) ?? []);
  }

  /** Until when the secrets before the newest are used besides it; null when there is only one. */
  async oldSecretEndsAt(endpointId: number): Promise<number | null> {
    const row = await this.database.get<{ endsAt: number | null }>(
      `SELECT MAX(ends_at) AS "endsAt" FROM webhook_secret WHERE endpoint_id = ? AND ends_at > ?`,
      [endpointId, this.clock.now()],
    );
    return row?.endsAt ?? null;
  }
}

function shown(row: Row): Endpoint {
  return { ...row, events: JSON.parse(row.events) as EventType[] };
}

function ownerOf(endpointId: number): string {
  return `webhook_endpoint:${endpointId}`;
}
