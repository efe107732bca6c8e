/**
 * Ratings as sufficient statistics: how much weight each answer option received. Every score is computed from these, so its
 * cost does not grow with the number of responses. Weights are whole millionths of a response (a credit share of one half adds
 * 500,000), which makes sums exact and independent of order.
 */
import { DomainError, WHOLE_SHARE } from '../../kernel';

/** The answer options of one question, coded as consecutive whole numbers. */
export interface RatingScale {
  readonly min: number;
  readonly max: number;
  /** Set when a high rating is bad, as on an effort scale where 7 is "very hard". */
  readonly reversed?: boolean;
}

/** `weights[i]` is the weight of rating `min + i`, in parts per million of one response. */
export interface RatingCounts extends RatingScale {
  readonly weights: readonly number[];
}

/** Weighted n, sum and sum of squares of the ratings; `mean` and `sampleSd` are null where undefined. */
export interface RatingStats {
  readonly n: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Weight of the top box: the two best of four or more options, else the best. */
  readonly topBox: number;
  readonly mean: number | null;
  readonly sampleSd: number | null;
}

/** Counts from whole answers per rating: `ratingCounts({ min: 1, max: 5 }, { 5: 24, 4: 10 })`. Throws `scoring.bad_counts`. */
export function ratingCounts(scale: RatingScale, answers: Readonly<Record<number, number>>): RatingCounts {
  const weights = new Array<number>(scale.max - scale.min + 1).fill(0);
  for (const [rating, count] of Object.entries(answers)) {
    const index = Number(rating) - scale.min;
    if (weights[index] === undefined)
      throw badCounts(`rating ${rating} is not on the scale ${scale.min}–${scale.max}`);
    weights[index] = Math.round(count * WHOLE_SHARE);
  }
  return checkedCounts({ ...scale, weights });
}

/** `counts` itself when its shape is sound. Throws `scoring.bad_counts`. */
export function checkedCounts(counts: RatingCounts): RatingCounts {
  const { min, max, weights } = counts;
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min >= max)
    throw badCounts(`the scale ${min}–${max} is not one`);
  if (weights.length !== max - min + 1)
    throw badCounts(`${weights.length} weights do not fit the scale ${min}–${max}`);
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) {
      throw badCounts(`weight ${weight} is not a whole number of millionths, 0 or more`);
    }
  }
  return counts;
}

/** Weight received by `counts`, in responses. */
export function weightedN(counts: RatingCounts): number {
  return weightPpm(counts) / WHOLE_SHARE;
}

/** Statistics of the ratings as coded on their scale; the sample deviation divides by n − 1 (null for n ≤ 1). */
export function ratingStats(counts: RatingCounts): RatingStats {
  const { min, weights } = checkedCounts(counts);
  const ppm = weightPpm(counts);
  const n = ppm / WHOLE_SHARE;
  const sumPpm = total(weights.map((weight, index) => weight * (min + index)));
  const mean = ppm === 0 ? null : sumPpm / ppm;
  const centre = mean ?? 0;
  const deviations = total(
    weights.map((weight, index) => (weight / WHOLE_SHARE) * (min + index - centre) ** 2),
  );
  return {
    n,
    sum: sumPpm / WHOLE_SHARE,
    sumSquares: total(weights.map((weight, index) => weight * (min + index) ** 2)) / WHOLE_SHARE,
    topBox: total(weights.map((weight, index) => (isTopBox(counts, min + index) ? weight : 0))) / WHOLE_SHARE,
    mean,
    sampleSd: n > 1 ? Math.sqrt(deviations / (n - 1)) : null,
  };
}

/** A rating or a mean of ratings mapped linearly to 0–100, best = 100 (HCAHPS maps its answers the same way). */
export function score100(rating: number, { min, max, reversed = false }: RatingScale): number {
  return (100 * (reversed ? max - rating : rating - min)) / (max - min);
}

/** Whether `rating` is in the top box: the two best of four or more options, the best of fewer. */
export function isTopBox({ min, max, reversed = false }: RatingScale, rating: number): boolean {
  const boxes = max - min >= 3 ? 2 : 1;
  return reversed ? rating < min + boxes : rating > max - boxes;
}

/** One score from several items of a response, weights renormalised over the answered ones; null when none was answered. */
export function compositeScore(
  items: readonly { readonly score: number | null; readonly weight: number }[],
): number | null {
  const answered = items.flatMap(({ score, weight }) => (score === null ? [] : [{ score, weight }]));
  const weights = total(answered.map((item) => item.weight));
  return weights > 0 ? total(answered.map((item) => item.score * item.weight)) / weights : null;
}

/** Sum in the given order. */
export function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function weightPpm(counts: RatingCounts): number {
  return total(counts.weights);
}

function badCounts(reason: string): DomainError {
  return new DomainError('scoring.bad_counts', `These rating counts cannot be scored: ${reason}.`, {
    reason,
  });
}
