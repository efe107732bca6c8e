/** Reads the rollups as rows of counts for a selection. What it reads does not grow with the number of responses. */
import { Injectable } from '@nestjs/common';
import { addDays, type Period, WHOLE_SHARE } from '../../kernel';
import { Database, type SqlValue } from '../../platform/database';
import { Clock } from '../../platform/clock';
import { KeptValues } from '../kept-values';
import {
  DIMENSIONS,
  type Dimension,
  type Filters,
  type Measured,
  type RatedRow,
  summedBy,
} from './selection';

interface StoredRow {
  day: string;
  team: string;
  touchpoint: string;
  channel: string;
  reason: string;
  segment: string;
  questionId: number;
  rating: number;
  weightPpm: number;
}

interface QuestionRow {
  id: number;
  surveyVersionId: number;
  kind: string;
  subject: string;
  about: string;
  min: number;
  max: number;
}

export interface Reading {
  readonly period: Period;
  /** Told apart; the others are ''. */
  readonly dimensions: readonly Dimension[];
  readonly byDay?: boolean;
  /** Only what meets these. */
  readonly filters?: Filters;
  /** Answers credited to this employee only. */
  readonly employeeId?: number | undefined;
}

/** One reading, told apart in several ways. */
export interface ToldApart {
  /** By the dimensions asked for. */
  readonly rows: readonly RatedRow[];
  /** By these and one more. */
  readonly by: ReadonlyMap<Dimension, readonly RatedRow[]>;
}

/** What each is called (`c` the kind of contact, `tp` the touchpoint, `x` the sums), and the column of the rollups or the team that is summed by. */
const COLUMNS: Readonly<Record<Dimension, { readonly name: string; readonly summedBy: string }>> = {
  team: { name: `COALESCE(CAST(x.team_id AS varchar), '')`, summedBy: 'm.team_id' },
  touchpoint: { name: 'tp.code', summedBy: 'r.touchpoint_id' },
  channel: { name: 'c.channel', summedBy: 'r.cell_id' },
  reason: { name: 'c.reason', summedBy: 'r.cell_id' },
  segment: { name: 'c.segment', summedBy: 'r.cell_id' },
};

/** Pages are looked at together and again; what they read is kept this long. */
const KEPT_MS = 20_000;
const MOST_KEPT = 200;

@Injectable()
export class RatedRows {
  private readonly kept: KeptValues<readonly RatedRow[]>;
  private readonly keptApart: KeptValues<ToldApart>;

  constructor(
    private readonly database: Database,
    clock: Clock,
  ) {
    this.kept = new KeptValues(clock, answersIn, MOST_KEPT);
    this.keptApart = new KeptValues(clock, ({ rows }) => answersIn(rows), MOST_KEPT);
  }

  /** Counted ratings of the people's service, of recommendation and of effort in a half-open range of local days. */
  load(reading: Reading): Promise<readonly RatedRow[]> {
    return this.kept.get(JSON.stringify(reading), () => this.read(reading), KEPT_MS);
  }

  /**
   * What meets the filters, day by day, over the calendar years that the period touches, each read by itself: whatever looks back
   * shares them. Reasons are always told apart, because the weeks of each are looked at beside the line over time.
   */
  async years(period: Period, filters: Filters): Promise<readonly RatedRow[]> {
    const dimensions = DIMENSIONS.filter((name) => name === 'reason' || filters[name] !== undefined);
    const rows = await Promise.all(
      yearsOf(period).map((year) =>
        this.load({
          period: { from: `${year}-01-01`, to: `${year + 1}-01-01` },
          dimensions,
          byDay: true,
          filters,
        }),
      ),
    );
    return rows.flat();
  }

  /**
   * Everybody's of a period by the dimensions of `told`, and by these and each other one: a handful of rows each, where all dimensions
   * together have nearly as many as there are answers.
   */
  toldApart(period: Period, told: readonly Dimension[]): Promise<ToldApart> {
    return this.keptApart.get(JSON.stringify([period, told]), () => this.readApart(period, told), KEPT_MS);
  }

  private async read(reading: Reading): Promise<RatedRow[]> {
    const { period, dimensions, byDay = false, filters = {}, employeeId } = reading;
    // Everybody's take seconds where there are millions: nobody who answers meanwhile waits for them.
    const how = employeeId === undefined ? 'beside' : 'all';
    const questions = await this.questions(how);
    const asked = DIMENSIONS.filter((name) => dimensions.includes(name));
    const conditions = conditionsOf(filters, employeeId);
    const rows = await this.database[how]<StoredRow>(
      named(asked, `(${summed(asked, byDay, conditions)}) x`, byDay),
      [period.from, period.to, ...conditions.map(({ value }) => value)],
    );
    return rated(rows, questions);
  }

  private async readApart(period: Period, told: readonly Dimension[]): Promise<ToldApart> {
    const questions = await this.questions('beside');
    const sets = DIMENSIONS.map((one) => DIMENSIONS.filter((name) => name === one || told.includes(name)));
    const keys = [...new Set(sets.map((names) => names.join()))];
    // Read once: every way of telling apart is summed from the same rows.
    const rows = await this.database.beside<StoredRow & { way: string }>(
      `WITH x AS MATERIALIZED (${summed(DIMENSIONS)})
       ${keys.map((key) => named(key.split(',') as Dimension[], 'x', false, key)).join(' UNION ALL ')}`,
      [period.from, period.to],
    );
    const ways = new Map<string, StoredRow[]>(keys.map((key) => [key, []]));
    for (const { way, ...row } of rows) ways.get(way)?.push(row);
    const found = new Map([...ways].map(([key, own]) => [key, rated(own, questions)]));
    const by = new Map(DIMENSIONS.map((name, at) => [name, found.get(sets[at]?.join() ?? '') ?? []]));
    return { rows: summedBy(found.get(keys[0] ?? '') ?? [], told), by };
  }

