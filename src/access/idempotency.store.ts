/**
 * What was answered to a request that carried an `Idempotency-Key`, so that a repeat gets the same reply and nothing
 * is done twice. A key belongs to the API key it came with and is remembered for two days.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';

export const REMEMBERED_MS = 48 * 3_600_000;
/** A request that has not been answered after this long died with its process; a repeat may take its place. */
export const GIVEN_UP_MS = 5 * 60_000;

/** One request as the store knows it. */
export interface IdempotentRequest {
  apiKeyId: number;
  /** SHA-256 of the key the caller chose. */
  keyHash: string;
  /** SHA-256 of what was asked: method, address and body. */
  fingerprint: string;
  startedAt: number;
}

export interface StoredReply {
  status: number;
  body: string;
}

export type Admission = 'first' | 'other_request' | 'in_flight' | StoredReply;

interface Row {
  fingerprint: string;
  status: number | null;
  body: string | null;
  createdAt: number;
}

@Injectable()
export class IdempotencyStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Lets exactly one of any number of simultaneous requests with the same key through (`first`); it then has to
   * `settle` or `abandon`.
   */
  async admit(request: IdempotentRequest): Promise<Admission> {
    const { apiKeyId, keyHash, fingerprint, startedAt } = request;
    return this.database.grouped(async () => {
      const added = await this.database.run(
        `INSERT INTO idempotency_key (api_key_id, key_hash, fingerprint, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (api_key_id, key_hash) DO NOTHING`,
        [apiKeyId, keyHash, fingerprint, startedAt],
      );
      if (added.changes === 1) return 'first';
      const row = await this.database.get<Row>(
        `SELECT fingerprint AS "fingerprint", status AS "status", body AS "body", created_at AS "createdAt"
         FROM idempotency_key WHERE api_key_id = ? AND key_hash = ?`,
        [apiKeyId, keyHash],
      );
      // Settled between the two statements with a fault of ours, and so forgotten: the caller repeats.
      if (!row) return 'in_flight';
      if (row.fingerprint !== fingerprint) return 'other_request';
      if (row.status !== null) return { status: row.status, body: row.body ?? '' };
      if (row.createdAt > startedAt - GIVEN_UP_MS) return 'in_flight';
      const taken = await this.database.run(
        `UPDATE idempotency_key SET created_at = ?
         WHERE api_key_id = ? AND key_hash = ? AND status IS NULL AND created_at = ?`,
        [startedAt, apiKeyId, keyHash, row.createdAt],
      );
      return taken.changes === 1 ? 'first' : 'in_flight';
    });
  }

  /** Keeps the reply. */
  async settle({ apiKeyId, keyHash, startedAt }: IdempotentRequest, reply: StoredReply): Promise<void> {
    await this.database.grouped(() =>
      this.database.run(
        `UPDATE idempotency_key SET status = ?, body = ?
         WHERE api_key_id = ? AND key_hash = ? AND status IS NULL AND created_at = ?`,
        [reply.status, reply.body, apiKeyId, keyHash, startedAt],
      ),
    );
  }

  /** Forgets a request that failed on our side, so that it can be repeated. */
  async abandon({ apiKeyId, keyHash, startedAt }: IdempotentRequest): Promise<void> {
    await this.database.run(
      `DELETE FROM idempotency_key WHERE api_key_id = ? AND key_hash = ? AND status IS NULL AND created_at = ?`,
      [apiKeyId, keyHash, startedAt],
    );
  }

  /** Removes what need not be remembered any more. @returns how many keys */
  async sweep(): Promise<number> {
    const { changes } = await this.database.run(`DELETE FROM idempotency_key WHERE created_at < ?`, [
      this.clock.now() - REMEMBERED_MS,
    ]);
    return changes;
  }
}
