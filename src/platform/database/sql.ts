/** Small helpers for SQL that runs on both databases. */
import { webcrypto } from 'node:crypto';
import { QueryFailedError } from 'typeorm';
import { v7 } from 'uuid';

/** Random bytes, drawn for many identifiers at a time: the system call costs more than the rest of an identifier. */
const pool = new Uint8Array(16 * 256);
let drawn = pool.length;
let [msecs, seq] = [0, 0];

/** A new identifier of a fact: UUID v7, so that rows written together stand together, in their order. Not a secret. */
export function newId(): string {
  if (drawn === pool.length) {
    webcrypto.getRandomValues(pool);
    drawn = 0;
  }
  const random = pool.subarray(drawn, (drawn += 16));
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // The highest bit stays free, so that counting on within a millisecond never starts over.
    seq = ((random[6] ?? 0) & 0x7f) * 0x1000000 + (random[7] ?? 0) * 0x10000 + (random[8] ?? 0) * 0x100;
  } else {
    seq += 1;
  }
  return v7({ msecs, seq, random });
}

/** `?, ?, ?` */
export function placeholders(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

/** Whether a statement failed because the row is there already. */
export function isUniqueViolation(error: unknown): boolean {
  const code =
    error instanceof QueryFailedError
      ? (error.driverError as { code?: string }).code
      : (error as { code?: string } | null)?.code;
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}
