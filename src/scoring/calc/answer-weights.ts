/**
 * How much one answer counts. Weights are settled before scoring and frozen with the rollups.
 */
import { DomainError, exp } from '../../kernel';
import { total } from './rating-counts';

/**
 * Weight of each of `m` answers that one customer gave about one employee in a period: 1/(1 + (m − 1)·ρ). Together they never
 * exceed 1/ρ, so that a regular customer counts more than once but cannot decide a score (design effect of Kish 1965).
 */
export function repeatCustomerWeight(m: number, rho = 0.5): number {
  if (!Number.isSafeInteger(m) || m < 1 || !(rho >= 0 && rho <= 1)) {
    throw new DomainError(
      'scoring.bad_weight',
      `There is no weight for ${m} answers with correlation ${rho}.`,
      {
        m: String(m),
        rho: String(rho),
      },
    );
  }
  return 1 / (1 + (m - 1) * rho);
}

/** Weight of an answer `ageDays` old that halves every `halfLifeDays`: 2^(−age/H). For coaching; off inside a pay period. */
export function decayWeight(ageDays: number, halfLifeDays = 90): number {
  return exp((-ageDays / halfLifeDays) * Math.LN2);
}

/** Kish's effective number of answers: (Σw)²/Σw². */
export function effectiveN(weights: readonly number[]): number {
  const sum = total(weights);
  const squares = total(weights.map((weight) => weight * weight));
  return squares > 0 ? (sum * sum) / squares : 0;
}
