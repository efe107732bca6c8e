/** How often things happened to whom: contacts asked about, addresses edited, answers excluded, ratings changed. Counts only. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { ON_DAYS, onDays } from '../responses';
import type { ManagerCount } from '../scoring/calc';

/** Of one employee, touchpoint, kind of contact and day. */
export interface ContactCount {
  readonly employeeId: number;
  readonly touchpointId: number;
  readonly cellId: number;
  /** Local day of the contact. */
  readonly day: string;
  readonly contacts: number;
  readonly asked: number;
  /** Contacts whose customer's address was edited within a day before it was decided whether to ask. */
  readonly edited: number;
}

/**
 * Reasons against asking in which somebody may have a hand. What chance, the customer or the calendar decided (not drawn,
 * opted out, asked recently…) leaves the contact out of the comparison.
 */
const STEERABLE = ['no_address', 'machine_address', 'internal_test', 'spam', 'excluded_reason', 'too_old', 'undeliverable',
  'number_fails', 'wrong_person', 'reopened'] as const; // prettier-ignore
const LISTED = STEERABLE.map((reason) => `'${reason}'`).join(', ');

/** A mail that bounced asked nobody. */
export const ASKED = `(v.state <> 'bounced' AND (v.sent_at IS NOT NULL OR v.state IN ('planned','queued','sending','unknown')))`;
export const COMPARED = `(v.sent_at IS NOT NULL OR v.state IN ('planned','queued','sending','unknown') OR v.reason IN (${LISTED}))`;
const DAY = 86_400_000;
/** Before the mail left, or before it was decided that none leaves. */
export const EDITED = `EXISTS (SELECT 1 FROM contact_edit e WHERE e.customer_id = n.customer_id
  AND e.edited_at <= COALESCE(v.sent_at, v.created_at) AND e.edited_at >= COALESCE(v.sent_at, v.created_at) - ${DAY})`;

/** Of the answers, the fourth part that comes from the kinds of contacts rated lowest. */
const HARD_SHARE = 0.25;
/** And only where they are rated lower by so much of the scale. */
const HARD_DISTANCE = 0.05;

@Injectable()
export class CountQueries {
  constructor(private readonly database: Database) {}

  /** @param from first local day @param until the day after the last */
  contacts(from: string, until: string): Promise<ContactCount[]> {
    return this.database.beside<ContactCount>(
      `SELECT p.employee_id AS "employeeId", n.touchpoint_id AS "touchpointId", n.cell_id AS "cellId",
         p.occurred_day AS "day", CAST(COUNT(*) AS bigint) AS "contacts",
         CAST(SUM(CASE WHEN ${ASKED} THEN 1 ELSE 0 END) AS bigint) AS "asked",
         CAST(SUM(CASE WHEN ${EDITED} THEN 1 ELSE 0 END) AS bigint) AS "edited"
       FROM employee m CROSS JOIN participation p
       JOIN interaction n ON n.id = p.interaction_id
       JOIN invitation v ON v.interaction_id = n.id AND v.step = 1
       WHERE p.employee_id = m.id AND p.occurred_day >= ? AND p.occurred_day < ? AND ${COMPARED}
       GROUP BY p.employee_id, n.touchpoint_id, n.cell_id, p.occurred_day
       ORDER BY p.employee_id, n.touchpoint_id, n.cell_id, p.occurred_day`,
      [from, until],
    );
  }

  /**
   * The kinds of contacts (cells) that customers rate lowest: together at most a quarter of the answers of the time, each
   * below the mean of all by a twentieth of the scale or more. An outcome that is known before anybody is asked.
   */
  async hardCells(from: string, until: string): Promise<Set<number>> {
    const rows = await this.database.beside<{ cellId: number; n: number; earned: number; possible: number }>(
      `SELECT ro.cell_id AS "cellId", CAST(SUM(ro.responses) AS bigint) AS "n",
         CAST(SUM(ro.responses * (ro.rating - q.scale_min)) AS bigint) AS "earned",
         CAST(SUM(ro.responses * (q.scale_max - q.scale_min)) AS bigint) AS "possible"
       FROM employee m CROSS JOIN rollup ro JOIN question q ON q.id = ro.question_id
       WHERE ro.employee_id = m.id AND ro.day >= ? AND ro.day < ? AND q.subject = 'employee' AND q.scale_max > q.scale_min
       GROUP BY ro.cell_id`,
      [from, until],
    );
    const all = rows.reduce((sum, row) => sum + row.n, 0);
    const mean =
      rows.reduce((sum, row) => sum + row.earned, 0) / rows.reduce((sum, row) => sum + row.possible, 0);
    const hard = new Set<number>();
    let taken = 0;
    const lowestFirst = rows
      .map(({ cellId, n, earned, possible }) => ({ cellId, n, rated: earned / possible }))
      .sort((a, b) => a.rated - b.rated || a.cellId - b.cellId);
    for (const { cellId, n, rated } of lowestFirst) {
      if (rated > mean - HARD_DISTANCE || taken + n > all * HARD_SHARE) break;
      taken += n;
      hard.add(cellId);
    }
    return hard;
  }

  /** Answers to each manager's people as of the day they counted, and how many of them are excluded. */
  exclusionsByManager(from: string, until: string): Promise<ManagerCount[]> {
    return this.database.beside<ManagerCount>(
      `SELECT l.manager_id AS "managerId", CAST(COUNT(*) AS bigint) AS "n",
         CAST(SUM(c.excluded) AS bigint) AS "times"
       FROM response r JOIN response_current c ON c.response_id = r.id
       JOIN attribution t ON t.response_id = r.id AND t.entry = c.attribution_entry
       JOIN reporting_line l ON l.employee_id = t.employee_id
         AND l.from_day <= r.counting_day AND (l.to_day IS NULL OR l.to_day > r.counting_day)
       WHERE ${ON_DAYS}
       GROUP BY l.manager_id ORDER BY l.manager_id`,
      onDays({ from, to: until }),
    );
  }

  /** Lines that each manager rated, and how many of them the manager rated again. */
  overridesByManager(from: number, until: number): Promise<ManagerCount[]> {
    return this.database.all<ManagerCount>(
      `SELECT u.employee_id AS "managerId", CAST(COUNT(*) AS bigint) AS "n",
         CAST(SUM(CASE WHEN m.ratings > 1 THEN 1 ELSE 0 END) AS bigint) AS "times"
       FROM (SELECT rated_by, cycle_id, employee_id, line_key, COUNT(*) AS ratings FROM manager_rating
             WHERE rated_at >= ? AND rated_at < ? GROUP BY rated_by, cycle_id, employee_id, line_key) m
       JOIN user_account u ON u.id = m.rated_by AND u.employee_id IS NOT NULL
       GROUP BY u.employee_id ORDER BY u.employee_id`,
      [from, until],
    );
  }
}
