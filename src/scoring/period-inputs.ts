/** Reads rollups as the sufficient statistics the formulas take: counts by employee, cell and rating. */
import { Injectable } from '@nestjs/common';
import { groupedBy, type Period } from '../kernel';
import { Database, rangesUpTo, type SqlValue } from '../platform/database';
import { type EmployeeRatings, ratingsOf } from './calc';
import {
  codedCounts,
  type CodedRow,
  codingOf,
  inOneText,
  type GivenRatings,
  type KnownCell,
  type KnownQuestion,
  type ReadRow,
  readRows,
  rowsIn,
  tableFrom,
} from './coded-counts';
import { type CountRow, deductions, toRatings } from './count-rows';
import { creditedAnswers, type CreditedRow, takenAway } from './left-out-answers';
import { EVERYBODY, numbered, type People, repeatedAnswers, those, without } from './repeated-answers';

/** What a score is computed for. */
export type Unit = 'employee' | 'team' | 'touchpoint' | 'channel' | 'reason' | 'segment';

/** All of them; scores of each are kept when a period is closed. */
export const UNITS_SCORED = [
  'employee', 'team', 'touchpoint', 'channel', 'reason', 'segment',
] as const satisfies readonly Unit[]; // prettier-ignore

/** Each unit's identifying column and the joins it needs. Team is the one the employee belonged to on the day. */
const UNITS: Record<Unit, { key: string; join: string; cells: boolean; peerGroup: string }> = {
  employee: { key: 'e.external_id', join: '', cells: true, peerGroup: 'e.job_family' },
  team: {
    key: 't.external_id',
    join: `JOIN team_membership m ON m.employee_id = r.employee_id AND m.from_day <= r.day AND (m.to_day IS NULL OR m.to_day > r.day)
           JOIN team t ON t.id = m.team_id`,
    // Teams differ by channel: nobody crosses between them often enough to tell channel from team (ADR 9).
    cells: false,
    peerGroup: "'team'",
  },
  touchpoint: {
    key: 'tp.code',
    join: 'JOIN touchpoint tp ON tp.id = r.touchpoint_id',
    cells: false,
    peerGroup: "'touchpoint'",
  },
  channel: { key: 'c.channel', join: '', cells: false, peerGroup: "'channel'" },
  reason: { key: 'c.reason', join: '', cells: false, peerGroup: "'reason'" },
  segment: { key: 'c.segment', join: '', cells: false, peerGroup: "'segment'" },
};

/** What customers who answered more than once about an employee contributed, and how much of it was taken off. */
export interface RepeatCustomers {
  /** Customers who answered more than once. */
  readonly customers: number;
  /** Their answers. */
  readonly answers: number;
  /** What these count together, in millionths of an answer. */
  readonly weightPpm: number;
  /** How much more they would count if each stood for itself. */
  readonly deductedPpm: number;
}

/** What is there about one employee when some answers are left out. */
export interface RatingsLeft {
  /** Ids of the answers about them that are left out, sorted. */
  readonly leftOut: readonly string[];
  /** As `load` would give them if these answers were not there. */
  readonly ratings: EmployeeRatings | undefined;
  /** Of what is left; undefined where nobody answered more than once. */
  readonly repeats: RepeatCustomers | undefined;
}

interface CodedText {
  text: string | null;
}

interface FirstDay {
  day: string | null;
}

interface WhatToRead {
  readonly only?: readonly number[] | undefined;
  /** Every answer counted whole. */
  readonly whole?: boolean;
  /** A month (`YYYY-MM`) takes the place of an employee; for one employee only. */
  readonly byMonth?: boolean;
  readonly before?: boolean;
}

/** So many answers, or a little more, are left out in one statement. */
const LEFT_OUT_AT_ONCE = 2000;

/**
 * Rollups are kept by employee, then day. Going through the employees reads the days asked for and no others; SQLite joins in the
 * order written.
 */
const EVERYBODY_ROLLED_UP = 'employee e CROSS JOIN rollup r';
const inPeriod = ({ where }: People): string => `WHERE r.day >= ? AND r.day < ? ${where}`;
const rolledUpWithin = ({ where, rolledUp = '' }: People): string =>
  `WHERE r.employee_id = e.id AND r.day >= ? AND r.day < ? ${where} ${rolledUp}`;
const rolledUpParams = ({ params, rolledUp }: People): readonly SqlValue[] =>
  rolledUp ? [...params, ...params] : params;

