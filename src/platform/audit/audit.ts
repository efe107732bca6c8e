/**
 * Who changed what that matters: every change to a rating's counting, an evaluation, a payout, a rule or a person's
 * access leaves an entry here, in the same transaction.
 *
 * Entries are chained by their hashes and the database refuses to change or delete them. They hold identifiers and
 * never personal data, so that erasing a person leaves the chain whole.
 */
import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../../kernel';
import { Clock } from '../clock';
import { Database } from '../database';
import { EMPTY_HEAD, entryHash, faultsOf, type AuditEntry, type AuditFault, type AuditHead } from './chain';

export interface AuditRecord {
  /** `user:12`, `api-key:3`, `customer`, `system` or `cli`. */
  actor: string;
  /** Noun and verb in the past: `sign_off.recorded`. */
  action: string;
  /** What was changed: `cycle:3`, `response:0199…`. */
  subject: string;
  /** What canonical JSON can hold; identifiers, numbers, codes and reasons' codes, no personal data. */
  details?: Record<string, unknown>;
}

export interface AuditReport {
  ok: boolean;
  entries: number;
  /** The end of the chain, to be kept outside of the database; null when there is no entry. */
  head: AuditHead | null;
  /** The first faults found, at most 100. */
  faults: AuditFault[];
}

const CHAIN_LOCK = 4217002;
const PAGE = 1000;
const REPORTED = 100;
const ENTRY = `SELECT seq AS "seq", at AS "at", actor AS "actor", action AS "action", subject AS "subject",
  details AS "details", prev_hash AS "prevHash", hash AS "hash" FROM audit_entry`;

@Injectable()
export class Audit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds an entry to the chain. Entries are written one after the other: on PostgreSQL the transaction holds the end
   * of the chain until it ends.
   * @returns the new end of the chain
   * @throws Error outside a transaction: an entry without its change, or a change without its entry, must not be
   */
  async record(record: AuditRecord): Promise<AuditHead> {
    if (!this.database.inTransaction()) {
      throw new Error(
        `The audit entry ${record.action} belongs into the transaction of the change it tells about.`,
      );
    }
    if (this.database.dialect === 'postgres')
      await this.database.get('SELECT pg_advisory_xact_lock(?)', [CHAIN_LOCK]);
    const previous = (await this.head()) ?? EMPTY_HEAD;
    const content = {
      seq: previous.seq + 1,
      at: this.clock.now(),
      actor: record.actor,
      action: record.action,
      subject: record.subject,
      details: canonicalJson(record.details ?? {}),
      prevHash: previous.hash,
    };
    const hash = entryHash(content);
    await this.database.run(
      `INSERT INTO audit_entry (seq, at, actor, action, subject, details, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        content.seq,
        content.at,
        content.actor,
        content.action,
        content.subject,
        content.details,
        content.prevHash,
        hash,
      ],
    );
    return { seq: content.seq, hash };
  }

  /** The end of the chain. */
  async head(): Promise<AuditHead | null> {
    const row = await this.database.get<AuditHead>(
      `SELECT seq AS "seq", hash AS "hash" FROM audit_entry ORDER BY seq DESC LIMIT 1`,
    );
    return row ?? null;
  }

  /**
   * Recomputes the whole chain.
   * @param keptHead an end of the chain that was kept outside: the only way to notice that the newest entries are gone
   */
  async verify(keptHead?: AuditHead): Promise<AuditReport> {
    const faults: AuditFault[] = [];
    let previous = EMPTY_HEAD;
    let entries = 0;
    let keptFound = false;
    for (;;) {
      const page = await this.database.all<AuditEntry>(`${ENTRY} WHERE seq > ? ORDER BY seq LIMIT ?`, [
        previous.seq,
        PAGE,
      ]);
      for (const entry of page) {
        if (faults.length < REPORTED) faults.push(...faultsOf(entry, previous));
        previous = { seq: entry.seq, hash: entry.hash };
        keptFound ||= entry.seq === keptHead?.seq && entry.hash === keptHead.hash;
      }
      entries += page.length;
      if (page.length < PAGE) break;
    }
    if (keptHead && keptHead.seq > 0 && !keptFound) faults.push({ seq: keptHead.seq, fault: 'truncated' });
    return { ok: faults.length === 0, entries, head: entries > 0 ? previous : null, faults };
  }

  /** The entries about one subject, newest first. */
  about(subject: string, limit = 100): Promise<AuditEntry[]> {
    return this.database.all<AuditEntry>(`${ENTRY} WHERE subject = ? ORDER BY seq DESC LIMIT ?`, [
      subject,
      limit,
    ]);
  }

  /** The newest entries, or those before `beforeSeq`. */
  newest(limit = 100, beforeSeq = 2 ** 31 - 1): Promise<AuditEntry[]> {
    return this.database.all<AuditEntry>(`${ENTRY} WHERE seq < ? ORDER BY seq DESC LIMIT ?`, [
      beforeSeq,
      limit,
    ]);
  }
}
