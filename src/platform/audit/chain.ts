/**
 * The arithmetic of the audit chain: each entry's hash covers the one before it, so that nothing can be changed,
 * removed or put elsewhere without breaking what follows.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel';

export interface AuditEntry {
  /** 1 for the first entry, without gaps. */
  seq: number;
  /** UTC milliseconds. */
  at: number;
  actor: string;
  action: string;
  subject: string;
  /** Canonical JSON. */
  details: string;
  prevHash: string;
  hash: string;
}

/** What a person keeps outside of the database, to find out later whether the end of the chain was cut off. */
export interface AuditHead {
  seq: number;
  hash: string;
}

/**
 * `changed`: the entry's content does not fit its hash. `unlinked`: it does not follow the entry before it, because
 * entries were removed, inserted or put in another order there. `missing`: numbers are left out before it.
 * `truncated`: the head kept outside is no longer in the chain.
 */
export interface AuditFault {
  seq: number;
  fault: 'changed' | 'unlinked' | 'missing' | 'truncated';
}

/** What the first entry follows. */
export const EMPTY_HEAD: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** SHA-256, in hexadecimal, of the previous hash followed by the canonical JSON of the entry's content. */
export function entryHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { prevHash, ...content } = entry;
  return createHash('sha256').update(prevHash).update(canonicalJson(content)).digest('hex');
}

/** The faults of `entry` as the successor of `previous`. */
export function faultsOf(entry: AuditEntry, previous: AuditHead): AuditFault[] {
  const { hash, seq, at, actor, action, subject, details, prevHash } = entry;
  const faults: AuditFault[] = [];
  if (seq !== previous.seq + 1) faults.push({ seq, fault: 'missing' });
  else if (prevHash !== previous.hash) faults.push({ seq, fault: 'unlinked' });
  if (hash !== entryHash({ seq, at, actor, action, subject, details, prevHash }))
    faults.push({ seq, fault: 'changed' });
  return faults;
}