/** From so many employees on, everybody's counts are read in parts, beside each other and beside everybody else. */
const MANY_EMPLOYEES = 2000;
/** As many as to have one of them in memory a few times over: in the thread that reads it, on its way, and here. */
const PARTS = 16;
/** A part is one text, and no text may be longer than half a gigabyte: a year of ten thousand people's answers is far from that. */
const PART = 10_000;

@Injectable()
export class PeriodInputs {
  constructor(private readonly database: Database) {}

  /**
   * Counted answers to questions about the employee, by unit, in a half-open range of local days. The answers of a customer
   * who answered m times about the same employee in the range count 2/(m + 1) each.
   * @param only keeps the statistics of these employees (database ids); everybody's when absent
   */
  async load(period: Period, by: Unit = 'employee', only?: readonly number[]): Promise<EmployeeRatings[]> {
    if (by === 'employee') return ratingsOf(await this.table(period, { only }));
    return toRatings(await this.rows(period, by, { only }), UNITS[by].cells);
  }

  /**
   * Employees' ratings as `load` gives them, column by column: one row per employee is read, and millions of objects are not made.
   * @param options `before`: inside a transaction that has not written what is counted, which may go on meanwhile
   */
  everybody(period: Period, { before = false } = {}): Promise<GivenRatings> {
    return this.table(period, { before });
  }

  /** The same, every answer counted whole: for parameters of a long time, which a regular customer hardly moves. */
  unweighted(period: Period): Promise<GivenRatings> {
    return this.table(period, { whole: true });
  }

  /** All answers at full weight, and once more those of regular customers: in one statement, so that both are of one moment. */
  private async table(
    period: Period,
    { only, whole = false, byMonth = false, before = false }: WhatToRead,
  ): Promise<GivenRatings> {
    // A question that is published from here on has no answers yet.
    const coding = codingOf(
      await this.database.all<KnownQuestion>(
        `SELECT id AS "id", scale_min AS "min", scale_max AS "max" FROM question
         WHERE subject = 'employee' AND scale_min IS NOT NULL`,
      ),
    );
    if (coding.questions.length === 0) return tableFrom([], coding, []);
    const asked = `r.question_id IN (${coding.questions.map(({ id }) => id).join(', ')})`;
    const month = byMonth ? 'substr(r.day, 1, 7)' : '';
    const from = (source: string, answers: string, where: string): string =>
      `SELECT ${month || 'e.external_id'} AS "unit", e.job_family AS "peerGroup", CAST(${answers || 1} AS bigint) AS "answers",
              ${codedCounts(coding)} AS "counts"
       FROM ${source} ${where} ${asked}
       GROUP BY ${['e.id', month, answers].filter(Boolean).join(', ')}`;
    const statement = (people: People): [string, SqlValue[]] => {
      const days = [period.from, period.to, ...people.params];
      const all = from(EVERYBODY_ROLLED_UP, '', `${rolledUpWithin(people)} AND`);
      const rolledUpDays = [period.from, period.to, ...rolledUpParams(people)];
      if (whole) return [all, rolledUpDays];
      const regulars = `${repeatedAnswers(people, byMonth ? 'month' : 'period')} JOIN employee e ON e.id = r.employee_id`;
      return [`${all} UNION ALL ${from(regulars, 'r.answers', 'WHERE')}`, [...rolledUpDays, ...days]];
    };
    const rows = only
      ? readRows(await this.few<CodedRow>(only, statement))
      : await this.inParts(statement, before);
    // Read afterwards: whatever was counted, its cell is there.
    const cells = await this.database.all<KnownCell>(
      'SELECT id AS "id", channel AS "channel", reason AS "reason" FROM cell',
    );
    return tableFrom(rows, coding, cells);
  }

  private async few<R>(
    only: readonly number[],
    statement: (people: People) => [string, SqlValue[]],
  ): Promise<R[]> {
    return only.length === 0 ? [] : this.database.all<R>(...statement(those(only)));
  }

