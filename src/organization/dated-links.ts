/**
 * Who belonged to which team and who reported to whom, and when: rows with a first day and the day after the last
 * (open while the link holds). Changes from a day on close the row that holds then and replace whatever was planned
 * after it; days before are never touched.
 */
import { Injectable } from '@nestjs/common';
import { addDays } from '../kernel';
import { Database } from '../platform/database';

export interface DatedLink {
  id: number;
  /** The team, or the manager. */
  targetId: number;
  fromDay: string;
  /** Exclusive; null while it holds. */
  toDay: string | null;
}

export type LinkKind = 'team_membership' | 'reporting_line';

const COLUMN = { team_membership: 'team_id', reporting_line: 'manager_id' } as const;

/** One constant text per kind, so that each statement is prepared once. */
const SQL = {
  team_membership: statements('team_membership'),
  reporting_line: statements('reporting_line'),
} as const;

function statements(table: LinkKind) {
  const target = COLUMN[table];
  return {
    rows: `SELECT id AS "id", ${target} AS "targetId", from_day AS "fromDay", to_day AS "toDay"
      FROM ${table} WHERE employee_id = ? ORDER BY from_day, id`,
    open: `INSERT INTO ${table} (employee_id, ${target}, from_day, to_day) VALUES (?, ?, ?, NULL)`,
    end: `UPDATE ${table} SET to_day = ? WHERE id = ?`,
    remove: `DELETE FROM ${table} WHERE id = ?`,
  };
}

@Injectable()
export class DatedLinks {
  constructor(private readonly database: Database) {}

  /** All rows of an employee, oldest first. */
  rows(kind: LinkKind, employeeId: number): Promise<DatedLink[]> {
    return this.database.all<DatedLink>(SQL[kind].rows, [employeeId]);
  }

  /**
   * From `day` on the employee's target is `targetId` (null: none).
   * @returns whether anything changed
   */
  async setFrom(kind: LinkKind, employeeId: number, targetId: number | null, day: string): Promise<boolean> {
    const rows = await this.rows(kind, employeeId);
    const holding = holdingOn(rows, day);
    const later = rows.filter((row) => row.fromDay >= day && row !== holding);
    const keeps = holding !== undefined && holding.targetId === targetId;
    if (later.length === 0 && (keeps ? holding.toDay === null : !holding && targetId === null)) return false;

    for (const row of later) await this.database.run(SQL[kind].remove, [row.id]);
    if (holding && keeps) {
      await this.database.run(SQL[kind].end, [null, holding.id]);
      return true;
    }
    if (holding?.fromDay === day) await this.database.run(SQL[kind].remove, [holding.id]);
    else if (holding) await this.database.run(SQL[kind].end, [day, holding.id]);
    if (targetId !== null) await this.database.run(SQL[kind].open, [employeeId, targetId, day]);
    return true;
  }

  /** Ends what still holds after the last working day. A corrected or withdrawn last day moves the end it had set. */
  async moveEnd(
    kind: LinkKind,
    employeeId: number,
    before: string | null,
    leftOn: string | null,
  ): Promise<void> {
    const formerEnd = before === null ? null : addDays(before, 1);
    const end = leftOn === null ? null : addDays(leftOn, 1);
    for (const row of await this.rows(kind, employeeId)) {
      if (end !== null && row.fromDay >= end) await this.database.run(SQL[kind].remove, [row.id]);
      else if (row.toDay === formerEnd || (end !== null && (row.toDay === null || row.toDay > end))) {
        await this.database.run(SQL[kind].end, [end, row.id]);
      }
    }
  }
}

/** The row that holds on the day. */
export function holdingOn(rows: readonly DatedLink[], day: string): DatedLink | undefined {
  return rows.find((row) => row.fromDay <= day && (row.toDay === null || row.toDay > day));
}
