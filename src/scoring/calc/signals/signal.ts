/**
 * What the integrity signals have in common: a small chance if nothing is wrong, a bar, and many tests at once. A signal
 * opens a review; it never changes a score or pay by itself.
 */
import type { SignalKind } from './kinds';
import { LEVELS } from './kinds';

export interface IntegritySignal {
  /** Probability of something at least as extreme if nothing is wrong. */
  readonly probability: number;
  readonly suspicious: boolean;
}

/** Below the bar of its kind. */
export function below(kind: SignalKind, probability: number): IntegritySignal {
  return { probability, suspicious: probability < LEVELS[kind] };
}

/**
 * Benjamini–Hochberg (1995): which of many tests stay significant at false-discovery rate `q`, in the order given.
 * Probabilities of counts are discrete and thus too large rather than too small: the true rate lies below `q`.
 */
export function falseDiscoveries(probabilities: readonly number[], q = 0.05): boolean[] {
  const ascending = [...probabilities].sort((a, b) => a - b);
  const limit = ascending.reduce(
    (found, p, index) => (p <= ((index + 1) / ascending.length) * q ? p : found),
    -1,
  );
  return probabilities.map((p) => p <= limit);
}

/**
 * The tests of one run that ask for a review: each below the bar of its own kind, and still significant among all of
 * the run (`falseDiscoveries`). In the order given.
 */
export function standing(
  tests: readonly { readonly kind: SignalKind; readonly probability: number }[],
  q = 0.05,
): boolean[] {
  const significant = falseDiscoveries(
    tests.map(({ probability }) => probability),
    q,
  );
  return tests.map(
    ({ kind, probability }, index) => significant[index] === true && probability < LEVELS[kind],
  );
}

export const STRENGTHS = ['strong', 'clear', 'slight'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** For the order of the list: by the chance where there is one, else by how many answers are involved. */
export function strengthOf(probability: number | null, evidence: number): Strength {
  if (probability === null) return evidence >= 6 ? 'strong' : evidence >= 4 ? 'clear' : 'slight';
  return probability < 1e-6 ? 'strong' : probability < 1e-4 ? 'clear' : 'slight';
}
