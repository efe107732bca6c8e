/**
 * Rollups: per employee, day, touchpoint, cell, question and rating, how many responses and how much credit.
 *
 * They are written in the transaction of the response they count, so they never lag and never lead. Sums, squares and
 * top-box follow from the counts; every field is an exact integer, and a full recount gives the same rows.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { addDays, monthPeriod, type Period, WHOLE_SHARE } from '../kernel';
import { arraysOf, Database, type RowStatement } from '../platform/database';
import { EventBus } from '../platform/events';
import {
  ON_DAYS,
  onDays,
  type RatingFact,
  ResponseAttributionChanged,
  ResponseCountingChanged,
  ResponseRecorded,
} from '../responses';
import { type RegularAnswerFault, RegularAnswers } from './regular-answers.service';

/** What a response contributes: each rating, credited to each employee by share, or whole to the one it is about. */
export interface Contribution {
  countingDay: string;
  touchpointId: number;
  cellId: number;
  ratings: readonly Pick<RatingFact, 'questionId' | 'rating' | 'part' | 'aboutEmployeeId'>[];
  attributions: readonly Credit[];
}

interface Credit {
  readonly employeeId: number;
  readonly sharePpm: number;
}

interface RollupRow {
  employeeId: number;
  day: string;
  touchpointId: number;
  cellId: number;
  questionId: number;
  rating: number;
  responses: number;
  weightPpm: number;
}

export interface RollupDifference {
  key: string;
  stored: string;
  recounted: string;
}

const KEY = ['employee_id', 'day', 'touchpoint_id', 'cell_id', 'question_id', 'rating'];
const KEY_TYPES = {
  employee_id: 'integer', day: 'varchar', touchpoint_id: 'integer', cell_id: 'integer', question_id: 'integer',
  rating: 'integer',
} as const; // prettier-ignore
const INTO = `INSERT INTO rollup (${KEY.join(', ')}, responses, weight_ppm)`;
const ADDED = `ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
    responses = rollup.responses + excluded.responses, weight_ppm = rollup.weight_ppm + excluded.weight_ppm`;

/** The key, how many responses, and their weight. Many rows of one key are one row, all in one order. */
const ADD: RowStatement = {
  sqlite: (run, row) => run(`${INTO} VALUES (?, ?, ?, ?, ?, ?, ?, ?) ${ADDED}`, row),
  postgres: `${INTO} SELECT ${KEY.join(', ')}, SUM(responses), SUM(weight_ppm)
    FROM ${arraysOf({ ...KEY_TYPES, responses: 'integer', weight_ppm: 'bigint' })}
    GROUP BY ${KEY.join(', ')} ORDER BY ${KEY.join(', ')} ${ADDED}`,
};

const REMOVE_EMPTY: RowStatement = {
  sqlite: (run, key) =>
    run(
      `DELETE FROM rollup WHERE ${KEY.map((column) => `${column} = ?`).join(' AND ')} AND responses = 0`,
      key,
    ),
  postgres: `DELETE FROM rollup USING ${arraysOf(KEY_TYPES)}
    WHERE ${KEY.map((column) => `rollup.${column} = given.${column}`).join(' AND ')} AND rollup.responses = 0`,
};

const RECOUNTED = `SELECT t.employee_id AS "employeeId", r.counting_day AS "day", i.touchpoint_id AS "touchpointId", i.cell_id AS "cellId",
         a.question_id AS "questionId", a.rating AS "rating",
         CAST(COUNT(*) AS bigint) AS "responses",
         CAST(SUM(CASE WHEN a.about_employee_id = 0 THEN t.share_ppm ELSE ${WHOLE_SHARE} END) AS bigint) AS "weightPpm"`;
const RECOUNTED_BY = 't.employee_id, r.counting_day, i.touchpoint_id, i.cell_id, a.question_id, a.rating';
/** How the ledgers belong together, and which of it counts. */
const COUNTED = `rc.counts = 1 AND r.id = rc.response_id AND i.id = r.interaction_id
    AND a.response_id = rc.response_id AND a.revision = rc.revision AND a.rating IS NOT NULL
    AND q.id = a.question_id AND q.part <> 'expected'
    AND t.response_id = rc.response_id AND t.entry = rc.attribution_entry AND a.about_employee_id IN (0, t.employee_id)`;

/** The recount: what the rollup must be, from the ledgers alone, on some days. */
const RECOUNT_OF_DAYS = `${RECOUNTED}
  FROM response_current rc, response r, interaction i, answer a, question q, attribution t
  WHERE ${COUNTED} AND ${ON_DAYS}
  GROUP BY ${RECOUNTED_BY}`;

/** The same of all days: once through the ledgers, in the order in which all of them lie. SQLite joins in the order written. */
const RECOUNT_OF_ALL = `${RECOUNTED}
  FROM response_current rc CROSS JOIN response r CROSS JOIN interaction i CROSS JOIN attribution t CROSS JOIN answer a CROSS JOIN question q
  WHERE ${COUNTED}
  GROUP BY ${RECOUNTED_BY}`;

