/**
 * Ways to score and pay a simulated company: the plain ones in use elsewhere, and the product's own code. All pay by the
 * same curve around the true scores, so that only the estimate differs.
 */
import { Z95 } from '../../src/kernel';
import { expectedPayout, type PayoutCurve, targetCurve } from '../../src/payouts/calc';
import {
  type EmployeeRatings,
  type EmployeeScore,
  type PeriodScores,
  type Priors,
  type ScoreFormula,
  scoreJointly,
  scorePeriod,
} from '../../src/scoring/calc';
import type { Company, Measure } from './company';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Outcome {
  readonly method: string;
  /** Estimated scores, 0–100; null where a method pays without one. */
  readonly estimate: readonly number[] | null;
  /** Payout factors, before the pool is split. */
  readonly payouts: readonly number[];
  /** 95 % intervals; null without. */
  readonly intervals: readonly Interval[] | null;
}

export const PRODUCT = 'shrinkage + case mix, expected payout';
export const JOINT = 'the same, both measures together';
export const RAW = 'raw';
export const EQUAL = 'equal pay';
export const PERFECT = 'the truth';

const FORMULAS: Readonly<Record<Measure, ScoreFormula>> = { topBox: 'eb-topbox-1', mean: 'eb-mean-1' };

/** Mean and standard deviation (of the whole population). */
export function centreOf(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

/** Nothing one standard deviation below the mean of the truth, twice the target one above. */
export function curveAround(truth: readonly number[]): PayoutCurve {
  const { mean, sd } = centreOf(truth);
  return targetCurve({ threshold: mean - sd, target: mean, maximum: mean + sd });
}

/** Every way to pay `company` for one measure. */
export function outcomes(company: Company, measure: Measure): Outcome[] {
  const truth = company.truth[measure];
  const curve = curveAround(truth);
  const plain = (scores: readonly number[]) => scores.map((score) => expectedPayout(score, 0, curve));
  const formula = FORMULAS[measure];
  const fair = scored(company.employees, formula, truth);
  const unmixed = scored(company.employees.map(withoutCells), formula, truth);
  const raw = fair.employees.map(({ rawMean }) => rawMean ?? 0);
  const everybody = centreOfAnswers(raw, company.answers);
  const enough = raw.map((score, index) => ((company.answers[index] ?? 0) >= 30 ? score : everybody));
  const adjusted = fair.employees.map(({ adjusted: score }) => score ?? 0);
  const without = (method: string, estimate: readonly number[]): Outcome => ({
    method,
    estimate,
    payouts: plain(estimate),
    intervals: null,
  });
  return [
    without(PERFECT, truth),
    { method: EQUAL, estimate: null, payouts: truth.map(() => 1), intervals: null },
    without(RAW, raw),
    without('raw, from 30 answers', enough),
    without('case mix only', adjusted),
    without('shrinkage only', unmixed.employees.map(scoreOf)),
    without('shrinkage + case mix', fair.employees.map(scoreOf)),
    byExpectation(PRODUCT, fair.employees, curve),
    ...jointly(company, formula, curve),
    threeBands(fair, truth),
  ];
}

/** A team of twelve, scored by the product with the parameters of an organization of two hundred. */
export function smallTeam(team: Company, organization: Company, measure: Measure): Outcome {
  const whole = scored(organization.employees, FORMULAS[measure], organization.truth[measure]);
  const [group] = whole.groups;
  if (!group) throw new Error('An organization without answers teaches nothing.');
  const priors: Priors = { M: group.M, sigma2: group.sigma2, cells: whole.cells };
  const truth = team.truth[measure];
  const scores = scored(team.employees, FORMULAS[measure], truth, priors);
  return byExpectation(PRODUCT, scores.employees, curveAround(truth));
}

function scored(
  employees: readonly EmployeeRatings[],
  formula: ScoreFormula,
  truth: readonly number[],
  priors?: Priors,
): PeriodScores {
  return scorePeriod({ formula, employees, target: centreOf(truth).mean, ...(priors && { priors }) });
}

const scoreOf = ({ score }: EmployeeScore): number => score ?? 0;

function byExpectation(method: string, scores: readonly EmployeeScore[], curve: PayoutCurve): Outcome {
  return {
    method,
    estimate: scores.map(scoreOf),
    payouts: scores.map(({ score, sd }) => expectedPayout(score ?? 0, sd ?? 0, curve)),
    intervals: scores.map(({ score, sd }) => ({
      low: (score ?? 0) - Z95 * (sd ?? 0),
      high: (score ?? 0) + Z95 * (sd ?? 0),
    })),
  };
}

/** Both measures of the same answers shrunk together; nothing where the answers cannot tell them apart. */
function jointly({ employees }: Company, formula: ScoreFormula, curve: PayoutCurve): Outcome[] {
  const joint = scoreJointly(employees, formula);
  if (!joint) return [];
  return [
    {
      method: JOINT,
      estimate: joint.employees.map(({ score }) => score),
      payouts: joint.employees.map(({ score, sd }) => expectedPayout(score, sd, curve)),
      intervals: joint.employees,
    },
  ];
}

/** Half, whole or one and a half of the target bonus, by 90 % intervals around the peers' mean. */
function threeBands({ employees, groups }: PeriodScores, truth: readonly number[]): Outcome {
  const mu = groups[0]?.mu ?? 0;
  const payouts = employees.map(({ score, sd }) => {
    const z = ((score ?? 0) - mu) / Math.max(sd ?? 0, 1e-9);
    return z > 1.645 ? 1.5 : z < -1.645 ? 0.5 : 1;
  });
  return {
    method: 'three bands',
    estimate: null,
    payouts: truth.map((_, index) => payouts[index] ?? 1),
    intervals: null,
  };
}

function withoutCells({ key, cells }: EmployeeRatings): EmployeeRatings {
  const weights = [0, 0, 0, 0, 0].map((_, option) =>
    cells.reduce((sum, { counts }) => sum + (counts.weights[option] ?? 0), 0),
  );
  return { key, cells: [{ cell: 'any', counts: { min: 1, max: 5, weights } }] };
}

function centreOfAnswers(scores: readonly number[], answers: readonly number[]): number {
  const n = answers.reduce((sum, count) => sum + count, 0);
  return scores.reduce((sum, score, index) => sum + score * (answers[index] ?? 0), 0) / n;
}
