/** How long a mail waits that the server did not want now. */

const FIRST = 5 * 60_000;
const LONGEST = 6 * 3_600_000;

/**
 * 5 minutes, doubled with each attempt, at most 6 hours; of which up to a third is cut off, so that mails refused
 * together do not come back together.
 * @param attempt the attempt that failed, from 1
 * @param chance uniform in [0, 1)
 */
export function retryDelay(attempt: number, chance: number): number {
  return Math.round(Math.min(FIRST * 2 ** (attempt - 1), LONGEST) * (1 - chance / 3));
}
