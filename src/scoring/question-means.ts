/** What customers answered to one question about each employee, and last year's level and differences: what plans are set by. */
import { Injectable } from '@nestjs/common';
import { groupedBy, type Period, rational, rationals } from '../kernel';
import { Database } from '../platform/database';
import { scorePeriod } from './calc';
import { PeriodInputs } from './period-inputs';

/** What one employee was answered. */
export interface QuestionMean {
  employeeId: number;
  answers: number;
  /** From 0, the lowest answer of the scale, to 100; six digits. */
  mean: string;
}

interface MeanRow {
  employeeId: number;
  answers: number;
  weightPpm: number;
  /** Σ weight × steps above the lowest answer. */
  stepsPpm: number;
  range: number;
}

/** How an organization's people scored in a period. */
export interface ReferenceLevel {
  /** Mean of the peer groups' means and pooled τ, both weighted by people; on 0–100. */
  mean: number;
  spread: number;
  people: number;
}

@Injectable()
export class QuestionMeans {
  constructor(
    private readonly database: Database,
    private readonly inputs: PeriodInputs,
  ) {}

  /**
   * Counted answers of a half-open range of local days to one question of a survey, over all its versions. A regular
   * customer's answers count whole. Inside a transaction as it was before it began.
   */
  async of(survey: string, question: string, period: Period): Promise<QuestionMean[]> {
    const rows = await this.database.before<MeanRow>(
      `SELECT r.employee_id AS "employeeId", CAST(SUM(r.responses) AS bigint) AS "answers",
              CAST(SUM(r.weight_ppm) AS bigint) AS "weightPpm",
              CAST(SUM(r.weight_ppm * (r.rating - q.scale_min)) AS bigint) AS "stepsPpm",
              q.scale_max - q.scale_min AS "range"
       FROM employee e CROSS JOIN rollup r JOIN question q ON q.id = r.question_id
       JOIN survey_version v ON v.id = q.survey_version_id JOIN survey s ON s.id = v.survey_id
       WHERE r.employee_id = e.id AND r.day >= ? AND r.day < ? AND s.key = ? AND q.key = ? AND q.part <> 'expected'
       GROUP BY r.employee_id, q.scale_max - q.scale_min ORDER BY r.employee_id`,
      [period.from, period.to, survey, question],
    );
    return [...groupedBy(rows, ({ employeeId }) => employeeId)].flatMap(([employeeId, own]) =>
      meanOf(employeeId, own),
    );
  }

  /** Null while nobody can be compared with anybody. @param target 0–100, for the formula's priors only */
  async reference(period: Period, target: number): Promise<ReferenceLevel | null> {
    const { groups } = scorePeriod({ target, employees: await this.inputs.unweighted(period) });
    const compared = groups.filter(({ basis }) => basis === 'peers');
    const people = compared.reduce((sum, group) => sum + group.employees, 0);
    if (people === 0) return null;
    const weighted = (value: (group: (typeof groups)[number]) => number): number =>
      compared.reduce((sum, group) => sum + group.employees * value(group), 0) / people;
    return { mean: weighted(({ mu }) => mu), spread: Math.sqrt(weighted(({ tau2 }) => tau2)), people };
  }
}

/** Exact until it is rounded once: scales of other lengths are brought to 0–100 before they are added. */
function meanOf(employeeId: number, rows: readonly MeanRow[]): QuestionMean[] {
  const weight = rows.reduce((sum, row) => sum + row.weightPpm, 0);
  if (weight === 0 || rows.some(({ range }) => range <= 0)) return [];
  const total = rationals.sumRationals(rows.map((row) => rational(100 * row.stepsPpm, row.range)));
  const mean = rationals.toDecimalString(rationals.divide(total, rational(weight)), 6);
  return [{ employeeId, answers: rows.reduce((sum, row) => sum + row.answers, 0), mean }];
}