  /**
   * Everybody, by ranges of their numbers. What is read of one employee is of one moment; two employees' may be of two, an answer
   * that comes in meanwhile apart.
   */
  private async inParts(
    statement: (people: People) => [string, SqlValue[]],
    before: boolean,
  ): Promise<ReadRow[]> {
    const last = await this.lastNumber();
    if (last < MANY_EMPLOYEES) return readRows(await this.database.all<CodedRow>(...statement(EVERYBODY)));
    const parts = await Promise.all(
      rangesUpTo(last, Math.max(PARTS, Math.ceil(last / PART))).map(async (range) => {
        const [select, params] = statement(numbered(...range));
        const sql = inOneText(select);
        const read = before
          ? this.database.before<CodedText>(sql, params)
          : this.database.beside<CodedText>(sql, params);
        return rowsIn((await read)[0]?.text ?? null);
      }),
    );
    return parts.flat();
  }

  /** The highest database id of an employee; 0 without any. */
  private async lastNumber(): Promise<number> {
    const row = await this.database.get<{ last: number | null }>('SELECT MAX(id) AS "last" FROM employee');
    return row?.last ?? 0;
  }

  /**
   * By external id, for those about whom somebody answered more than once.
   * @param only of these employees (database ids); everybody's when absent
   */
  repeatCustomers(period: Period, only?: readonly number[]): Promise<Map<string, RepeatCustomers>> {
    return this.repeated(period, only, []);
  }

  /**
   * By external id what is left when these answers are left out, of those whom one of them counts for. A customer's further
   * answers then weigh as if there had been no other.
   * @param only of these employees (database ids); everybody's when absent
   */
  async without(
    period: Period,
    responseIds: readonly string[],
    only?: readonly number[],
  ): Promise<Map<string, RatingsLeft>> {
    const people = new Map<number, { key: string; leftOut: string[] }>();
    for (let at = 0; at < responseIds.length; at += LEFT_OUT_AT_ONCE) {
      const some = responseIds.slice(at, at + LEFT_OUT_AT_ONCE);
      const rows = await this.database.all<CreditedRow>(creditedAnswers(some.length), [
        ...some,
        period.from,
        period.to,
      ]);
      for (const { employeeId, key, responseId } of rows) {
        if (only && !only.includes(employeeId)) continue;
        const person = people.get(employeeId) ?? { key, leftOut: [] };
        people.set(employeeId, person);
        person.leftOut.push(responseId);
      }
    }
    const left = new Map<string, RatingsLeft>();
    for (const some of batches([...people], LEFT_OUT_AT_ONCE)) {
      const ids = some.map(([id]) => id);
      const leftOut = [...new Set(some.flatMap(([, person]) => person.leftOut))];
      const ratings = toRatings(await this.rows(period, 'employee', { only: ids, leftOut }), true);
      const known = new Map(ratings.map((one) => [one.key, { ...one, cells: one.cells.filter(hasAnswers) }]));
      const repeats = await this.repeated(period, ids, leftOut);
      for (const [, { key, leftOut: own }] of some)
        left.set(key, { leftOut: own.sort(), ratings: known.get(key), repeats: repeats.get(key) });
    }
    return left;
  }

  private async repeated(
    period: Period,
    only: readonly number[] | undefined,
    leftOut: readonly string[],
  ): Promise<Map<string, RepeatCustomers>> {
    const asked = without(only ? those(only) : EVERYBODY, leftOut);
    const people = await this.database.all<{ unit: string; customers: number; answers: number }>(
      `SELECT e.external_id AS "unit", CAST(COUNT(DISTINCT r.customer_id) AS bigint) AS "customers",
              CAST(COUNT(DISTINCT r.response_id) AS bigint) AS "answers"
       FROM ${repeatedAnswers(asked)} JOIN employee e ON e.id = r.employee_id GROUP BY e.external_id`,
      [period.from, period.to, ...asked.params],
    );
    const rows = await this.rows(period, 'employee', { only, leftOut, repeatedOnly: true });
    const repeated = groupedBy(rows, ({ unit }) => unit);
    return new Map(
      people.map(({ unit, customers, answers }) => {
        const own = repeated.get(unit) ?? [];
        const deductedPpm = deductions(own, true).reduce((sum, { ppm }) => sum + ppm, 0);
        const full = own.reduce((sum, row) => sum + row.weightPpm, 0);
        return [unit, { customers, answers, weightPpm: full - deductedPpm, deductedPpm }];
      }),
    );
  }

  /** Counted answers about one employee; undefined for somebody without any. */
  async loadOne(externalId: string, period: Period): Promise<EmployeeRatings | undefined> {
    const id = await this.idOf(externalId);
    return id === undefined ? undefined : (await this.load(period, 'employee', [id]))[0];
  }