  private async questions(how: 'beside' | 'all'): Promise<Questions> {
    const rows = await this.database[how]<QuestionRow>(
      `SELECT id AS "id", survey_version_id AS "surveyVersionId", kind AS "kind", subject AS "subject",
              about AS "about", scale_min AS "min", scale_max AS "max"
       FROM question WHERE scale_min IS NOT NULL AND (subject = 'employee' OR kind IN ('nps', 'ces'))`,
    );
    return new Map(
      rows.map(({ id, surveyVersionId, kind, subject, about, min, max }) => {
        const measured: Measured = subject === 'employee' ? 'service' : kind === 'nps' ? 'nps' : 'ces';
        return [id, { surveyVersionId, measured, perPerson: about === 'each', min, max }];
      }),
    );
  }
}

type Questions = ReadonlyMap<
  number,
  Omit<RatedRow, Dimension | 'day' | 'questionId' | 'rating' | 'weightPpm'>
>;

function rated(rows: readonly StoredRow[], questions: Questions): RatedRow[] {
  return rows.flatMap((row) => {
    const question = questions.get(row.questionId);
    return question ? [{ ...row, ...question }] : [];
  });
}

const keysOf = (dimensions: readonly Dimension[]): string[] => [
  ...new Set(dimensions.map((name) => COLUMNS[name].summedBy)),
];

/** On rows `r` of rollups about an employee `e` in a team `m`. */
interface Condition {
  readonly sql: string;
  readonly value: SqlValue;
}

function conditionsOf(filters: Filters, employeeId: number | undefined): Condition[] {
  const { team, touchpoint } = filters;
  const conditions: Condition[] = [];
  if (employeeId !== undefined) conditions.push({ sql: 'e.id = ?', value: employeeId });
  if (team !== undefined)
    conditions.push({ sql: `COALESCE(CAST(m.team_id AS varchar), '') = ?`, value: team });
  // Who never was in the team is not gone through.
  const ever = 'e.id IN (SELECT employee_id FROM team_membership WHERE CAST(team_id AS varchar) = ?)';
  if (team) conditions.push({ sql: ever, value: team });
  if (touchpoint !== undefined)
    conditions.push({
      sql: 'r.touchpoint_id IN (SELECT id FROM touchpoint WHERE code = ?)',
      value: touchpoint,
    });
  for (const name of ['channel', 'reason', 'segment'] as const) {
    const value = filters[name];
    if (value !== undefined)
      conditions.push({ sql: `r.cell_id IN (SELECT id FROM cell WHERE ${name} = ?)`, value });
  }
  return conditions;
}

/**
 * Sums by number, before anything has a name: there are fewer names to look up of the sums. Through the employees, each one's days and no
 * others. Its parameters are the first day, the day after the last one, and the values of the conditions, which ask for nothing but
 * employees and dimensions told apart.
 */
function summed(
  dimensions: readonly Dimension[],
  byDay = false,
  conditions: readonly Condition[] = [],
): string {
  const summedBy = [...(byDay ? ['r.day'] : []), ...keysOf(dimensions), 'r.question_id', 'r.rating'].join(
    ', ',
  );
  const team = `LEFT JOIN team_membership m ON m.employee_id = r.employee_id AND m.from_day <= r.day
                  AND (m.to_day IS NULL OR m.to_day > r.day)`;
  return `SELECT ${summedBy}, SUM(r.weight_ppm) AS weight_ppm
          FROM employee e CROSS JOIN rollup r ${dimensions.includes('team') ? team : ''}
          WHERE r.employee_id = e.id AND r.day >= ? AND r.day < ? ${conditions.map(({ sql }) => `AND ${sql}`).join(' ')}
            AND r.question_id IN (SELECT id FROM question WHERE subject = 'employee' OR kind IN ('nps', 'ces'))
          GROUP BY ${summedBy}`;
}

/** The sums `x` with the names of the dimensions, the others ''. @param way what the rows are called, where several ways are read */
function named(dimensions: readonly Dimension[], x: string, byDay: boolean, way?: string): string {
  const keys = keysOf(dimensions);
  const names = [...(byDay ? ['x.day'] : []), ...dimensions.map((name) => COLUMNS[name].name)];
  const column = (name: Dimension) => (dimensions.includes(name) ? COLUMNS[name].name : `''`);
  return `SELECT ${way === undefined ? '' : `'${way}' AS "way", `}${byDay ? 'x.day' : `''`} AS "day",
                 ${DIMENSIONS.map((name) => `${column(name)} AS "${name}"`).join(', ')},
                 x.question_id AS "questionId", x.rating AS "rating", CAST(SUM(x.weight_ppm) AS bigint) AS "weightPpm"
          FROM ${x}
          ${keys.includes('r.cell_id') ? 'JOIN cell c ON c.id = x.cell_id' : ''}
          ${keys.includes('r.touchpoint_id') ? 'JOIN touchpoint tp ON tp.id = x.touchpoint_id' : ''}
          GROUP BY ${[...names, 'x.question_id', 'x.rating'].join(', ')}`;
}

/** The calendar years touched. */
export function yearsOf({ from, to }: Period): number[] {
  const [first, last] = [Number(from.slice(0, 4)), Number(addDays(to, -1).slice(0, 4))];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function answersIn(rows: readonly RatedRow[]): number {
  return rows.reduce((sum, { weightPpm }) => sum + weightPpm, 0) / WHOLE_SHARE;
}