/**
 * On PostgreSQL counting anew writes what differs and nothing else: as what is added to a count or taken from it, so that answers may
 * come in meanwhile. What is stored and what the ledgers give are of one moment, since one statement reads them; it writes into a
 * table that does not stay, since PostgreSQL would not look with several processes otherwise.
 */
const PUT_RIGHT = [
  `CREATE TEMPORARY TABLE rollup_difference ON COMMIT DROP AS
   SELECT ${KEY.join(', ')}, CAST(COALESCE(n.responses, 0) - COALESCE(s.responses, 0) AS integer) AS responses,
     COALESCE(n.weight_ppm, 0) - COALESCE(s.weight_ppm, 0) AS weight_ppm
   FROM rollup s FULL JOIN (${RECOUNT_OF_ALL}) n (${KEY.join(', ')}, responses, weight_ppm) USING (${KEY.join(', ')})
   WHERE s.responses IS DISTINCT FROM n.responses OR s.weight_ppm IS DISTINCT FROM n.weight_ppm`,
  `${INTO} SELECT * FROM rollup_difference ORDER BY ${KEY.join(', ')} ${ADDED}`,
  `DELETE FROM rollup USING rollup_difference d
   WHERE ${KEY.map((column) => `rollup.${column} = d.${column}`).join(' AND ')} AND rollup.responses = 0`,
  'DROP TABLE rollup_difference',
];
/** Two who put the same right one beside the other would do it twice. */
const REBUILD_LOCK = 4_217_213;

/** A row that is not what the ledgers give, in numbers. */
export interface RollupDeviation extends Omit<RollupRow, 'responses' | 'weightPpm'> {
  readonly storedResponses: number;
  readonly storedPpm: number;
  readonly recountedResponses: number;
  readonly recountedPpm: number;
}

/**
 * Rows of a range of days that are not what the ledgers give: both sides in one statement, so that they are of one moment while
 * answers come in. Rollups are read by employee, whether somebody of that number is there or not.
 */
const DEVIATIONS = `
  WITH RECURSIVE rolled_up (id) AS (
    SELECT MIN(employee_id) FROM rollup
    UNION ALL SELECT (SELECT MIN(n.employee_id) FROM rollup n WHERE n.employee_id > o.id) FROM rolled_up o WHERE o.id IS NOT NULL)
  SELECT d."employeeId", d."day", d."touchpointId", d."cellId", d."questionId", d."rating",
         CAST(SUM(d."storedResponses") AS bigint) AS "storedResponses", CAST(SUM(d."storedPpm") AS bigint) AS "storedPpm",
         CAST(SUM(d."recountedResponses") AS bigint) AS "recountedResponses", CAST(SUM(d."recountedPpm") AS bigint) AS "recountedPpm"
  FROM (SELECT r.employee_id AS "employeeId", r.day AS "day", r.touchpoint_id AS "touchpointId", r.cell_id AS "cellId",
               r.question_id AS "questionId", r.rating AS "rating", r.responses AS "storedResponses", r.weight_ppm AS "storedPpm",
               0 AS "recountedResponses", 0 AS "recountedPpm"
        FROM rolled_up e CROSS JOIN rollup r WHERE r.employee_id = e.id AND r.day >= ? AND r.day < ?
        UNION ALL
        SELECT n."employeeId", n."day", n."touchpointId", n."cellId", n."questionId", n."rating", 0, 0, n."responses", n."weightPpm"
        FROM (${RECOUNT_OF_DAYS}) n) d
  GROUP BY d."employeeId", d."day", d."touchpointId", d."cellId", d."questionId", d."rating"
  HAVING SUM(d."storedResponses") <> SUM(d."recountedResponses") OR SUM(d."storedPpm") <> SUM(d."recountedPpm")`;

