/**
 * Two periods side by side: how far a measure moved, and whether chance alone would move it as far. An interval of the
 * difference that leaves out zero says more than chance; what the intervals of the two periods look like does not.
 */
import { type Interval, studentQuantile, wilson, Z95 } from '../../kernel';
import { type RatingCounts, ratingStats, total } from './rating-counts';
import { nps } from './survey-metrics';

export interface Difference {
  /** This period minus the one it is compared with. */
  readonly difference: number;
  readonly interval: Interval | null;
  /** The interval leaves out zero. */
  readonly beyondChance: boolean;
}

function judged(difference: number, interval: Interval | null): Difference {
  return {
    difference,
    interval,
    beyondChance: interval !== null && (interval.low > 0 || interval.high < 0),
  };
}

/** Two shares `k` of `n`: Newcombe's hybrid score interval (1998, method 10), from both Wilson intervals. */
export function shareDifference(
  now: { readonly k: number; readonly n: number },
  before: { readonly k: number; readonly n: number },
): Difference | null {
  if (now.n <= 0 || before.n <= 0) return null;
  const [p, q] = [now.k / now.n, before.k / before.n];
  const [a, b] = [wilson(now.k, now.n), wilson(before.k, before.n)];
  return judged(p - q, {
    low: p - q - Math.hypot(p - a.low, b.high - q),
    high: p - q + Math.hypot(a.high - p, q - b.low),
  });
}

/** Two net promoter scores: their difference ± z·√(SE² + SE²), each standard error of the adjusted answers (n + 3). */
export function npsDifference(now: Promoters, before: Promoters): Difference | null {
  const [a, b] = [nps(now), nps(before)];
  if (a.nps === null || b.nps === null) return null;
  const half = Z95 * Math.hypot(adjustedError(now), adjustedError(before));
  return judged(a.nps - b.nps, { low: a.nps - b.nps - half, high: a.nps - b.nps + half });
}

export interface Promoters {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

function adjustedError({ promoters, passives, detractors }: Promoters): number {
  const adjusted = { promoters: promoters + 0.75, passives: passives + 1.5, detractors: detractors + 0.75 };
  return nps(adjusted).standardError ?? 0;
}

/** Two means on the same scale: Welch's interval. Null interval where fewer than two answers cannot tell. */
export function meanDifference(now: RatingCounts, before: RatingCounts): Difference | null {
  const [a, b] = [ratingStats(now), ratingStats(before)];
  if (a.mean === null || b.mean === null) return null;
  const difference = a.mean - b.mean;
  if (a.sampleSd === null || b.sampleSd === null) return judged(difference, null);
  const [u, v] = [a.sampleSd ** 2 / a.n, b.sampleSd ** 2 / b.n];
  if (u + v === 0) return judged(difference, null);
  const freedom = (u + v) ** 2 / (u ** 2 / (a.n - 1) + v ** 2 / (b.n - 1));
  const half = studentQuantile(0.975, freedom) * Math.sqrt(u + v);
  return judged(difference, { low: difference - half, high: difference + half });
}

/** Two numbers of events: the square root of their sum is how far chance alone moves their difference (Poisson). */
export function countDifference(now: number, before: number): Difference {
  const half = Z95 * Math.sqrt(now + before);
  return judged(now - before, { low: now - before - half, high: now - before + half });
}

/** A wider kind of contact weighs as so many of the others' answers: a few of them alone say little. */
const PRIOR_ANSWERS = 10;

/**
 * The share of satisfied customers somebody would have with these contacts if each kind were answered as everybody else's
 * is (indirect standardization), and how far above or below it the own share is, in standard errors of both.
 * `others` is null for a kind of contact nobody else has; without a `prior` those are left out on both sides.
 * `prior` is the others' share with a wider kind of contact: p = (k + 10·prior)/(n + 10).
 */
export function expectedShare(
  cells: readonly {
    readonly n: number;
    readonly satisfied: number;
    readonly others: { readonly n: number; readonly satisfied: number } | null;
    readonly prior?: number | undefined;
  }[],
): { readonly n: number; readonly own: number; readonly expected: number; readonly z: number } | null {
  const known = cells.flatMap(({ n, satisfied, others, prior }) => {
    const weight = (others?.n ?? 0) + (prior === undefined ? 0 : PRIOR_ANSWERS);
    if (weight <= 0) return [];
    const share = ((others?.satisfied ?? 0) + (prior ?? 0) * (weight - (others?.n ?? 0))) / weight;
    return [{ n, satisfied, share, weight }];
  });
  const n = total(known.map((cell) => cell.n));
  if (n === 0) return null;
  const own = total(known.map((cell) => cell.satisfied)) / n;
  const expected = total(known.map((cell) => cell.n * cell.share)) / n;
  const variance = total(
    known.map((cell) => {
      const part = cell.n / n;
      return cell.share * (1 - cell.share) * (part / n + (part * part) / cell.weight);
    }),
  );
  return { n, own, expected, z: variance > 0 ? (own - expected) / Math.sqrt(variance) : 0 };
}

/**
 * The slope of a level over evenly spaced stretches, by weighted least squares, and its size in standard errors:
 * b = Σw(x − x̄)(y − ȳ)/Σw(x − x̄)², SE = 1/√Σw(x − x̄)² with w = 1/variance of each level. Null below three levels.
 */
export function slope(
  levels: readonly { readonly at: number; readonly value: number; readonly variance: number }[],
): { readonly perStep: number; readonly z: number } | null {
  const known = levels.filter(({ variance }) => variance > 0);
  if (known.length < 3) return null;
  const weights = known.map(({ variance }) => 1 / variance);
  const weight = total(weights);
  const mean = (of: (level: (typeof known)[number]) => number) =>
    total(known.map((level, index) => (weights[index] ?? 0) * of(level))) / weight;
  const [x, y] = [mean(({ at }) => at), mean(({ value }) => value)];
  const spread = total(known.map(({ at }, index) => (weights[index] ?? 0) * (at - x) ** 2));
  if (spread === 0) return null;
  const shared = total(known.map(({ at, value }, index) => (weights[index] ?? 0) * (at - x) * (value - y)));
  return { perStep: shared / spread, z: shared / Math.sqrt(spread) };
}
