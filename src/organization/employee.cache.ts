/**
 * Employees by external id, remembered for seconds: intake names the same people thousands of times. What another
 * node changed is seen when the entry has aged; what this one changed, at once.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database, placeholders } from '../platform/database';
import type { EmployeeRef } from './employee.entity';

const SECONDS = 5_000;
const LARGEST = 20_000;
const CHUNK = 500;

@Injectable()
export class EmployeeCache {
  private readonly known = new Map<string, { employee: EmployeeRef; until: number }>();
  /** Counts changes, so that a row read before a change is not remembered after it. */
  private changes = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async find(externalIds: readonly string[]): Promise<Map<string, EmployeeRef>> {
    const now = this.clock.now();
    const found = new Map<string, EmployeeRef>();
    const missing: string[] = [];
    for (const externalId of new Set(externalIds)) {
      const entry = this.known.get(externalId);
      if (entry && entry.until > now) found.set(externalId, entry.employee);
      else missing.push(externalId);
    }
    for (let start = 0; start < missing.length; start += CHUNK) {
      const changesSeen = this.changes;
      const rows = await this.read(missing.slice(start, start + CHUNK));
      for (const row of rows) found.set(row.externalId, row);
      // Inside a transaction the rows may yet be rolled back: they are remembered once they are durable.
      this.database.afterCommit(() => {
        if (changesSeen === this.changes) this.remember(rows, now + SECONDS);
      });
    }
    return found;
  }

  /** Forgets an employee now and again when the change is durable. */
  forget(externalId: string): void {
    const forget = () => {
      this.changes += 1;
      this.known.delete(externalId);
    };
    forget();
    this.database.afterCommit(forget);
  }

  private read(externalIds: readonly string[]): Promise<EmployeeRef[]> {
    return this.database.all<EmployeeRef>(
      `SELECT id AS "id", external_id AS "externalId", name AS "name", hired_on AS "hiredOn", left_on AS "leftOn"
       FROM employee WHERE external_id IN (${placeholders(externalIds.length)})`,
      externalIds,
    );
  }

  private remember(rows: readonly EmployeeRef[], until: number): void {
    if (this.known.size + rows.length > LARGEST) this.known.clear();
    for (const row of rows) this.known.set(row.externalId, { employee: row, until });
  }
}