  /** The first local day that an answer counts on; null while there is none. */
  async firstDay(): Promise<string | null> {
    const sql = `SELECT MIN(own.day) AS "day"
      FROM (SELECT (SELECT MIN(r.day) FROM rollup r WHERE r.employee_id = e.id) AS day FROM employee e) own`;
    const many = (await this.lastNumber()) >= MANY_EMPLOYEES;
    const [row] = await (many ? this.database.before<FirstDay>(sql) : this.database.all<FirstDay>(sql));
    return row?.day ?? null;
  }

  /** As `load` for one employee, month by month: `YYYY-MM` → ratings. */
  async months(externalId: string, period: Period): Promise<Map<string, EmployeeRatings>> {
    const employeeId = await this.idOf(externalId);
    if (employeeId === undefined) return new Map();
    const months = ratingsOf(await this.table(period, { only: [employeeId], byMonth: true }));
    return new Map(months.map((month) => [month.key, { ...month, key: externalId }]));
  }

  /** All answers at full weight, and once more those of regular customers: in one statement, so that both are of one moment. */
  private async rows(
    period: Period,
    by: Unit,
    options: {
      only?: readonly number[] | undefined;
      leftOut?: readonly string[];
      repeatedOnly?: boolean;
    } = {},
  ): Promise<CountRow[]> {
    const { only, leftOut = [], repeatedOnly = false } = options;
    if (only?.length === 0) return [];
    const unit = UNITS[by];
    const from = (source: string, answers: string, where: string): string =>
      `SELECT ${unit.key} AS "unit", ${unit.peerGroup} AS "peerGroup", c.channel AS "channel",
              c.reason AS "reason", q.scale_min AS "scaleMin", q.scale_max AS "scaleMax", r.rating AS "rating",
              CAST(${answers || 1} AS bigint) AS "answers", CAST(SUM(r.weight_ppm) AS bigint) AS "weightPpm"
       FROM ${source}
       JOIN question q ON q.id = r.question_id AND q.subject = 'employee'
       JOIN cell c ON c.id = r.cell_id
       ${unit.join}
       ${where}
       GROUP BY ${unit.key}, e.job_family, c.channel, c.reason, q.scale_min, q.scale_max, r.rating
         ${answers && `, ${answers}`}`;
    const days = [period.from, period.to, ...(only ?? [])];
    const people = only ? those(only) : EVERYBODY;
    const regulars = without(people, leftOut);
    const repeated = from(
      `${repeatedAnswers(regulars)} JOIN employee e ON e.id = r.employee_id`,
      'r.answers',
      '',
    );
    const repeatedParams = [period.from, period.to, ...regulars.params];
    if (repeatedOnly) return this.database.all<CountRow>(repeated, repeatedParams);
    const all = from(EVERYBODY_ROLLED_UP, '', rolledUpWithin(people));
    if (leftOut.length > 0) {
      const gone = `${takenAway(leftOut.length)} JOIN employee e ON e.id = r.employee_id`;
      const taken = from(gone, '', inPeriod(people));
      return this.database.all<CountRow>(`${all} UNION ALL ${taken} UNION ALL ${repeated}`, [
        ...days, ...leftOut, ...days, ...repeatedParams,
      ]); // prettier-ignore
    }
    const both = `${all} UNION ALL ${repeated}`;
    const large = !only && (await this.lastNumber()) >= MANY_EMPLOYEES;
    return this.database[large ? 'beside' : 'all']<CountRow>(both, [...days, ...days]);
  }

  private async idOf(externalId: string): Promise<number | undefined> {
    const row = await this.database.get<{ id: number }>(
      'SELECT id AS "id" FROM employee WHERE external_id = ?',
      [externalId],
    );
    return row?.id;
  }
}

/** In parts of which each leaves out a number of answers, so that statements stay short. */
function batches<T extends readonly [number, { readonly leftOut: readonly string[] }]>(
  people: readonly T[],
  answers: number,
): T[][] {
  const parts: T[][] = [];
  let room = 0;
  for (const person of people) {
    if (room <= 0) {
      parts.push([]);
      room = answers;
    }
    parts.at(-1)?.push(person);
    room -= person[1].leftOut.length;
  }
  return parts;
}

function hasAnswers({ counts }: EmployeeRatings['cells'][number]): boolean {
  return counts.weights.some((ppm) => ppm > 0);
}
