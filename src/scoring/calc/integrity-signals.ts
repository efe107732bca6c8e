/**
 * Tails that are too thin for chance: signs that somebody steers who is asked or answers for customers. A signal holds
 * responses for human review; it never changes pay by itself.
 */
import { binomialCdf, poissonUpperTail } from '../../kernel';

export interface IntegritySignal {
  /** Probability of something at least as extreme if nothing is wrong. */
  readonly probability: number;
  readonly suspicious: boolean;
}

/**
 * Invitation suppression: of `eligible` interactions only `invited` were asked, where peers are asked at `peerRate`.
 * Exact P(X ≤ invited), suspicious below .001; `z` is the normal distance for display.
 */
export function invitationSuppression(
  invited: number,
  eligible: number,
  peerRate: number,
): IntegritySignal & { readonly z: number } {
  const spread = Math.sqrt(eligible * peerRate * (1 - peerRate));
  const probability = binomialCdf(invited, eligible, peerRate);
  return {
    probability,
    suspicious: probability < 0.001,
    z: spread > 0 ? (invited - eligible * peerRate) / spread : 0,
  };
}

/** Contact edits shortly before an invitation: P(X ≥ edited) at the peers' rate, suspicious below .001. */
export function contactEdits(edited: number, invitations: number, peerRate: number): IntegritySignal {
  // P(X ≥ e) of edits is P(X ≤ n − e) of contacts left alone: the accurate tail.
  const probability = binomialCdf(invitations - edited, invitations, 1 - peerRate);
  return { probability, suspicious: probability < 0.001 };
}

/**
 * A burst of answers: `count` within `windowMinutes` where `dailyMean` arrive in a shift of `shiftMinutes`. Poisson tail
 * P(X ≥ count) with λ = daily mean × window / shift, suspicious below .0001.
 */
export function answerBurst(
  count: number,
  dailyMean: number,
  windowMinutes: number,
  shiftMinutes: number,
): IntegritySignal & { readonly expected: number } {
  const expected = (dailyMean * windowMinutes) / shiftMinutes;
  const probability = poissonUpperTail(count, expected);
  return { probability, suspicious: probability < 0.0001, expected };
}

/** Benjamini–Hochberg (1995): which of many tests stay significant at false-discovery rate `q`, in the order given. */
export function falseDiscoveries(probabilities: readonly number[], q = 0.05): boolean[] {
  const ascending = [...probabilities].sort((a, b) => a - b);
  const limit = ascending.reduce(
    (found, p, index) => (p <= ((index + 1) / ascending.length) * q ? p : found),
    -1,
  );
  return probabilities.map((p) => p <= limit);
}
