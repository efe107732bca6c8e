/** Reads the audit log for people: newest first, all of it or what happened to one subject, with names of the actors. */
import { Injectable } from '@nestjs/common';
import type { AuditEntry } from '../platform/audit';
import { Database, placeholders } from '../platform/database';

const ENTRY = `SELECT seq AS "seq", at AS "at", actor AS "actor", action AS "action", subject AS "subject",
  details AS "details", prev_hash AS "prevHash", hash AS "hash" FROM audit_entry`;

/** The column holds 32 bits; PostgreSQL refuses to compare it with more. */
const BEYOND = 2_147_483_647;

export interface AuditPage {
  entries: AuditEntry[];
  /** The `before` of the next page; null on the last. */
  next: number | null;
}

@Injectable()
export class AuditLog {
  constructor(private readonly database: Database) {}

  /**
   * One page of entries.
   * @param filter.subject only what happened to this subject, such as `cycle:3`
   * @param filter.before only entries with a smaller number
   */
  async page(
    filter: { subject?: string | undefined; before?: number | undefined },
    size: number,
  ): Promise<AuditPage> {
    const before = Math.min(filter.before ?? BEYOND, BEYOND);
    const rows =
      filter.subject === undefined
        ? await this.database.all<AuditEntry>(`${ENTRY} WHERE seq < ? ORDER BY seq DESC LIMIT ?`, [
            before,
            size + 1,
          ])
        : await this.database.all<AuditEntry>(
            `${ENTRY} WHERE subject = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
            [filter.subject, before, size + 1],
          );
    const entries = rows.slice(0, size);
    return { entries, next: rows.length > size ? (entries.at(-1)?.seq ?? null) : null };
  }

  /** Names of the people and programs among actors such as `user:12` and `api-key:3`. */
  async names(actors: readonly string[]): Promise<Map<string, string>> {
    const users = await this.named('user', 'user_account', actors);
    const keys = await this.named('api-key', 'api_key', actors);
    return new Map([...users, ...keys]);
  }

  private async named(
    kind: 'user' | 'api-key',
    table: 'user_account' | 'api_key',
    actors: readonly string[],
  ): Promise<[string, string][]> {
    const prefix = `${kind}:`;
    const ids = [...new Set(actors)]
      .filter((actor) => actor.startsWith(prefix))
      .map((actor) => Number(actor.slice(prefix.length)))
      .filter(Number.isSafeInteger);
    if (ids.length === 0) return [];
    const rows = await this.database.all<{ id: number; name: string }>(
      `SELECT id AS "id", name AS "name" FROM ${table} WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
    return rows.map((row) => [`${prefix}${row.id}`, row.name]);
  }
}
