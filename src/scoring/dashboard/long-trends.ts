/** How somebody's level went over twelve months, where it went further than chance would take it. */
import { Injectable } from '@nestjs/common';
import { addDays, groupedBy, normalCdf, type Period, WHOLE_SHARE } from '../../kernel';
import { Clock } from '../../platform/clock';
import { Database, placeholders } from '../../platform/database';
import { score100, slope } from '../calc';
import { KeptValues } from '../kept-values';
import { monthsTo } from './time-line';

/** A slope is told from so many answers, so many standard errors: sixty people are looked at, a few of whom chance moves. */
const LEAST = { answers: 60, months: 6, z: 3.3 } as const;
/** Answers on one scale, 0–100, scatter by at least so much, even where somebody's were all the same. */
const LEAST_SPREAD = 10;
/** Beyond that nobody can imagine the odds. */
const RAREST = 1_000_000;
const MOST_KEPT = 100;

/** Somebody's answers of a month on one scale: how many, how far above the lowest rating they lie together, and the squares of that. */
interface MonthRow {
  employeeId: number;
  name: string;
  month: string;
  min: number;
  max: number;
  weightPpm: number;
  above: number;
  squares: number;
}

export interface LongTrend {
  readonly id: number;
  readonly name: string;
  /** The fitted level, 0–100, in the first and in the last month with answers. */
  readonly from: number;
  readonly to: number;
  readonly z: number;
  /** Chance alone would take somebody as far less than once in so many times: 1, 2 or 5 with zeros. */
  readonly oncePer: number;
}

@Injectable()
export class LongTrends {
  private readonly kept: KeptValues<{ trends: LongTrend[]; answers: number }>;

  constructor(
    private readonly database: Database,
    clock: Clock,
  ) {
    this.kept = new KeptValues(clock, ({ answers }) => answers, MOST_KEPT);
  }

  /**
   * The twelve months to the end of the period, or to today, of everybody who went somewhere; the steepest fall first.
   * @param people employee ids, or everybody
   */
  async of(people: readonly number[] | 'all', period: Period, today: string): Promise<LongTrend[]> {
    if (people.length === 0) return [];
    const last = addDays(period.to, -1) < today ? addDays(period.to, -1) : today;
    const key = `${people === 'all' ? 'all' : people.join()} ${last}`;
    return (await this.kept.get(key, () => this.read(people, monthsTo(last)))).trends;
  }

  private async read(
    people: readonly number[] | 'all',
    months: readonly Period[],
  ): Promise<{ trends: LongTrend[]; answers: number }> {
    const among = people === 'all' ? '' : `AND e.id IN (${placeholders(people.length)})`;
    const rows = await this.database[people === 'all' ? 'beside' : 'all']<MonthRow>(
      `SELECT e.id AS "employeeId", e.name AS "name", substr(r.day, 1, 7) AS "month", q.scale_min AS "min", q.scale_max AS "max",
              CAST(SUM(r.weight_ppm) AS bigint) AS "weightPpm", CAST(SUM(r.weight_ppm * (r.rating - q.scale_min)) AS bigint) AS "above",
              CAST(SUM(r.weight_ppm * (r.rating - q.scale_min) * (r.rating - q.scale_min)) AS bigint) AS "squares"
       FROM employee e CROSS JOIN rollup r JOIN question q ON q.id = r.question_id AND q.subject = 'employee'
       WHERE r.employee_id = e.id AND r.day >= ? AND r.day < ? ${among}
       GROUP BY e.id, e.name, substr(r.day, 1, 7), q.scale_min, q.scale_max`,
      [months[0]!.from, months.at(-1)!.to, ...(people === 'all' ? [] : people)],
    );
    const trends = [...groupedBy(rows, ({ employeeId }) => String(employeeId)).values()]
      .flatMap((own) => trendOf(own, months) ?? [])
      .sort((a, b) => a.z - b.z);
    return { trends, answers: rows.reduce((sum, { weightPpm }) => sum + weightPpm, 0) / WHOLE_SHARE };
  }
}

function trendOf(own: readonly MonthRow[], months: readonly Period[]): LongTrend | null {
  const [first] = own;
  const monthly = groupedBy(own, ({ month }) => month);
  const levels = months.flatMap((month, at) => {
    const answers = monthly.get(month.from.slice(0, 7));
    return answers ? [{ at, ...levelOf(answers) }] : [];
  });
  const n = levels.reduce((sum, level) => sum + level.n, 0);
  if (n < LEAST.answers || levels.length < LEAST.months) return null;
  // One spread for all months: a good month has few answers apart, and would weigh as if it were sure.
  const within = levels.reduce((sum, level) => sum + level.squares, 0) / Math.max(1, n - levels.length);
  const spread = Math.max(LEAST_SPREAD ** 2, within);
  const line = slope(levels.map((level) => ({ ...level, variance: spread / level.n })));
  if (!first || !line || Math.abs(line.z) < LEAST.z) return null;
  const mean = levels.reduce((sum, level) => sum + level.n * level.value, 0) / n;
  const middle = levels.reduce((sum, level) => sum + level.n * level.at, 0) / n;
  const at = (step: number) => Math.min(100, Math.max(0, mean + line.perStep * (step - middle)));
  return {
    id: first.employeeId,
    name: first.name,
    from: at(levels[0]!.at),
    to: at(levels.at(-1)!.at),
    z: line.z,
    oncePer: oncePer(line.z),
  };
}

/** A month's answers, their mean on 0–100, and the squares of how far they lie from it, summed. */
function levelOf(rows: readonly MonthRow[]): { n: number; value: number; squares: number } {
  let [n, sum, squares] = [0, 0, 0];
  for (const { min, max, weightPpm, above, squares: squared } of rows) {
    const step = score100(min + 1, { min, max });
    n += weightPpm / WHOLE_SHARE;
    sum += (step * above) / WHOLE_SHARE;
    squares += (step * step * squared) / WHOLE_SHARE;
  }
  return { n, value: sum / n, squares: Math.max(0, squares - (sum * sum) / n) };
}

/** The odds of going as far one way by chance, rounded down to 1, 2 or 5 with zeros. */
function oncePer(z: number): number {
  const times = 1 / Math.max(normalCdf(-Math.abs(z)), 1 / RAREST);
  const power = 10 ** Math.floor(Math.log10(times));
  return power * (times / power >= 5 ? 5 : times / power >= 2 ? 2 : 1);
}
