/** Reads who is evaluated in a cycle. Amounts are not read here: the target bonus is pay data. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';

export interface MemberRow {
  employeeId: number;
  externalId: string;
  name: string;
  teamId: number | null;
  teamName: string | null;
  eligibleDays: number;
  periodDays: number;
  /** `whole_period`, or what cut it short with its day. */
  reason: string;
}

export interface LeftOutRow {
  employeeId: number;
  externalId: string;
  name: string;
  teamName: string | null;
  /** One of the codes of `membershipOf`. */
  reason: string;
}

@Injectable()
export class CycleMembersQueries {
  constructor(private readonly database: Database) {}

  /** Everybody in the cycle whom `visible` reaches, by team and name. */
  async members(cycleId: number, visible: readonly number[] | 'all'): Promise<MemberRow[]> {
    const rows = await this.database.all<MemberRow>(
      `SELECT m.employee_id AS "employeeId", e.external_id AS "externalId", e.name AS "name", m.team_id AS "teamId",
              t.name AS "teamName", m.eligible_days AS "eligibleDays", m.period_days AS "periodDays", m.reason AS "reason"
       FROM cycle_member m JOIN employee e ON e.id = m.employee_id LEFT JOIN team t ON t.id = m.team_id
       WHERE m.cycle_id = ? ORDER BY t.name, e.name, e.id`,
      [cycleId],
    );
    if (visible === 'all') return rows;
    const reached = new Set(visible);
    return rows.filter((row) => reached.has(row.employeeId));
  }

  /** Everybody employed in the period who takes no part, by team and name, with the reason. */
  leftOut(cycleId: number): Promise<LeftOutRow[]> {
    return this.database.all<LeftOutRow>(
      `SELECT o.employee_id AS "employeeId", e.external_id AS "externalId", e.name AS "name", t.name AS "teamName",
              o.reason AS "reason"
       FROM cycle_left_out o JOIN employee e ON e.id = o.employee_id LEFT JOIN team t ON t.id = o.team_id
       WHERE o.cycle_id = ? ORDER BY t.name, e.name, e.id`,
      [cycleId],
    );
  }

  /** Whether the employee is evaluated in the cycle. */
  async isMember(cycleId: number, employeeId: number): Promise<boolean> {
    const row = await this.database.get(
      'SELECT 1 AS "found" FROM cycle_member WHERE cycle_id = ? AND employee_id = ?',
      [cycleId, employeeId],
    );
    return row !== undefined;
  }

  /** How many are evaluated. */
  async count(cycleId: number): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      'SELECT CAST(COUNT(*) AS bigint) AS "n" FROM cycle_member WHERE cycle_id = ?',
      [cycleId],
    );
    return row?.n ?? 0;
  }
}
