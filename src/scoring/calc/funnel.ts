/**
 * Funnel limits: how far from the target chance alone takes a share of `n` answers. Outside them a review starts; they do not
 * set pay. Spiegelhalter 2005, "Funnel plots for comparing institutional performance".
 */
import { binomialCdf, DomainError, normalQuantile } from '../../kernel';
import { Interval } from './survey-metrics';
import { total } from './rating-counts';

export interface FunnelLimits {
  /** 95 %: alert. */
  readonly alert: Interval;
  /** 99.8 %: alarm. */
  readonly alarm: Interval;
}

/**
 * Exact binomial limits, interpolated: y_p = (r_p − α)/n with r_p the smallest r where P(R ≤ r) ≥ p and
 * α = [P(R ≤ r_p) − p]/P(R = r_p). `n` whole answers ≥ 1, 0 < target < 1.
 */
export function funnelLimits(target: number, n: number): FunnelLimits {
  requireFunnel(target, n);
  const at = (p: number): number => exactLimit(p, n, target);
  return { alert: { low: at(0.025), high: at(0.975) }, alarm: { low: at(0.001), high: at(0.999) } };
}

/** Normal limits t ± z·√(t(1 − t)/n + τ²); τ² > 0 widens them for differences that affect everyone (`overdispersion`). */
export function normalFunnelLimits(target: number, n: number, tau2 = 0): FunnelLimits {
  requireFunnel(target, n);
  const spread = Math.sqrt((target * (1 - target)) / n + tau2);
  const around = (z: number): Interval => ({ low: target - z * spread, high: target + z * spread });
  return { alert: around(normalQuantile(0.975)), alarm: around(normalQuantile(0.999)) };
}

/**
 * φ = Σz²/k of the z scores winsorised by 10 % at each end, and the between variance τ² = max{0, [kφ − (k−1)]/(Σw − Σw²/Σw)},
 * w = n/(t(1 − t)), when φ > 1.
 */
export function overdispersion(
  rows: readonly { readonly n: number; readonly share: number }[],
  target: number,
): { readonly phi: number; readonly tau2: number } {
  const k = rows.length;
  if (k === 0) return { phi: 0, tau2: 0 };
  const scores = rows
    .map(({ n, share }) => (share - target) / Math.sqrt((target * (1 - target)) / n))
    .sort((a, b) => a - b);
  const cut = Math.floor(k * 0.1);
  const low = scores[cut] ?? 0;
  const high = scores[k - 1 - cut] ?? 0;
  const phi = total(scores.map((z) => Math.min(high, Math.max(low, z)) ** 2)) / k;
  const weights = rows.map(({ n }) => n / (target * (1 - target))).sort((a, b) => a - b);
  const sum = total(weights);
  const size = sum - total(weights.map((weight) => weight * weight)) / sum;
  return { phi, tau2: phi > 1 && size > 0 ? Math.max(0, (k * phi - (k - 1)) / size) : 0 };
}

function exactLimit(p: number, n: number, target: number): number {
  let below = -1;
  let reached = n;
  while (reached - below > 1) {
    const middle = Math.floor((below + reached) / 2);
    if (binomialCdf(middle, n, target) >= p) reached = middle;
    else below = middle;
  }
  const upTo = binomialCdf(reached, n, target);
  return (reached - (upTo - p) / (upTo - binomialCdf(reached - 1, n, target))) / n;
}

function requireFunnel(target: number, n: number): void {
  if (Number.isSafeInteger(n) && n >= 1 && target > 0 && target < 1) return;
  throw new DomainError(
    'scoring.bad_funnel',
    `There are no funnel limits for ${n} answers around ${target}.`,
    {
      n: String(n),
      target: String(target),
    },
  );
}
