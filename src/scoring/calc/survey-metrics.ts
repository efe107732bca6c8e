/**
 * The survey metrics people know — CSAT, NPS, CES, mean — each with an interval that says how far chance alone could have
 * moved it. For display; pay uses the score of `period-scores.ts`.
 */
import { DomainError, type Interval, studentQuantile, wilson, Z95 } from '../../kernel';
import { checkedCounts, RatingCounts, ratingStats, score100, total } from './rating-counts';

export type { Interval };
export { wilson };

/** CSAT: share of answers in the top box (4–5 of five), 0–1, with Wilson's interval; `share` is null without answers. */
export function csatTopBox(
  counts: RatingCounts,
): Interval & { readonly n: number; readonly satisfied: number; readonly share: number | null } {
  const { n, topBox } = ratingStats(counts);
  return { n, satisfied: topBox, share: n === 0 ? null : topBox / n, ...wilson(topBox, n) };
}

/** A mean rating with its t interval, on the question's scale and mapped to 0–100. */
export interface MeanInterval {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  /** Null when n < 2 or all answers agree: chance cannot be judged from the answers alone. */
  readonly interval: Interval | null;
  readonly score: number | null;
  readonly scoreInterval: Interval | null;
}

/** x̄ ± t(.975, n−1)·s/√n, clipped to the scale. */
export function meanInterval(counts: RatingCounts): MeanInterval {
  const { n, mean, sampleSd } = ratingStats(counts);
  if (mean === null) return { n, mean, sd: null, interval: null, score: null, scoreInterval: null };
  const score = score100(mean, counts);
  if (!sampleSd || n < 2) {
    return { n, mean, sd: sampleSd, interval: null, score, scoreInterval: null };
  }
  const half = (studentQuantile(0.975, n - 1) * sampleSd) / Math.sqrt(n);
  const interval = { low: Math.max(counts.min, mean - half), high: Math.min(counts.max, mean + half) };
  const ends = [score100(interval.low, counts), score100(interval.high, counts)].sort((a, b) => a - b);
  return {
    n,
    mean,
    sd: sampleSd,
    interval,
    score,
    scoreInterval: { low: ends[0] ?? score, high: ends[1] ?? score },
  };
}

/**
 * The same from a mean of values on 0–100 and the sum of squared deviations from it: what somebody's own answers say without any
 * peers. Null where they cannot tell: fewer than two answers, or all alike.
 */
export function ownInterval(answers: {
  readonly n: number;
  readonly mean: number;
  readonly within: number;
}): Interval | null {
  const { n, mean, within } = answers;
  if (n < 2 || within <= 0) return null;
  const half = (studentQuantile(0.975, n - 1) * Math.sqrt(within / (n - 1))) / Math.sqrt(n);
  return { low: Math.max(0, mean - half), high: Math.min(100, mean + half) };
}

/** Customer effort on 1–7 (set `reversed` when 7 is "very hard"): the mean and its score, as `meanInterval`. */
export function ces(counts: RatingCounts): MeanInterval {
  if (counts.min !== 1 || counts.max !== 7) throw wrongScale('CES', '1–7');
  return meanInterval(counts);
}

/** Net promoter score, −100 to 100, with the plain and the published (adjusted) Wald interval. */
export interface NetPromoterScore {
  readonly n: number;
  /** 100·(P − D); null without answers. */
  readonly nps: number | null;
  /** P + D − (P − D)², for one answer. */
  readonly variance: number | null;
  /** Standard error of `nps`, in its points. */
  readonly standardError: number | null;
  readonly wald: Interval | null;
  /** Centre of the adjusted interval. */
  readonly adjusted: number;
  readonly low: number;
  readonly high: number;
}

/**
 * NPS from numbers (or weights) of promoters, passives and detractors. The published interval is adjusted Wald: n + 3,
 * promoters + ¾, detractors + ¾, clipped to ±100 (Rocks 2016); plain Wald has width 0 when all agree.
 */
export function nps(answers: {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}): NetPromoterScore {
  const { promoters, passives, detractors } = answers;
  const n = promoters + passives + detractors;
  const plain = n === 0 ? null : netPromoter(promoters, detractors, n);
  const adjusted = netPromoter(promoters + 0.75, detractors + 0.75, n + 3);
  return {
    n,
    nps: plain?.nps ?? null,
    variance: plain?.variance ?? null,
    standardError: plain?.standardError ?? null,
    wald:
      plain === null
        ? null
        : { low: plain.nps - Z95 * plain.standardError, high: plain.nps + Z95 * plain.standardError },
    adjusted: adjusted.nps,
    low: n === 0 ? -100 : Math.max(-100, adjusted.nps - Z95 * adjusted.standardError),
    high: n === 0 ? 100 : Math.min(100, adjusted.nps + Z95 * adjusted.standardError),
  };
}

/** `nps` from ratings 0–10: promoters 9–10, detractors 0–6. */
export function npsFromCounts(counts: RatingCounts): NetPromoterScore {
  if (counts.min !== 0 || counts.max !== 10) throw wrongScale('NPS', '0–10');
  const answers = checkedCounts(counts).weights.map((weight) => weight / 1_000_000);
  return nps({
    promoters: total(answers.slice(9)),
    passives: total(answers.slice(7, 9)),
    detractors: total(answers.slice(0, 7)),
  });
}

function netPromoter(
  promoters: number,
  detractors: number,
  n: number,
): { nps: number; variance: number; standardError: number } {
  const p = promoters / n;
  const d = detractors / n;
  const variance = p + d - (p - d) ** 2;
  return { nps: 100 * (p - d), variance, standardError: 100 * Math.sqrt(Math.max(0, variance) / n) };
}

function wrongScale(metric: string, scale: string): DomainError {
  return new DomainError('scoring.wrong_scale', `${metric} is defined on ratings ${scale} only.`, {
    metric,
    scale,
  });
}
