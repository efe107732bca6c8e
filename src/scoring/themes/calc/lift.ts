/**
 * How much the rating differs when a theme is mentioned: the mean rating of comments with the theme less the mean of
 * those without, by Welch's interval for two means of unequal spread (Welch 1947; degrees of freedom after Satterthwaite
 * 1946). From sums alone, so that it costs the same for ten comments and for a million.
 *
 * It says what goes together, not what causes what: who waits may also be unhappy for another reason.
 */
import { studentQuantile, wilson, type Interval } from '../../../kernel';

/** Number, sum and sum of squares of ratings. */
export interface RatingSums {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

export interface Lift {
  /** Mean with the theme less mean without, in points of the scale. */
  readonly difference: number;
  readonly withTheme: number;
  readonly without: number;
  /** 95 %; null where either side does not vary at all. */
  readonly interval: Interval | null;
}

/** Below this many on either side nothing is said. */
export const LEAST_COMMENTS = 5;

/** @returns null with fewer than five rated comments on either side */
export function lift(withTheme: RatingSums, all: RatingSums): Lift | null {
  const without: RatingSums = {
    n: all.n - withTheme.n,
    sum: all.sum - withTheme.sum,
    squares: all.squares - withTheme.squares,
  };
  if (withTheme.n < LEAST_COMMENTS || without.n < LEAST_COMMENTS) return null;
  const [one, other] = [momentsOf(withTheme), momentsOf(without)];
  const difference = one.mean - other.mean;
  const [a, b] = [one.variance / withTheme.n, other.variance / without.n];
  const result = { difference, withTheme: one.mean, without: other.mean };
  if (a === 0 || b === 0) return { ...result, interval: null };
  const freedom = (a + b) ** 2 / (a ** 2 / (withTheme.n - 1) + b ** 2 / (without.n - 1));
  const half = studentQuantile(0.975, freedom) * Math.sqrt(a + b);
  return { ...result, interval: { low: difference - half, high: difference + half } };
}

export interface ShareChange {
  readonly difference: number;
  readonly interval: Interval;
}

/**
 * How much more of the comments are about a theme than before: the difference of two shares with Newcombe's interval
 * from the two Wilson intervals (Newcombe 1998, method 10).
 * @returns null with fewer than five comments in either period
 */
export function shareChange(
  now: readonly [k: number, n: number],
  before: readonly [k: number, n: number],
): ShareChange | null {
  if (now[1] < LEAST_COMMENTS || before[1] < LEAST_COMMENTS) return null;
  const [p, q] = [now[0] / now[1], before[0] / before[1]];
  const [one, other] = [wilson(...now), wilson(...before)];
  const difference = p - q;
  return {
    difference,
    interval: {
      low: difference - Math.sqrt((p - one.low) ** 2 + (other.high - q) ** 2),
      high: difference + Math.sqrt((one.high - p) ** 2 + (q - other.low) ** 2),
    },
  };
}

/** Sums of integers are exact; the variance is taken from them at once, never below zero. */
function momentsOf({ n, sum, squares }: RatingSums): { mean: number; variance: number } {
  return { mean: sum / n, variance: Math.max(0, (squares - (sum * sum) / n) / (n - 1)) };
}
