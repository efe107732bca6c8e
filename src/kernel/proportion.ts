/** How far chance alone could have moved a share that was counted. */
import { DomainError } from './domain-error';
import { Z95 } from './statistics';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval for `successes` of `n` (both may be fractional): c ± h with c = (p + z²/2n)/(1 + z²/n) and
 * h = z/(1 + z²/n)·√(p(1−p)/n + z²/4n²); no answers → 0 to 1. Source: Wilson 1927; checked against R `binom`.
 */
export function wilson(successes: number, n: number, z = Z95): Interval {
  if (!(n >= 0 && successes >= 0 && successes <= n)) {
    throw new DomainError('scoring.bad_counts', `${successes} of ${n} is not a share.`, { successes, n });
  }
  if (n === 0) return { low: 0, high: 1 };
  const p = successes / n;
  const shrink = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { low: successes === 0 ? 0 : centre - half, high: successes === n ? 1 : centre + half };
}
