/**
 * Results of goals and observations: imported or entered, person by person, each kept for ever. The newest result of a goal
 * counts; of observations and tests the mean of all. Said again under the same external id, a result is corrected; said again
 * without a number, it is withdrawn.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { parseRational, rational, rationals } from '../kernel';
import { Employees, organizationErrors } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { parseInput, zDay, zExternalId, zText } from '../platform/errors';
import type { CycleState } from './cycle-states';
import { Cycles } from './cycles.service';
import { evaluationErrors } from './evaluations.errors';
import type { PlanLineDefinition } from './plan-lines';
import { Plans } from './plans.service';

/** Six digits after the point and twelve before it. */
const zDecimal = z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/);

export const zLineResult = z.strictObject({
  employee: zExternalId.describe('External id of the person.'),
  line: z.string().max(40).describe('Key of a line of the kind `goal` or `observation`.'),
  externalId: zExternalId
    .default('result')
    .describe('Tells several observations apart; the same again corrects one.'),
  day: zDay.nullish().describe('Day of the observation or test; it counts in the period only.'),
  result: zDecimal.nullable().describe('The number as text; null withdraws the result.'),
  targets: z
    .strictObject({ threshold: zDecimal, target: zDecimal, maximum: zDecimal })
    .nullish()
    .describe('The person’s own targets, where the plan allows them.'),
  note: zText(500).nullish(),
});
export const zLineResults = z.strictObject({ results: z.array(zLineResult).min(1).max(10_000) });
export type LineResultInput = z.input<typeof zLineResult>;

/** What a line knows of one person. */
export interface FoundResult {
  /** Decimal; the mean of observations has six digits. */
  score: string;
  /** Observations counted; one for a goal. */
  results: number;
  targets: { threshold: string; target: string; maximum: string } | null;
  note: string | null;
}

interface ResultRow {
  employeeId: number;
  lineKey: string;
  externalId: string;
  onDay: string | null;
  result: string | null;
  threshold: string | null;
  target: string | null;
  maximum: string | null;
  note: string | null;
}

/** Before anything is calculated for good. */
const OPEN_TO_RESULTS: readonly CycleState[] = ['draft', 'shadow', 'open', 'collecting'];
const OBSERVED = { lowest: '0', highest: '100' } as const;

