/**
 * Targets relative to last year: threshold, target and maximum of the customers' line around the organization's mean of the
 * trailing year, a multiple of the real differences between people (τ) to either side (measurement rules, "curve").
 */
import { Injectable } from '@nestjs/common';
import { addDays } from '../kernel';
import { Calendar } from '../organization';
import { QuestionMeans } from '../scoring';
import { evaluationErrors } from './evaluations.errors';
import type { PlanDefinitionInput } from './plan-definition';

const YEAR_DAYS = 365;
/** Of the scoring formula, for people without peers; they do not enter the mean of peers. */
const ANY_TARGET = 80;

@Injectable()
export class PlanTargets {
  constructor(
    private readonly calendar: Calendar,
    private readonly means: QuestionMeans,
  ) {}

  /**
   * The definition with relative targets worked out from the year up to today; others are left as they are.
   * @throws DomainError `plan_reference_missing` while there is nothing to work them out from
   */
  async settle(definition: PlanDefinitionInput): Promise<PlanDefinitionInput> {
    const line = Array.isArray(definition.lines)
      ? definition.lines.find((candidate) => candidate.kind === 'customer_opinion')
      : undefined;
    if (!line?.relative) return definition;
    const to = await this.calendar.today();
    const from = addDays(to, -YEAR_DAYS);
    const level = await this.means.reference({ from, to }, ANY_TARGET);
    if (!level || level.spread === 0) throw evaluationErrors.plan_reference_missing({ from, to }, '/lines');
    const { shift = 0, spread = 1 } = line.relative;
    const target = tenth(level.mean + shift);
    const side = Math.max(0.1, tenth(level.spread * spread));
    const settled = {
      ...line,
      threshold: Math.max(0, tenth(target - side)),
      target,
      maximum: Math.min(100, tenth(target + side)),
      relative: {
        shift,
        spread,
        reference: { from, to, mean: tenth(level.mean), spread: tenth(level.spread), people: level.people },
      },
    };
    return { ...definition, lines: definition.lines.map((other) => (other === line ? settled : other)) };
  }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
