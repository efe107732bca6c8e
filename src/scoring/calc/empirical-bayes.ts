/**
 * Empirical Bayes: draws each employee's mean toward the peer mean by exactly as much as chance explains, so that twelve lucky
 * answers do not beat two hundred good ones. One moment estimator serves shares and 0–100 means alike.
 *
 * σ² = Σ within / (N − k);  C = N − Σnᵢ²/N;  τ² = max{0, [Σnᵢ(yᵢ − ȳ)² − (k − 1)σ²]/C}  (one-way ANOVA, equal to
 * DerSimonian–Laird with vᵢ = σ²/nᵢ);  M = σ²/τ²;  Rᵢ = nᵢ/(nᵢ + M);  wᵢ = 1/(τ² + σ²/nᵢ);  μ = Σwᵢyᵢ/Σwᵢ;
 * score θᵢ = μ + Rᵢ(yᵢ − μ);  sdᵢ = √[(1 − Rᵢ)τ² + (1 − Rᵢ)²/Σw].
 */
import { DomainError, sortedByKey, Z95 } from '../../kernel';
import { total } from './rating-counts';
import { reliability } from './reliability';

/** One employee's answers: weighted number `n` > 0, mean, and sum of squared deviations from it. */
export interface PeerMean {
  readonly key: string;
  readonly n: number;
  readonly mean: number;
  readonly within: number;
}

export interface EmpiricalBayesOptions {
  /** Holds σ² fixed, as when it was estimated over a larger population. */
  readonly sigma2?: number;
  /** The last known σ², used when these answers show none. */
  readonly lastSigma2?: number;
  /** Holds M fixed (organisation-wide, for small groups); null: no measurable difference between employees. */
  readonly M?: number | null;
  /** Holds μ fixed and takes it as certain. */
  readonly mu?: number;
  /** What a lone employee without a fixed μ is paid as: the plan's target. */
  readonly target?: number;
  /** Further degrees of freedom lost before, such as fitted cell effects. */
  readonly lostDegrees?: number;
  readonly minimumM?: number;
  readonly maximumM?: number;
}

/** `peers`: own and peer answers; `no_difference`: everyone gets μ; `target`: a lone employee without peers or prior. */
export type ScoreBasis = 'peers' | 'no_difference' | 'target';

export interface ShrunkenScore {
  readonly key: string;
  readonly score: number;
  readonly sd: number;
  readonly reliability: number;
  /** Ends of the 95 % interval. */
  readonly low: number;
  readonly high: number;
}

export interface EmpiricalBayes {
  readonly basis: ScoreBasis;
  readonly mu: number;
  /** 1/Σw: variance of μ; 0 when μ was held fixed. */
  readonly muVariance: number;
  readonly tau2: number;
  /** The moment estimate before it was cut at 0 and M was bounded; null where it was not estimated. */
  readonly rawTau2: number | null;
  readonly sigma2: number;
  /** Answers' worth of peer mean in each score; null when there is no measurable difference. */
  readonly M: number | null;
  /** Sorted by key. */
  readonly rows: readonly ShrunkenScore[];
}

/**
 * Scores `peers` (sorted by key inside: their order does not matter). Throws `scoring.no_peers`, `scoring.bad_counts`,
 * `scoring.lone_employee` when a single employee comes with neither μ nor a target.
 */
export function empiricalBayes(
  peers: readonly PeerMean[],
  options: EmpiricalBayesOptions = {},
): EmpiricalBayes {
  const rows = sortedByKey(peers, (peer) => peer.key);
  if (rows.length === 0) throw new DomainError('scoring.no_peers', 'There is nobody to score.');
  const bad = rows.find((row) => !(row.n > 0) || !Number.isFinite(row.mean) || !(row.within >= 0));
  if (bad)
    throw new DomainError('scoring.bad_counts', `The statistics of "${bad.key}" cannot be scored.`, {
      reason: bad.key,
    });

  const sigma2 = withinVariance(rows, options);
  if (rows.length === 1 && (options.mu === undefined || options.M === undefined))
    return lone(rows, sigma2, options);

  const rawTau2 = options.M === undefined ? betweenVariance(rows, sigma2) : null;
  const M = bounded(options.M === undefined ? ratio(sigma2, rawTau2 ?? 0) : options.M, options);
  if (M === null) return shrink(rows, { sigma2, tau2: 0, rawTau2, M, mu: options.mu });
  // Answers that show no noise at all: the spread is taken as measured and the floor of M stands in for the noise.
  if (sigma2 === 0)
    return shrink(rows, { sigma2: M * (rawTau2 ?? 0), tau2: rawTau2 ?? 0, rawTau2, M, mu: options.mu });
  return shrink(rows, { sigma2, tau2: M > 0 ? sigma2 / M : (rawTau2 ?? 0), rawTau2, M, mu: options.mu });
}

/** τ² before the cut at 0: [Σnᵢ(yᵢ − ȳ)² − (k − 1)σ²]/C; the numerator and C may also be pooled over groups. */
export function betweenVariance(rows: readonly PeerMean[], sigma2: number): number {
  const { excess, size } = betweenTerms(rows, sigma2);
  return size > 0 ? excess / size : 0;
}

