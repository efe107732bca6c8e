/** How long a failed job waits before its next attempt. */

const FIRST_DELAY = 15_000;
const LONGEST_DELAY = 6 * 3_600_000;

/**
 * Milliseconds until the next attempt: 15 s × 4^(attempt − 1), at most 6 h, of which a random half is cut off so that
 * jobs that failed together do not come back together.
 * @param attempt the attempt that failed, from 1
 * @param chance uniform in [0, 1)
 */
export function backoff(attempt: number, chance: number): number {
  const full = Math.min(FIRST_DELAY * 4 ** (attempt - 1), LONGEST_DELAY);
  return Math.round(full * (1 - chance / 2));
}
