/** The answers about somebody in a period that can be contested: those that were received and credited to them. */
import { Injectable } from '@nestjs/common';
import type { Period } from '../kernel';
import { Database } from '../platform/database';

export interface ContestedAnswer {
  id: string;
  day: string;
  channel: string;
  reason: string;
  rating: number | null;
  highest: number | null;
  counts: boolean;
}

const MOST = 500;

@Injectable()
export class ContestedAnswers {
  constructor(private readonly database: Database) {}

  /** The poorest first, then the newest. Without the customer's name and words. */
  async of(period: Period, employeeId: number): Promise<ContestedAnswer[]> {
    const rows = await this.database.all<Omit<ContestedAnswer, 'counts'> & { counts: number }>(
      `SELECT r.id AS "id", t.counting_day AS "day", c.channel AS "channel", c.reason AS "reason",
              MIN(a.rating) AS "rating", MAX(q.scale_max) AS "highest", rc.counts AS "counts"
       FROM attribution t JOIN response_current rc ON rc.response_id = t.response_id AND rc.attribution_entry = t.entry
       JOIN response r ON r.id = rc.response_id
       JOIN interaction i ON i.id = r.interaction_id JOIN cell c ON c.id = i.cell_id
       JOIN answer a ON a.response_id = r.id AND a.revision = rc.revision AND a.about_employee_id IN (0, t.employee_id)
       JOIN question q ON q.id = a.question_id AND q.subject = 'employee' AND q.part <> 'expected'
       WHERE t.employee_id = ? AND t.counting_day >= ? AND t.counting_day < ? AND a.rating IS NOT NULL
       GROUP BY r.id, t.counting_day, c.channel, c.reason, rc.counts
       ORDER BY 5, t.counting_day DESC, r.id LIMIT ?`,
      [employeeId, period.from, period.to, MOST],
    );
    return rows.map(({ counts, ...row }) => ({ ...row, counts: counts === 1 }));
  }
}