/** Numerator and denominator of `betweenVariance`. */
export function betweenTerms(rows: readonly PeerMean[], sigma2: number): { excess: number; size: number } {
  const N = total(rows.map((row) => row.n));
  const centre = weightedMean(rows);
  const between = total(rows.map((row) => row.n * (row.mean - centre) ** 2));
  return {
    excess: between - (rows.length - 1) * sigma2,
    size: N - total(rows.map((row) => row.n * row.n)) / N,
  };
}

/**
 * Kleinman's (1973) moment estimate of M for shares: S = Σnᵢ(pᵢ − p̂)², γ = [S − p̂q̂(k−1)]/{p̂q̂[C − (k−1)]},
 * M = (1 − γ)/γ; a cross-check of `empiricalBayes`. Null when γ ≤ 0.
 */
export function kleinmanM(rows: readonly { readonly n: number; readonly share: number }[]): number | null {
  const N = total(rows.map((row) => row.n));
  const p = total(rows.map((row) => row.n * row.share)) / N;
  const S = total(rows.map((row) => row.n * (row.share - p) ** 2));
  const C = N - total(rows.map((row) => row.n * row.n)) / N;
  const k = rows.length;
  const gamma = (S - p * (1 - p) * (k - 1)) / (p * (1 - p) * (C - (k - 1)));
  return gamma > 0 ? (1 - gamma) / gamma : null;
}

function withinVariance(rows: readonly PeerMean[], options: EmpiricalBayesOptions): number {
  if (options.sigma2 !== undefined) return options.sigma2;
  const freedom = total(rows.map((row) => row.n)) - rows.length - (options.lostDegrees ?? 0);
  const within = total(rows.map((row) => row.within));
  if (freedom > 0 && within > 0) return within / freedom;
  if (options.lastSigma2 !== undefined) return options.lastSigma2;
  // With at most one answer each, all difference may be chance: taking it as such makes τ² zero and pays everyone alike.
  if (freedom <= 0 && rows.length > 1)
    return total(rows.map((row) => row.n * (row.mean - weightedMean(rows)) ** 2)) / (rows.length - 1);
  return 0;
}

function ratio(sigma2: number, tau2: number): number | null {
  // A difference in the last bits of the sums is no difference.
  if (tau2 <= 1e-12 * sigma2) return null;
  return sigma2 / tau2;
}

function bounded(
  M: number | null,
  { minimumM = 0, maximumM = Infinity }: EmpiricalBayesOptions,
): number | null {
  return M === null ? null : Math.min(maximumM, Math.max(minimumM, M));
}

interface Parameters {
  readonly sigma2: number;
  readonly tau2: number;
  readonly rawTau2: number | null;
  readonly M: number | null;
  readonly mu: number | undefined;
}

function shrink(
  rows: readonly PeerMean[],
  { sigma2, tau2, rawTau2, M, mu: fixedMu }: Parameters,
): EmpiricalBayes {
  const { mu, muVariance } =
    fixedMu === undefined ? peerMean(rows, sigma2, tau2) : { mu: fixedMu, muVariance: 0 };
  return {
    basis: M === null ? 'no_difference' : 'peers',
    mu,
    muVariance,
    tau2,
    rawTau2,
    sigma2,
    M,
    rows: rows.map(({ key, n, mean }) => {
      const own = reliability(n, M);
      const score = mu + own * (mean - mu);
      const sd = posteriorSd(own, tau2, muVariance);
      return { key, score, sd, reliability: own, low: score - Z95 * sd, high: score + Z95 * sd };
    }),
  };
}

/** √[(1 − R)τ² + (1 − R)²·var(μ)]: what remains uncertain about a score. */
export function posteriorSd(own: number, tau2: number, muVariance: number): number {
  return Math.sqrt((1 - own) * tau2 + (1 - own) ** 2 * muVariance);
}

function peerMean(
  rows: readonly PeerMean[],
  sigma2: number,
  tau2: number,
): { mu: number; muVariance: number } {
  if (sigma2 === 0 && tau2 === 0) return { mu: weightedMean(rows), muVariance: 0 };
  const weights = rows.map((row) => 1 / (tau2 + sigma2 / row.n));
  const sum = total(weights);
  return { mu: total(rows.map((row, index) => (weights[index] ?? 0) * row.mean)) / sum, muVariance: 1 / sum };
}

function weightedMean(rows: readonly PeerMean[]): number {
  return total(rows.map((row) => row.n * row.mean)) / total(rows.map((row) => row.n));
}

function lone(rows: readonly PeerMean[], sigma2: number, { target }: EmpiricalBayesOptions): EmpiricalBayes {
  if (target === undefined) {
    throw new DomainError(
      'scoring.lone_employee',
      'A single employee needs an organisation-wide prior or a target to be scored by.',
    );
  }
  return {
    basis: 'target',
    mu: target,
    muVariance: 0,
    tau2: 0,
    rawTau2: null,
    sigma2,
    M: null,
    rows: rows.map(({ key }) => ({ key, score: target, sd: 0, reliability: 0, low: target, high: target })),
  };
}
