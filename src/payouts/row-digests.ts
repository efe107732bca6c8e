/** A digest of one row as it is stored: what a signature, or an entry of the audit, holds on to. */
import { canonicalJson } from '../kernel';
import { sha256 } from './sealing';

/** Columns by name; those that are null count as such. */
export type StoredRow = Readonly<Record<string, string | number | null>>;

/** SHA-256 over the canonical JSON of the row. */
export function rowDigest(row: StoredRow): string {
  // Drivers make rows without a prototype.
  return sha256(canonicalJson({ ...row }));
}