@Injectable()
export class LineResults {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly employees: Employees,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
  ) {}

  /**
   * Records all results, or none of them.
   * @throws DomainError `not_found`, `cycle_wrong_state`, `validation_failed`, `employee_unknown`, `line_takes_no_results`,
   *   `result_out_of_range`, `own_targets_not_allowed`, `plan_targets_order`
   */
  async record(cycleId: number, given: readonly LineResultInput[], actor: string): Promise<number> {
    const { results } = parseInput(zLineResults, { results: given });
    await this.database.transaction(async () => {
      const cycle = await this.cycles.locked(cycleId);
      if (!OPEN_TO_RESULTS.includes(cycle.state))
        throw evaluationErrors.cycle_wrong_state({ action: 'record_results', state: cycle.state });
      const { definition } = await this.plans.version(cycle.planVersionId);
      const known = await this.employees.byExternalIds(results.map(({ employee }) => employee));
      const now = this.clock.now();
      for (const [index, row] of results.entries()) {
        const employee = known.get(row.employee);
        if (!employee)
          throw organizationErrors.employee_unknown({ employee: row.employee }, `/results/${index}/employee`);
        checkResult(definition.lines, row, index);
        await this.database.run(
          `INSERT INTO line_result (id, cycle_id, employee_id, line_key, external_id, on_day, result, threshold, target,
             maximum, note, recorded_by, recorded_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            newId(),
            cycleId,
            employee.id,
            row.line,
            row.externalId,
            row.day ?? null,
            row.result,
            row.targets?.threshold ?? null,
            row.targets?.target ?? null,
            row.targets?.maximum ?? null,
            row.note ?? null,
            actor,
            now,
          ],
        );
      }
      const lines = [...new Set(results.map(({ line }) => line))].sort();
      await this.audit.record({
        actor,
        action: 'line_results.recorded',
        subject: `cycle:${cycleId}`,
        details: { results: results.length, lines },
      });
    });
    return results.length;
  }

  /** By employee id and line: what counts in the period. */
  async found(
    cycleId: number,
    period: { readonly from: string; readonly to: string },
    lines: readonly PlanLineDefinition[],
  ): Promise<Map<number, Map<string, FoundResult>>> {
    const rows = await this.database.all<ResultRow>(
      `SELECT employee_id AS "employeeId", line_key AS "lineKey", external_id AS "externalId", on_day AS "onDay",
              result AS "result", threshold AS "threshold", target AS "target", maximum AS "maximum", note AS "note"
       FROM line_result WHERE cycle_id = ? ORDER BY employee_id, line_key, recorded_at, id`,
      [cycleId],
    );
    const grouped = new Map<number, Map<string, ResultRow[]>>();
    for (const row of rows) {
      const own = grouped.get(row.employeeId) ?? new Map<string, ResultRow[]>();
      grouped.set(row.employeeId, own.set(row.lineKey, [...(own.get(row.lineKey) ?? []), row]));
    }
    const result = new Map<number, Map<string, FoundResult>>();
    for (const [employeeId, own] of grouped) {
      const found = new Map<string, FoundResult>();
      for (const line of lines) {
        const score = scoreOf(line, own.get(line.key) ?? [], period);
        if (score) found.set(line.key, score);
      }
      result.set(employeeId, found);
    }
    return result;
  }
}

function checkResult(
  lines: readonly PlanLineDefinition[],
  { line: key, result, targets }: z.output<typeof zLineResult>,
  index: number,
): void {
  const line = lines.find((candidate) => candidate.key === key);
  if (line?.kind !== 'goal' && line?.kind !== 'observation')
    throw evaluationErrors.line_takes_no_results({ line: key }, `/results/${index}/line`);
  const { compare } = rationals;
  if (line.kind === 'observation' && result !== null) {
    const value = parseRational(result);
    const [lowest, highest] = [parseRational(OBSERVED.lowest), parseRational(OBSERVED.highest)];
    if (compare(value, lowest) < 0 || compare(value, highest) > 0)
      throw evaluationErrors.result_out_of_range({ ...OBSERVED, result }, `/results/${index}/result`);
  }
  if (!targets) return;
  if (line.kind !== 'goal' || !line.ownTargets)
    throw evaluationErrors.own_targets_not_allowed({ line: key }, `/results/${index}/targets`);
  const [threshold, target, maximum] = [targets.threshold, targets.target, targets.maximum].map(
    parseRational,
  );
  const sign = line.direction === 'lower' ? -1 : 1;
  const rises =
    threshold &&
    target &&
    maximum &&
    sign * compare(target, threshold) > 0 &&
    sign * compare(maximum, target) > 0;
  if (!rises) throw evaluationErrors.plan_targets_order({ line: key }, `/results/${index}/targets`);
}

function scoreOf(
  line: PlanLineDefinition,
  rows: readonly ResultRow[],
  period: { readonly from: string; readonly to: string },
): FoundResult | undefined {
  const newest = [...new Map(rows.map((row) => [row.externalId, row])).values()];
  if (line.kind === 'goal') {
    const last = rows.at(-1);
    if (!last || last.result === null) return undefined;
    const { threshold, target, maximum, note } = last;
    const targets =
      threshold !== null && target !== null && maximum !== null ? { threshold, target, maximum } : null;
    return { score: last.result, results: 1, targets, note };
  }
  if (line.kind !== 'observation') return undefined;
  const counted = newest.filter(
    ({ onDay, result }) => result !== null && (onDay === null || (onDay >= period.from && onDay < period.to)),
  );
  if (counted.length < line.minimumResults) return undefined;
  const sum = rationals.sumRationals(counted.map(({ result }) => parseRational(result ?? '0')));
  const mean = rationals.divide(sum, rational(counted.length));
  return { score: rationals.toDecimalString(mean, 6), results: counted.length, targets: null, note: null };
}
