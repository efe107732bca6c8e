/**
 * How often answers to each leader's people are excluded, credited anew or judged by hand, and who decides it. Answers belong
 * to the leader of those they were first credited to, on the day they count: a correction moves none to somebody else here.
 */
import { Injectable } from '@nestjs/common';
import type { Period } from '../kernel';
import { Database } from '../platform/database';
import { ON_DAYS, onDays } from '../responses';

export interface LeaderRates {
  readonly leaderId: number;
  readonly name: string;
  /** Answers about the leader's people. */
  readonly answers: number;
  /** Of these, rated in the upper and in the lower quarter of the scale. */
  readonly good: number;
  readonly poor: number;
  readonly excluded: number;
  readonly goodExcluded: number;
  readonly poorExcluded: number;
  /** Credited to others than at first. */
  readonly corrected: number;
}

export interface DeciderCounts {
  readonly name: string;
  readonly excluded: number;
  readonly goodExcluded: number;
  readonly poorExcluded: number;
  readonly lifted: number;
  readonly corrected: number;
  readonly judged: number;
  /** Exclusions and corrections where it was asked whether the rating was known, and those where it was not. */
  readonly asked: number;
  readonly blind: number;
}

const RATED = `LEFT JOIN answer a ON a.response_id = r.id AND a.revision = c.revision AND a.rating IS NOT NULL
    AND a.question_id = (SELECT f.question_id FROM answer f JOIN question fq ON fq.id = f.question_id
      WHERE f.response_id = r.id AND f.revision = c.revision AND f.rating IS NOT NULL
        AND fq.subject = 'employee' AND fq.part <> 'expected' ORDER BY fq.position LIMIT 1)`;
/** The upper quarter of five is 4 and 5; the lower 1 and 2. */
const GOOD = 'CASE WHEN (a.rating - q.scale_min) * 4 >= 3 * (q.scale_max - q.scale_min) THEN 1 ELSE 0 END';
const POOR = 'CASE WHEN (a.rating - q.scale_min) * 4 <= q.scale_max - q.scale_min THEN 1 ELSE 0 END';

@Injectable()
export class DecisionRateQueries {
  constructor(private readonly database: Database) {}

  /** Each leader whose people were rated in the period, by name. */
  byLeader(period: Period): Promise<LeaderRates[]> {
    const sum = (what: string) => `CAST(COALESCE(SUM(${what}), 0) AS bigint)`;
    return this.database.all<LeaderRates>(
      `SELECT l.manager_id AS "leaderId", m.name AS "name", CAST(COUNT(*) AS bigint) AS "answers",
         ${sum(GOOD)} AS "good", ${sum(POOR)} AS "poor", ${sum('c.excluded')} AS "excluded",
         ${sum(`c.excluded * (${GOOD})`)} AS "goodExcluded", ${sum(`c.excluded * (${POOR})`)} AS "poorExcluded",
         ${sum('CASE WHEN c.attribution_entry > 1 THEN 1 ELSE 0 END')} AS "corrected"
       FROM response r JOIN response_current c ON c.response_id = r.id
       JOIN attribution t ON t.response_id = r.id AND t.entry = 1
       JOIN reporting_line l ON l.employee_id = t.employee_id
         AND l.from_day <= r.counting_day AND (l.to_day IS NULL OR l.to_day > r.counting_day)
       JOIN employee m ON m.id = l.manager_id
       ${RATED} AND a.about_employee_id IN (0, t.employee_id)
       LEFT JOIN question q ON q.id = a.question_id
       WHERE ${ON_DAYS}
       GROUP BY l.manager_id, m.name ORDER BY m.name`,
      onDays(period),
    );
  }

  /** Everybody who decided by hand about an answer of the period, by name. */
  async byDecider(period: Period): Promise<DeciderCounts[]> {
    const days = onDays(period);
    const rows = await this.database.all<{
      decidedBy: string;
      what: keyof DeciderCounts;
      n: number;
      good: number;
      poor: number;
      asked: number;
      blind: number;
    }>(
      `SELECT d.decided_by AS "decidedBy", d.what AS "what", CAST(COUNT(DISTINCT d.response_id) AS bigint) AS "n",
         CAST(COALESCE(SUM(${GOOD}), 0) AS bigint) AS "good", CAST(COALESCE(SUM(${POOR}), 0) AS bigint) AS "poor",
         CAST(COUNT(DISTINCT CASE WHEN d.seen IS NOT NULL THEN d.response_id END) AS bigint) AS "asked",
         CAST(COUNT(DISTINCT CASE WHEN d.seen = 0 THEN d.response_id END) AS bigint) AS "blind"
       FROM (
         SELECT r.id AS response_id, x.decided_by, CASE WHEN x.lifts_id IS NULL THEN 'excluded' ELSE 'lifted' END AS what,
           CASE WHEN x.lifts_id IS NULL THEN x.rating_seen END AS seen
         FROM response r CROSS JOIN exclusion x WHERE x.response_id = r.id AND ${ON_DAYS}
         UNION ALL SELECT DISTINCT r.id, x.decided_by, 'corrected', x.rating_seen
         FROM response r CROSS JOIN attribution x WHERE x.response_id = r.id AND x.entry > 1 AND ${ON_DAYS}
         UNION ALL SELECT r.id, x.decided_by, 'judged', NULL
         FROM response r CROSS JOIN verification x WHERE x.response_id = r.id AND ${ON_DAYS}
       ) d
       JOIN response r ON r.id = d.response_id JOIN response_current c ON c.response_id = r.id
       ${RATED}
       LEFT JOIN question q ON q.id = a.question_id
       WHERE d.decided_by LIKE 'user:%'
       GROUP BY d.decided_by, d.what`,
      [...days, ...days, ...days],
    );
    const names = await this.database.all<{ id: number; name: string }>(
      'SELECT id AS "id", name AS "name" FROM user_account',
    );
    const nameOf = new Map(names.map(({ id, name }) => [`user:${id}`, name]));
    const found = new Map<string, DeciderCounts>();
    for (const { decidedBy, what, n, good, poor, asked, blind } of rows) {
      const before = found.get(decidedBy) ?? {
        name: nameOf.get(decidedBy) ?? decidedBy,
        excluded: 0,
        goodExcluded: 0,
        poorExcluded: 0,
        lifted: 0,
        corrected: 0,
        judged: 0,
        asked: 0,
        blind: 0,
      };
      found.set(decidedBy, {
        ...before,
        [what]: n,
        asked: before.asked + asked,
        blind: before.blind + blind,
        ...(what === 'excluded' && { goodExcluded: good, poorExcluded: poor }),
      });
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
