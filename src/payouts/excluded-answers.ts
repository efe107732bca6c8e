/** Which answers about somebody were received and do not count, by the reason that was given for it. */
import { Injectable } from '@nestjs/common';
import type { Period } from '../kernel';
import { Database } from '../platform/database';

export interface ExcludedGroup {
  /** A reason of the closed list. */
  reason: string;
  answers: number;
}

@Injectable()
export class ExcludedAnswers {
  constructor(private readonly database: Database) {}

  /**
   * As it stood at an instant, for a statement says what its amount was computed from.
   * @param at UTC milliseconds
   */
  of(period: Period, employeeId: number, at: number): Promise<ExcludedGroup[]> {
    return this.database.all<ExcludedGroup>(
      `SELECT x.reason AS "reason", CAST(COUNT(*) AS bigint) AS "answers"
       FROM attribution t JOIN exclusion x ON x.response_id = t.response_id
       WHERE t.employee_id = ? AND t.counting_day >= ? AND t.counting_day < ? AND x.lifts_id IS NULL AND x.decided_at <= ?
         AND NOT EXISTS (SELECT 1 FROM exclusion l WHERE l.lifts_id = x.id AND l.decided_at <= ?)
         AND t.entry = (SELECT MAX(n.entry) FROM attribution n WHERE n.response_id = t.response_id AND n.decided_at <= ?)
       GROUP BY x.reason ORDER BY x.reason`,
      [employeeId, period.from, period.to, at, at, at],
    );
  }
}
