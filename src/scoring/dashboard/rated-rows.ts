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
    const asked = DIMENSIONS.filter((name) => dimensions.includes(name));
    const days = byDay ? ['day'] : [];
    const summedBy = [...new Set(asked.map((name) => COLUMNS[name].summedBy))];
    const summed = [...days.map((day) => `r.${day}`), ...summedBy, 'r.question_id', 'r.rating'].join(', ');
    const named = [...days.map((day) => `x.${day}`), ...asked.map((name) => COLUMNS[name].name)];
    const column = (name: Dimension) => (asked.includes(name) ? COLUMNS[name].name : `''`);
    // Through the employees, each one's days and no others; by numbers first, since there are fewer names to look up of the sums.
    const rows = await this.database[how]<StoredRow>(
      `SELECT ${byDay ? 'x.day' : `''`} AS "day", ${DIMENSIONS.map((name) => `${column(name)} AS "${name}"`).join(', ')},
              x.question_id AS "questionId", x.rating AS "rating", CAST(SUM(x.weight_ppm) AS bigint) AS "weightPpm"
       FROM (SELECT ${summed}, SUM(r.weight_ppm) AS weight_ppm
             FROM employee e CROSS JOIN rollup r
             ${
               asked.includes('team')
                 ? `LEFT JOIN team_membership m ON m.employee_id = r.employee_id AND m.from_day <= r.day
                      AND (m.to_day IS NULL OR m.to_day > r.day)`
                 : ''
             }
             WHERE r.employee_id = e.id AND r.day >= ? AND r.day < ? ${employeeId === undefined ? '' : 'AND e.id = ?'}
               AND r.question_id IN (SELECT id FROM question WHERE subject = 'employee' OR kind IN ('nps', 'ces'))
             GROUP BY ${summed}) x
       ${summedBy.includes('r.cell_id') ? 'JOIN cell c ON c.id = x.cell_id' : ''}
       ${summedBy.includes('r.touchpoint_id') ? 'JOIN touchpoint tp ON tp.id = x.touchpoint_id' : ''}
       GROUP BY ${[...named, 'x.question_id', 'x.rating'].join(', ')}`,
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
