/** Good ratings that are more, or fewer, from some answer on: a change that somebody should be able to explain. */
import { ln, normalPdf } from '../../../kernel';
import { below, type IntegritySignal } from './signal';

/** Answers on either side of the change, at least. */
export const JUMP_SIDE = 20;
/** What 2·logLR has to exceed. */
export const JUMP_BAR = 16;

export interface RatingJump extends IntegritySignal {
  /** Position of the first answer after the change. */
  readonly at: number;
  readonly before: { readonly n: number; readonly good: number };
  readonly after: { readonly n: number; readonly good: number };
  /** max over splits of 2·logLR. */
  readonly statistic: number;
}

/** n·ln-likelihood of `good` among `n` at their own share. */
function likelihood(good: number, n: number): number {
  const poor = n - good;
  return (good > 0 ? good * ln(good / n) : 0) + (poor > 0 ? poor * ln(poor / n) : 0);
}

/**
 * Over all places with 20 answers or more on both sides, the one where "good before and after at different shares" is most
 * likelier than "good at one share": 2·(ℓ(before) + ℓ(after) − ℓ(all)). Speaks above 16, and only where the chance of that
 * at any of the places is below .001: `probability` is of the maximum (Miller and Siegmund 1982, "Maximally selected
 * chi-square statistics"): φ(b)(b − 1/b)·2·ln((1 − ε)/ε) + 4φ(b)/b with b² the statistic and ε = 20/n.
 * @param good of each answer in the order received, 1 in the top box and 0 below
 * @returns null with fewer than forty answers
 */
export function ratingJump(good: readonly (0 | 1)[]): RatingJump | null {
  const n = good.length;
  if (n < 2 * JUMP_SIDE) return null;
  const all = good.reduce((sum: number, one) => sum + one, 0);
  const whole = likelihood(all, n);
  let best = { at: JUMP_SIDE, statistic: -1, before: 0 };
  let before = 0;
  for (let at = 1; at <= n - JUMP_SIDE; at++) {
    before += good[at - 1] ?? 0;
    if (at < JUMP_SIDE) continue;
    const statistic = 2 * (likelihood(before, at) + likelihood(all - before, n - at) - whole);
    if (statistic > best.statistic) best = { at, statistic, before };
  }
  const statistic = Math.max(0, best.statistic);
  const signal = below('rating_jump', chanceOfMaximum(statistic, JUMP_SIDE / n));
  return {
    probability: signal.probability,
    suspicious: signal.suspicious && statistic > JUMP_BAR,
    at: best.at,
    before: { n: best.at, good: best.before },
    after: { n: n - best.at, good: all - best.before },
    statistic,
  };
}

function chanceOfMaximum(statistic: number, side: number): number {
  const b = Math.sqrt(statistic);
  if (b <= 1) return 1;
  const density = normalPdf(b);
  return Math.min(1, density * (b - 1 / b) * 2 * ln((1 - side) / side) + (4 * density) / b);
}
