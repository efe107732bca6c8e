/**
 * Poor answers whose trouble was put right, as the customer says: what a plan may leave out of the customers' line. The word of
 * staff alone, and a promise that was kept, make no answer recovered.
 */
import { Injectable } from '@nestjs/common';
import { addDays, monthPeriod, type Period } from '../../kernel';
import { Calendar } from '../../organization';
import { startOfDay } from '../../platform/clock';
import { Database } from '../../platform/database';
import { moodOf } from '../../surveys';

interface RatedRow {
  responseId: string;
  kind: string;
  rating: number;
  min: number;
  max: number;
}

/** The first day on which "solved" comes too late: customers have until the end of the month after the period's last one. */
export function recoveredBefore({ to }: Period): string {
  const monthAfter = monthPeriod(addDays(to, -1).slice(0, 7)).to;
  return monthPeriod(monthAfter.slice(0, 7)).to;
}

/**
 * Ratings about employees, as they stand, of answers in cases that stand as solved: said in time, after staff had put it right and
 * after the answer was last changed, and open no more. From the few cases called solved to their answers, whatever else was answered.
 */
const RATINGS = `SELECT v.response_id AS "responseId", q.kind AS "kind", a.rating AS "rating", q.scale_min AS "min", q.scale_max AS "max"
  FROM recovery_case k CROSS JOIN recovery_event v CROSS JOIN response r CROSS JOIN response_current c
    CROSS JOIN response_revision s CROSS JOIN answer a CROSS JOIN question q
  WHERE k.outcome = 'solved' AND k.outcome_at >= ? AND k.outcome_at < ? AND k.state IN ('verified', 'closed')
    AND k.merged_into IS NULL AND k.resolved_at <= k.outcome_at
    AND v.case_id = k.id AND v.at <= k.outcome_at AND r.id = v.response_id AND r.counting_day >= ? AND r.counting_day < ?
    AND c.response_id = r.id AND c.counts = 1
    AND s.response_id = c.response_id AND s.revision = c.revision AND s.received_at <= k.outcome_at
    AND a.response_id = c.response_id AND a.revision = c.revision AND a.rating IS NOT NULL
    AND q.id = a.question_id AND q.subject = 'employee' AND q.part <> 'expected' AND q.scale_min IS NOT NULL`;

@Injectable()
export class RecoveredAnswers {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
  ) {}

  /** Ids of the recovered answers that count in a half-open range of local days, as it stands now. */
  async of({ from, to }: Period): Promise<string[]> {
    const zone = await this.calendar.zone();
    const rows = await this.database.all<RatedRow>(RATINGS, [
      startOfDay(from, zone),
      startOfDay(recoveredBefore({ from, to }), zone),
      from,
      to,
    ]);
    const poor = rows.filter((row) => moodOf(row) === 'low');
    return [...new Set(poor.map(({ responseId }) => responseId))].sort();
  }
}
