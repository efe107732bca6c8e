/** Reads the rollups as rows of counts for a selection. What it reads does not grow with the number of responses. */
import { Injectable } from '@nestjs/common';
import { addDays, type Period, WHOLE_SHARE } from '../../kernel';
import { Database } from '../../platform/database';
import { Clock } from '../../platform/clock';
import { KeptValues } from '../kept-values';
import { DIMENSIONS, type Dimension, type Filters, type Measured, type RatedRow } from './selection';

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
  /** Answers credited to this employee only. */
  readonly employeeId?: number | undefined;
}

const COLUMNS: Readonly<Record<Dimension, string>> = {
  team: `COALESCE(CAST(m.team_id AS varchar), '')`,
  touchpoint: 'tp.code',
  channel: 'c.channel',
  reason: 'c.reason',
  segment: 'c.segment',
};

/** Pages are looked at together and again; what they read is kept this long. */
const KEPT_MS = 20_000;
const MOST_KEPT = 60;

@Injectable()
export class RatedRows {
  private readonly kept: KeptValues<readonly RatedRow[]>;

  constructor(
    private readonly database: Database,
    clock: Clock,
  ) {
    this.kept = new KeptValues(clock, answersIn, MOST_KEPT);
  }

  /** Counted ratings of the people's service, of recommendation and of effort in a half-open range of local days. */
  load(reading: Reading): Promise<readonly RatedRow[]> {
    return this.kept.get(JSON.stringify(reading), () => this.read(reading), KEPT_MS);
  }

  /**
   * The same day by day, over the calendar years that the period touches, each read by itself: whatever looks back shares them.
   * Reasons are always told apart, because the weeks of each are looked at beside the line over time.
   */
  async years(period: Period, filters: Filters, employeeId?: number): Promise<readonly RatedRow[]> {
    const dimensions = DIMENSIONS.filter((name) => name === 'reason' || filters[name] !== undefined);
    const rows = await Promise.all(
      yearsOf(period).map((year) =>
        this.load({
          period: { from: `${year}-01-01`, to: `${year + 1}-01-01` },
          dimensions,
          byDay: true,
          employeeId,
        }),
      ),
    );
    return rows.flat();
  }

  private async read({ period, dimensions, byDay = false, employeeId }: Reading): Promise<RatedRow[]> {
    // Everybody's take seconds where there are millions: nobody who answers meanwhile waits for them.
    const how = employeeId === undefined ? 'beside' : 'all';
    const questions = await this.questions(how);
    const columns = DIMENSIONS.map(
      (name) => [name, dimensions.includes(name) ? COLUMNS[name] : undefined] as const,
    );
    const grouped = [...(byDay ? ['r.day'] : []), ...columns.flatMap(([, column]) => column ?? [])];
    const rows = await this.database[how]<StoredRow>(
      `SELECT ${byDay ? 'r.day' : `''`} AS "day", ${columns.map(([name, column]) => `${column ?? `''`} AS "${name}"`).join(', ')},
              r.question_id AS "questionId", r.rating AS "rating", CAST(SUM(r.weight_ppm) AS bigint) AS "weightPpm"
       FROM rollup r
       JOIN question q ON q.id = r.question_id AND (q.subject = 'employee' OR q.kind IN ('nps', 'ces'))
       JOIN cell c ON c.id = r.cell_id
       JOIN touchpoint tp ON tp.id = r.touchpoint_id
       ${
         dimensions.includes('team')
           ? `LEFT JOIN team_membership m ON m.employee_id = r.employee_id AND m.from_day <= r.day
                AND (m.to_day IS NULL OR m.to_day > r.day)`
           : ''
       }
       WHERE r.day >= ? AND r.day < ? ${employeeId === undefined ? '' : 'AND r.employee_id = ?'}
       GROUP BY ${[...grouped, 'r.question_id', 'r.rating'].join(', ')}`,
      [period.from, period.to, ...(employeeId === undefined ? [] : [employeeId])],
    );
    return rows.flatMap((row) => {
      const question = questions.get(row.questionId);
      return question ? [{ ...row, ...question }] : [];
    });
  }

  private async questions(
    how: 'beside' | 'all',
  ): Promise<Map<number, Omit<RatedRow, Dimension | 'day' | 'questionId' | 'rating' | 'weightPpm'>>> {
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

/** The calendar years touched. */
export function yearsOf({ from, to }: Period): number[] {
  const [first, last] = [Number(from.slice(0, 4)), Number(addDays(to, -1).slice(0, 4))];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function answersIn(rows: readonly RatedRow[]): number {
  return rows.reduce((sum, { weightPpm }) => sum + weightPpm, 0) / WHOLE_SHARE;
}
