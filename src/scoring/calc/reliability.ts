/**
 * How much a score can be trusted, and the words that may be said about it. Bands are for words and consequences; money
 * follows the continuous score.
 */
import { DomainError, normalCdf } from '../../kernel';

/** Share of the score that is the employee's own: R = n/(n + M); 0 when `M` is null (no measurable difference). */
export function reliability(n: number, M: number | null): number {
  if (M === null || n === 0) return 0;
  return n / (n + M);
}

/**
 * Answers needed for `wanted` reliability: n = M·R/(1 − R), 0 < R < 1; round up to whole answers for display. 0.7 is the
 * common mark (Adams et al. 2010), 0.9 separates people around average (Zaslavsky 2001).
 */
export function neededAnswers(wanted: number, M: number): number {
  if (!(wanted > 0 && wanted < 1)) {
    throw new DomainError(
      'scoring.bad_reliability',
      `A reliability of ${wanted} cannot be planned for; it lies between 0 and 1.`,
      {
        wanted: String(wanted),
      },
    );
  }
  return (M * wanted) / (1 - wanted);
}

/** Spearman–Brown: the same number of answers from the intraclass correlation ρ = τ²/(τ² + σ²). */
export function neededAnswersFromCorrelation(wanted: number, correlation: number): number {
  return (wanted * (1 - correlation)) / (correlation * (1 - wanted));
}

export type Band = 'above' | 'consistent' | 'below';

/** P(θ > target) for a score θ with posterior deviation `sd`; with sd = 0 it is 0, ½ or 1. */
export function probabilityAbove(theta: number, sd: number, target: number): number {
  if (sd > 0) return normalCdf((theta - target) / sd);
  return 0.5 + 0.5 * Math.sign(theta - target);
}

/** `above` when P(θ > target) ≥ .975, `below` when ≤ .025, else `consistent` with the target (CMS labels hospitals this way). */
export function band(theta: number, sd: number, target: number): Band {
  const above = probabilityAbove(theta, sd, target);
  if (above >= 0.975) return 'above';
  return above <= 0.025 ? 'below' : 'consistent';
}

/** z of the difference of two scores: (θa − θb)/√(sda² + sdb²). Only |z| ≥ 1.96 may be called a difference. */
export function compareScores(a: { theta: number; sd: number }, b: { theta: number; sd: number }): number {
  const spread = Math.sqrt(a.sd * a.sd + b.sd * b.sd);
  return spread > 0 ? (a.theta - b.theta) / spread : 0;
}

export type Display = 'hidden' | 'early_signal' | 'full';

/** So many answers are the fewest that are ever shown. */
export const EARLY_SIGNAL = 5;

/** Below 5 answers nothing is shown (customers could be recognised); 5–24 is an early signal without label; from 25 on, all. */
export function displayRule(n: number): Display {
  if (n < EARLY_SIGNAL) return 'hidden';
  return n < 25 ? 'early_signal' : 'full';
}