@Injectable()
export class Rollups implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly regulars: RegularAnswers,
  ) {}

  onModuleInit(): void {
    this.events.on(ResponseRecorded, (event) => {
      if (event.previous?.counts) this.add({ ...event, ...event.previous }, -1);
      if (event.counts) this.add(event, 1);
    });
    this.events.on(ResponseCountingChanged, (event) => {
      if (event.counted !== event.counts) this.add(event, event.counts ? 1 : -1);
    });
    this.events.on(ResponseAttributionChanged, (event) => {
      if (!event.counts) return;
      this.add({ ...event, attributions: event.before }, -1);
      this.add({ ...event, attributions: event.after }, 1);
    });
  }

  /** Counts a contribution (`sign` 1) or takes it back (−1); joins the caller's transaction. */
  add(contribution: Contribution, sign: 1 | -1): void {
    const { countingDay, touchpointId, cellId } = contribution;
    for (const rated of contribution.ratings) {
      for (const { employeeId, sharePpm } of creditsOf(rated, contribution.attributions)) {
        const { questionId, rating } = rated;
        const key = [employeeId, countingDay, touchpointId, cellId, questionId, rating] as const;
        this.database.write(ADD, [...key, sign, sign * sharePpm]);
        if (sign === -1) this.database.write(REMOVE_EMPTY, key);
      }
    }
  }

  /**
   * Compares every stored row with a recount from the ledgers, month by month, and the list of regular customers' answers with
   * theirs. An empty list is the only good answer.
   */
  async verify(): Promise<RollupDifference[]> {
    return this.database.transaction(async () => {
      const differences: RollupDifference[] = [];
      const days = await this.days();
      // A day more at either end: which day an answer counts on was decided by the clock of another zone, perhaps.
      const end = days ? addDays(days.to, 1) : '';
      for (let month = days && monthPeriod(addDays(days.from, -1).slice(0, 7)); month && month.from < end;) {
        differences.push(...(await this.deviations(month)).map(inWords));
        month = monthPeriod(month.to.slice(0, 7));
      }
      const faults = await this.regulars.verify();
      return [...differences.sort((a, b) => (a.key < b.key ? -1 : 1)), ...faults.map(asDifference)];
    });
  }

  /** The rows of these days that are not what the ledgers give. */
  deviations(period: Period): Promise<RollupDeviation[]> {
    return this.database.all<RollupDeviation>(DEVIATIONS, [period.from, period.to, ...onDays(period)]);
  }

  /** From the first day that an answer counts or is counted on to the day after the last; null while there is none. */
  async days(): Promise<Period | null> {
    const ends = await this.database.get<{ first: string | null; last: string | null }>(
      `WITH RECURSIVE rolled_up (id) AS (
         SELECT MIN(employee_id) FROM rollup
         UNION ALL SELECT (SELECT MIN(n.employee_id) FROM rollup n WHERE n.employee_id > o.id) FROM rolled_up o WHERE o.id IS NOT NULL)
       SELECT MIN(x.first) AS "first", MAX(x.last) AS "last" FROM (
         SELECT (SELECT MIN(r.day) FROM rollup r WHERE r.employee_id = e.id) AS first,
                (SELECT MAX(r.day) FROM rollup r WHERE r.employee_id = e.id) AS last FROM rolled_up e
         UNION ALL SELECT p.counting_day, p.counting_day FROM response p
           WHERE p.received_at IN (SELECT MIN(received_at) FROM response UNION ALL SELECT MAX(received_at) FROM response)) x`,
    );
    return ends?.first && ends.last ? { from: ends.first, to: addDays(ends.last, 1) } : null;
  }

  /**
   * Makes the rollups and the list of regular customers' answers what the ledgers give, whatever they are. On SQLite nobody can
   * answer meanwhile; on PostgreSQL whoever does is counted as always.
   * @returns how many rollups there are now
   */
  async rebuild(): Promise<number> {
    return this.database.sortingOnDisk(async () => {
      if (this.database.dialect === 'postgres') {
        await this.database.get('SELECT pg_advisory_xact_lock(?)', [REBUILD_LOCK]);
        for (const statement of PUT_RIGHT) await this.database.run(statement);
      } else {
        await this.database.run('DELETE FROM rollup');
        await this.database.run(`${INTO} ${RECOUNT_OF_ALL}`);
      }
      await this.regulars.rebuild();
      const count = await this.database.get<{ n: number }>('SELECT COUNT(*) AS n FROM rollup');
      return count?.n ?? 0;
    });
  }
}

/** What was expected beforehand credits nobody; a rating about one person credits that one, while still named. */
function creditsOf(
  { part, aboutEmployeeId }: Pick<RatingFact, 'part' | 'aboutEmployeeId'>,
  attributions: readonly Credit[],
): readonly Credit[] {
  if (part === 'expected') return [];
  if (aboutEmployeeId === 0) return attributions;
  return attributions
    .filter(({ employeeId }) => employeeId === aboutEmployeeId)
    .map(({ employeeId }) => ({ employeeId, sharePpm: WHOLE_SHARE }));
}

function asDifference({ employeeId, responseId, fault }: RegularAnswerFault): RollupDifference {
  const [stored, recounted] = fault === 'missing' ? ['–', 'listed'] : ['listed', '–'];
  return { key: `employee ${employeeId}, regular customer's answer ${responseId}`, stored, recounted };
}

/** How many, in words: `2 responses, 2000000 ppm`. */
export const countInWords = (responses: number, ppm: number): string =>
  responses === 0 && ppm === 0 ? '–' : `${responses} responses, ${ppm} ppm`;

function inWords(row: RollupDeviation): RollupDifference {
  return {
    key: `employee ${row.employeeId}, ${row.day}, touchpoint ${row.touchpointId}, cell ${row.cellId}, question ${row.questionId}, rating ${row.rating}`,
    stored: countInWords(row.storedResponses, row.storedPpm),
    recounted: countInWords(row.recountedResponses, row.recountedPpm),
  };
}
