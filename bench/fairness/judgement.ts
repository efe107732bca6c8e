/** How far a way to pay is from paying by the truth. */
import type { Company, Measure } from './company';
import { curveAround, type Interval, type Outcome, PERFECT } from './methods';
import { expectedPayout } from '../../src/payouts/calc';

export interface Judgement {
  /** Percent of the pool that goes to the wrong people: half the sum of absolute differences of shares. */
  readonly misallocated: number;
  /** Change of payout, in average bonuses, for 50 points more complaints at the same true payout; null where all have as many. */
  readonly unfairness: number | null;
  /** Spearman's correlation with the truth; null without an estimate. */
  readonly rank: number | null;
  /** Root mean square error in points of 0–100. */
  readonly error: number | null;
  /** Share of the estimated best fifth who are not of the true best fifth. */
  readonly wrongOnTop: number | null;
  /** Share of those with under 20 answers among the 20 at the ends. */
  readonly fewAtTheEnds: number | null;
  /** Share of the truths within their 95 % intervals: those at the fixed mix, and those at the company's own. */
  readonly coverage: number | null;
  readonly coverageAtCommonMix: number | null;
}

export function judge(company: Company, measure: Measure, outcome: Outcome): Judgement {
  const truth = company.truth[measure];
  const { estimate, payouts, intervals, method } = outcome;
  const curve = curveAround(truth);
  const due = shares(truth.map((score) => expectedPayout(score, 0, curve)));
  const paid = shares(payouts);
  const scores = method === PERFECT ? truth : estimate;
  return {
    misallocated: 50 * sum(paid.map((share, index) => Math.abs(share - (due[index] ?? 0)))),
    unfairness: slopeOfComplaints(paid, due, company.complaints),
    rank: scores && correlation(ranks(scores), ranks(truth)),
    error: scores && Math.sqrt(sum(scores.map((score, i) => (score - (truth[i] ?? 0)) ** 2)) / scores.length),
    wrongOnTop: scores && wrongOnTop(scores, truth),
    fewAtTheEnds: scores && fewAtTheEnds(scores, company.answers),
    coverage: intervals && covered(intervals, truth),
    coverageAtCommonMix: intervals && covered(intervals, company.truthAtCommonMix[measure]),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function shares(payouts: readonly number[]): number[] {
  const all = sum(payouts);
  return payouts.map((payout) => (all > 0 ? payout / all : 1 / payouts.length));
}

/** Positions from the worst to the best. */
function orderOf(values: readonly number[]): number[] {
  return values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
}

function ranks(values: readonly number[]): number[] {
  const placed = new Array<number>(values.length).fill(0);
  orderOf(values).forEach((index, rank) => (placed[index] = rank));
  return placed;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [sum(a) / a.length, sum(b) / b.length];
  const product = (x: readonly number[], meanX: number, y: readonly number[], meanY: number) =>
    sum(x.map((value, index) => (value - meanX) * ((y[index] ?? 0) - meanY)));
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}

function covered(intervals: readonly Interval[], truth: readonly number[]): number {
  const held = intervals.filter(
    ({ low, high }, index) => low <= (truth[index] ?? 0) && (truth[index] ?? 0) <= high,
  );
  return held.length / intervals.length;
}

function wrongOnTop(scores: readonly number[], truth: readonly number[]): number {
  const size = Math.floor(truth.length / 5);
  const best = new Set(orderOf(truth).slice(-size));
  return (
    1 -
    orderOf(scores)
      .slice(-size)
      .filter((index) => best.has(index)).length /
      size
  );
}

function fewAtTheEnds(scores: readonly number[], answers: readonly number[]): number {
  const order = orderOf(scores);
  const ends = [...order.slice(0, 10), ...order.slice(-10)];
  return ends.filter((index) => (answers[index] ?? 0) < 20).length / ends.length;
}

/** Least squares of paid shares (times people) on due shares and complaints: half the slope of complaints. */
function slopeOfComplaints(
  paid: readonly number[],
  due: readonly number[],
  complaints: readonly number[],
): number | null {
  const people = paid.length;
  const centred = (values: readonly number[]) => {
    const mean = sum(values) / people;
    return values.map((value) => value - mean);
  };
  const dot = (x: readonly number[], y: readonly number[]) => sum(x.map((value, i) => value * (y[i] ?? 0)));
  const y = centred(paid.map((share) => share * people));
  const d = centred(due.map((share) => share * people));
  const c = centred(complaints);
  const determinant = dot(d, d) * dot(c, c) - dot(d, c) ** 2;
  if (dot(c, c) < 1e-9) return null;
  return (0.5 * (dot(d, d) * dot(c, y) - dot(d, c) * dot(d, y))) / determinant;
}
