/** Reads what was added to somebody's amount after the sign-off, and the statement that came with it. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import type { Statement } from './statement';

export interface Adjustment {
  id: string;
  employeeId: number;
  /** What is paid in addition; negative where less is due. */
  amountMinor: number;
  reason: string;
  /** The whole computation as it now stands; null for an adjustment without one. */
  statement: Statement | null;
  decidedAt: number;
  /** The appeal it follows from; null for one without. */
  appealId: string | null;
}

@Injectable()
export class AdjustmentsQueries {
  constructor(private readonly database: Database) {}

  /** Somebody's adjustments in a cycle, oldest first. */
  async of(cycleId: number, employeeId: number): Promise<Adjustment[]> {
    const rows = await this.database.all<Omit<Adjustment, 'statement'> & { statement: string | null }>(
      `SELECT id AS "id", employee_id AS "employeeId", amount_minor AS "amountMinor", reason AS "reason",
              statement AS "statement", decided_at AS "decidedAt", appeal_id AS "appealId"
       FROM payout_adjustment WHERE cycle_id = ? AND employee_id = ? ORDER BY decided_at, id`,
      [cycleId, employeeId],
    );
    return rows.map(({ statement, ...row }) => ({
      ...row,
      statement: statement === null ? null : (JSON.parse(statement) as Statement),
    }));
  }
}
