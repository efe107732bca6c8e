/**
 * Seals on rows that are written after the signature. Payroll files and confirmations leave digests beside those of the signature; what
 * an appeal consists of changes until it is decided, so that every step of it tells the audit the digests as it left them. The last
 * entry of the audit decides what the rows must be.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { rowDigest, type StoredRow } from './row-digests';
import { hashOf, keepDigests, type KeptDigest, type RowFault } from './sealed-rows';
import { APPEAL_TABLES, PAYROLL_TABLES, type SealedTable, selectSealed } from './sealed-tables';

/** Digests of an appeal's rows, by table and key, as an entry of the audit holds them. */
export type AppealDigests = Readonly<Record<string, Readonly<Record<string, string>>>>;

@Injectable()
export class LateSeals {
  constructor(private readonly database: Database) {}

  /**
   * Seals what was written for payroll since the last time, within the transaction that wrote it.
   * @returns what belongs into its audit entry: the hash of all digests of the cycle's payroll rows
   */
  async payroll(cycleId: number): Promise<{ rowsHash: string }> {
    const kept = await this.kept(cycleId);
    const known = new Set(kept.map(({ table, key }) => `${table} ${key}`));
    const fresh = (await this.payrollDigests(cycleId)).filter(
      ({ table, key }) => !known.has(`${table} ${key}`),
    );
    await keepDigests(this.database, cycleId, fresh);
    return { rowsHash: hashOf([...kept, ...fresh]) };
  }

  /** The digests of an appeal as it stands, for the audit entry of the step that left it so. */
  async appeal(appealId: string): Promise<AppealDigests> {
    const digests: Record<string, Record<string, string>> = {};
    for (const sealed of APPEAL_TABLES) {
      const rows = await this.digests(sealed, appealId);
      digests[sealed.table] = Object.fromEntries(rows.map(({ key, digest }) => [key, digest]));
    }
    return digests;
  }

  /** What is not as it was left. Rows of before there were these seals are not looked at. */
  async verify(cycleId: number): Promise<RowFault[]> {
    return [...(await this.payrollFaults(cycleId)), ...(await this.appealFaults(cycleId))];
  }

  private async payrollFaults(cycleId: number): Promise<RowFault[]> {
    const told = await this.told('subject = ?', `cycle:${cycleId}`, 'payroll.%');
    const last = told.flatMap(({ details }) => details['rowsHash'] ?? []).at(-1);
    const kept = await this.kept(cycleId);
    if (last === undefined && kept.length === 0 && told.length > 0) return [];
    const changed = { table: 'sealed_row', row: `payroll of cycle ${cycleId}`, fault: 'changed' as const };
    const faults: RowFault[] = kept.length > 0 && hashOf(kept) !== last ? [changed] : [];
    const now = await this.payrollDigests(cycleId);
    return [...faults, ...differences(kept, now)];
  }

  private async appealFaults(cycleId: number): Promise<RowFault[]> {
    const rows = await this.database.all<{ id: string }>('SELECT id AS "id" FROM appeal WHERE cycle_id = ?', [
      cycleId,
    ]);
    const present = new Set(rows.map(({ id }) => id));
    const entries = new Map<string, { digests?: AppealDigests }>();
    for (const { subject, details } of await this.told('action LIKE ?', 'appeal.%', 'appeal.%')) {
      const id = subject.replace(/^appeal:/, '');
      if (!present.has(id) && details['cycle'] !== cycleId && !entries.has(id)) continue;
      const digests = details['rows'] as AppealDigests | undefined;
      entries.set(id, digests ? { digests } : (entries.get(id) ?? {}));
    }
    const faults: RowFault[] = [];
    for (const id of new Set([...present, ...entries.keys()])) {
      const entry = entries.get(id);
      if (!entry) faults.push({ table: 'appeal', row: id, fault: 'added' });
      else if (entry.digests) faults.push(...differences(flat(entry.digests), flat(await this.appeal(id))));
    }
    return faults;
  }

  private async kept(cycleId: number): Promise<KeptDigest[]> {
    const rows = await this.database.all<KeptDigest>(
      `SELECT table_name AS "table", row_key AS "key", digest AS "digest" FROM sealed_row
       WHERE cycle_id = ? AND table_name LIKE 'payroll%'`,
      [cycleId],
    );
    return rows.map((row) => ({ ...row }));
  }

  private async payrollDigests(cycleId: number): Promise<KeptDigest[]> {
    const all: KeptDigest[] = [];
    for (const sealed of PAYROLL_TABLES) all.push(...(await this.digests(sealed, cycleId)));
    return all;
  }

  private async digests(sealed: SealedTable, of: number | string): Promise<KeptDigest[]> {
    const rows = await this.database.all<StoredRow>(selectSealed(sealed), [of]);
    return rows.map((row) => ({
      table: sealed.table,
      key: sealed.key.map((column) => String(row[column])).join('/'),
      digest: rowDigest(row),
    }));
  }

  private async told(
    where: string,
    param: string,
    action: string,
  ): Promise<{ subject: string; details: Record<string, unknown> }[]> {
    const rows = await this.database.all<{ subject: string; details: string }>(
      `SELECT subject AS "subject", details AS "details" FROM audit_entry WHERE ${where} AND action LIKE ? ORDER BY seq`,
      [param, action],
    );
    return rows.map(({ subject, details }) => ({
      subject,
      details: JSON.parse(details) as Record<string, unknown>,
    }));
  }
}

const flat = (digests: AppealDigests): KeptDigest[] =>
  Object.entries(digests).flatMap(([table, rows]) =>
    Object.entries(rows).map(([key, digest]) => ({ table, key, digest })),
  );

function differences(before: readonly KeptDigest[], now: readonly KeptDigest[]): RowFault[] {
  const due = new Map(before.map((row) => [`${row.table} ${row.key}`, row]));
  const faults: RowFault[] = [];
  for (const { table, key, digest } of now) {
    const was = due.get(`${table} ${key}`);
    due.delete(`${table} ${key}`);
    if (was?.digest !== digest) faults.push({ table, row: key, fault: was ? 'changed' : 'added' });
  }
  for (const { table, key } of due.values()) faults.push({ table, row: key, fault: 'missing' });
  return faults;
}
