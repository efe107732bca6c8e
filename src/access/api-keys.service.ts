/** API keys: how programs identify themselves. The key is shown once; its SHA-256 is kept. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { parseInput, zText } from '../platform/errors';
import { accessErrors } from './access.errors';
import { API_KEY_SCOPES, type ApiKeyScope, type ApiScope } from './permissions';
import type { ApiKeyIdentity } from './request';
import { newSecret, sha256 } from './secrets';

const PREFIX = 'apl_';
const USED_EVERY_MS = 60_000;

/** A key as it is listed: everything but the key. */
export interface ApiKeyRecord {
  id: number;
  name: string;
  scopes: ApiKeyScope[];
  createdAt: number;
  revokedAt: number | null;
  /** Exact to the minute. */
  lastUsedAt: number | null;
}

interface KeyRow {
  id: number;
  name: string;
  scopes: string;
  lastUsedAt: number | null;
}

/** A key that was recognised, and what it may be used for. */
export class KnownKey {
  constructor(
    readonly identity: ApiKeyIdentity,
    private readonly scopes: readonly string[],
  ) {}

  allows(scope: ApiScope): boolean {
    return this.scopes.includes(scope) || this.scopes.includes('all');
  }
}

@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the key itself, `apl_…`, which cannot be shown again
   * @throws DomainError `api_scope_unknown`, `validation_failed`
   */
  async create(
    { name, scopes }: { name: string; scopes: readonly string[] },
    actor = 'cli',
  ): Promise<{ id: number; key: string }> {
    const label = parseInput(zText(120), name);
    const wanted = [...new Set(scopes)];
    const unknown = wanted.filter((scope) => !API_KEY_SCOPES.some((known) => known === scope));
    if (unknown.length > 0 || wanted.length === 0) {
      throw accessErrors.api_scope_unknown({ scopes: unknown.join(', '), known: API_KEY_SCOPES.join(', ') });
    }
    const key = PREFIX + newSecret();
    return this.database.transaction(async () => {
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO api_key (name, key_hash, scopes, created_at) VALUES (?, ?, ?, ?) RETURNING id AS "id"`,
        [label, sha256(key), wanted.join(' '), this.clock.now()],
      );
      if (!row) throw new Error('The API key was not stored.');
      await this.audit.record({
        actor,
        action: 'api_key.created',
        subject: `api-key:${row.id}`,
        details: { scopes: wanted },
      });
      return { id: row.id, key };
    });
  }

  /** The key stops working at once. @throws DomainError `api_key_unknown` */
  async revoke(id: number, actor = 'cli'): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL`,
        [this.clock.now(), id],
      );
      if (changes > 0) {
        await this.audit.record({ actor, action: 'api_key.revoked', subject: `api-key:${id}` });
        return;
      }
      const known = await this.database.get(`SELECT id AS "id" FROM api_key WHERE id = ?`, [id]);
      if (!known) throw accessErrors.api_key_unknown();
    });
  }

  /** All keys, revoked ones too, newest first. */
  async list(): Promise<ApiKeyRecord[]> {
    const rows = await this.database.all<Omit<ApiKeyRecord, 'scopes'> & { scopes: string }>(
      `SELECT id AS "id", name AS "name", scopes AS "scopes", created_at AS "createdAt", revoked_at AS "revokedAt",
         last_used_at AS "lastUsedAt" FROM api_key ORDER BY id DESC`,
    );
    return rows.map((row) => ({ ...row, scopes: row.scopes.split(' ') as ApiKeyScope[] }));
  }

  /** The key with this text, unless it is unknown or revoked. */
  async identify(key: string): Promise<KnownKey | null> {
    if (!key.startsWith(PREFIX)) return null;
    const row = await this.database.get<KeyRow>(
      `SELECT id AS "id", name AS "name", scopes AS "scopes", last_used_at AS "lastUsedAt"
       FROM api_key WHERE key_hash = ? AND revoked_at IS NULL`,
      [sha256(key)],
    );
    if (!row) return null;
    const now = this.clock.now();
    if (row.lastUsedAt === null || row.lastUsedAt <= now - USED_EVERY_MS) {
      await this.database.run(
        `UPDATE api_key SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)`,
        [now, row.id, now - USED_EVERY_MS],
      );
    }
    return new KnownKey({ id: row.id, name: row.name }, row.scopes.split(' '));
  }
}
