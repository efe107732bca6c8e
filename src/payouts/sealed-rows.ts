/** Digests of rows as they are kept, and the hash over all of them. */
import { canonicalJson } from '../kernel';
import type { Database } from '../platform/database';
import { sha256 } from './sealing';

/** A row that is not what it was. */
export interface RowFault {
  readonly table: string;
  /** Of the row; for rows about somebody, with their external id behind it. */
  readonly row: string;
  readonly fault: 'changed' | 'missing' | 'added';
}

export interface KeptDigest {
  readonly table: string;
  readonly key: string;
  readonly digest: string;
}

/** Rows per statement: below the parameters that either database takes. */
const BATCH = 200;

/** Keeps digests of a cycle's rows, inside the caller's transaction. */
export async function keepDigests(
  database: Database,
  cycleId: number,
  digests: readonly KeptDigest[],
): Promise<void> {
  for (let start = 0; start < digests.length; start += BATCH) {
    const part = digests.slice(start, start + BATCH);
    await database.run(
      `INSERT INTO sealed_row (cycle_id, table_name, row_key, digest) VALUES ${part.map(() => '(?, ?, ?, ?)').join(', ')}`,
      part.flatMap(({ table, key, digest }) => [cycleId, table, key, digest]),
    );
  }
}

/** Of the digests in one order, whichever the database returned them in. */
export function hashOf(digests: readonly KeptDigest[]): string {
  const lines = digests.map(({ table, key, digest }) => `${table} ${key} ${digest}`).sort();
  return sha256(canonicalJson(lines));
}
