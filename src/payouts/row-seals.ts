/**
 * Seals on rows: with the sign-off every row that the cycle was made of leaves its digest, and the digest of all of them stands in the
 * audit entry of the sign-off. Whatever is changed, taken away or slipped in afterwards is found, and named.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { LateSeals } from './late-seals';
import { rowDigest, type StoredRow } from './row-digests';
import { hashOf, keepDigests, type KeptDigest, type RowFault } from './sealed-rows';
import { ADJUSTMENT, SEALED_TABLES, type SealedTable, selectSealed } from './sealed-tables';

interface Digest extends KeptDigest {
  readonly employeeId: number | null;
  /** Who it is about, where the row itself says so. */
  readonly person: string | undefined;
}

@Injectable()
export class RowSeals {
  constructor(
    private readonly database: Database,
    private readonly late: LateSeals,
  ) {}

  /**
   * Seals the rows as they stand, within the transaction of the sign-off.
   * @returns what belongs into its audit entry
   */
  async seal(cycleId: number): Promise<{ rows: number; rowsHash: string }> {
    const digests = await this.digests(cycleId);
    await keepDigests(this.database, cycleId, digests);
    return { rows: digests.length, rowsHash: hashOf(digests) };
  }

  /**
   * Compares every row with its seal, and adjustments, appeals and payroll files with the audit.
   * @returns null for a cycle that was signed before rows were sealed and has no adjustments
   */
  async verify(cycleId: number): Promise<RowFault[] | null> {
    const kept = await this.database.all<{ table: string; key: string; digest: string }>(
      `SELECT table_name AS "table", row_key AS "key", digest AS "digest" FROM sealed_row
       WHERE cycle_id = ? AND table_name NOT LIKE 'payroll%'`,
      [cycleId],
    );
    const signed = (await this.told(cycleId, 'cycle.sign_off')).at(-1)?.['rowsHash'];
    const adjustments = await this.adjustments(cycleId);
    const late = [...(adjustments ?? []), ...(await this.late.verify(cycleId))];
    if (signed === undefined && kept.length === 0)
      return adjustments === null && late.length === 0 ? null : late;
    const faults: RowFault[] = [];
    if (hashOf(kept) !== signed)
      faults.push({ table: 'sealed_row', row: `cycle ${cycleId}`, fault: 'changed' });
    const now = await this.digests(cycleId);
    const before = new Map(kept.map(({ table, key, digest }) => [`${table} ${key}`, digest]));
    const people = await this.people(now);
    for (const row of now) {
      const was = before.get(`${row.table} ${row.key}`);
      before.delete(`${row.table} ${row.key}`);
      if (was === row.digest) continue;
      faults.push({
        table: row.table,
        row: named(row.key, row.person ?? people.get(row.employeeId ?? 0)),
        fault: was === undefined ? 'added' : 'changed',
      });
    }
    for (const gone of before.keys()) {
      const [table = '', ...key] = gone.split(' ');
      faults.push({ table, row: key.join(' '), fault: 'missing' });
    }
    return [...faults, ...late];
  }

  /** Adjustments against the audit entries of their decisions; null where there are neither. */
  private async adjustments(cycleId: number): Promise<RowFault[] | null> {
    const told = await this.told(cycleId, 'payout.adjusted');
    const digests = await this.digestsOf(ADJUSTMENT, cycleId);
    if (told.length === 0 && digests.length === 0) return null;
    const people = await this.people(digests);
    const due = new Map(told.map(({ adjustment, digest }) => [String(adjustment), String(digest)]));
    const faults: RowFault[] = [];
    for (const { table, key, digest, employeeId } of digests) {
      const was = due.get(key);
      due.delete(key);
      if (was === digest) continue;
      const fault = was === undefined ? 'added' : 'changed';
      faults.push({ table, row: named(key, people.get(employeeId ?? 0)), fault });
    }
    return [
      ...faults,
      ...[...due.keys()].map((row) => ({ table: ADJUSTMENT.table, row, fault: 'missing' as const })),
    ];
  }

  private async digests(cycleId: number): Promise<Digest[]> {
    const all: Digest[] = [];
    for (const sealed of SEALED_TABLES) all.push(...(await this.digestsOf(sealed, cycleId)));
    return all;
  }

  private async digestsOf(sealed: SealedTable, cycleId: number): Promise<Digest[]> {
    const rows = await this.database.all<StoredRow>(selectSealed(sealed), [cycleId]);
    return rows.map((row) => ({
      table: sealed.table,
      key: sealed.key.map((column) => String(row[column])).join('/'),
      digest: rowDigest(row),
      employeeId: typeof row['employee_id'] === 'number' ? row['employee_id'] : null,
      person: sealed.person?.(row),
    }));
  }

  private async told(cycleId: number, action: string): Promise<Record<string, unknown>[]> {
    const rows = await this.database.all<{ details: string }>(
      'SELECT details AS "details" FROM audit_entry WHERE subject = ? AND action = ? ORDER BY seq',
      [`cycle:${cycleId}`, action],
    );
    return rows.map(({ details }) => JSON.parse(details) as Record<string, unknown>);
  }

  private async people(digests: readonly Digest[]): Promise<Map<number, string>> {
    if (digests.every(({ employeeId }) => employeeId === null)) return new Map();
    const rows = await this.database.all<{ id: number; key: string }>(
      'SELECT id AS "id", external_id AS "key" FROM employee',
    );
    return new Map(rows.map(({ id, key }) => [id, key]));
  }
}

function named(key: string, employee: string | undefined): string {
  return employee === undefined ? key : `${key} (${employee})`;
}
