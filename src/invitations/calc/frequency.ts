/**
 * How often somebody may be asked: at most so many times in so many days, per customer, per customer and touchpoint,
 * and per account. Pure.
 */

/** At most `most` in any `days` days. */
export interface FrequencyLimit {
  readonly most: number;
  readonly days: number;
}

const DAY = 86_400_000;

/**
 * How many of the times lie less than the limit's days before `at`, or after it. What is to come counts in full: then
 * no window of that length, wherever it is laid, ever holds more than the limit.
 * @param at UTC milliseconds, as are `times`
 */
export function countWithin(times: readonly number[], at: number, days: number): number {
  return times.reduce((count, time) => (time > at - days * DAY ? count + 1 : count), 0);
}

/** Whether one more at `at` would be one too many; without a limit never. */
export function isTooMany(times: readonly number[], at: number, limit: FrequencyLimit | null): boolean {
  return limit !== null && limit.days > 0 && countWithin(times, at, limit.days) >= limit.most;
}

export interface Displaceable {
  readonly id: string;
  /** When it is going to be sent, UTC milliseconds. */
  readonly at: number;
  readonly priority: number;
}

/**
 * Which planned invitations give way to one of a higher priority: the least important first, of equals the later one,
 * and no more than needed.
 * @param fits whether the new one may be sent once these are gone
 * @returns the ones to cancel; null when even all of lower priority would not be enough
 */
export function displacedFor<T extends Displaceable>(
  planned: readonly T[],
  priority: number,
  fits: (gone: ReadonlySet<string>) => boolean,
): T[] | null {
  const weaker = planned
    .filter((one) => one.priority < priority)
    .sort((a, b) => a.priority - b.priority || b.at - a.at);
  const ids = (list: readonly T[]): ReadonlySet<string> => new Set(list.map(({ id }) => id));
  let gone: T[] = [];
  for (const one of weaker) {
    gone.push(one);
    if (!fits(ids(gone))) continue;
    // One that was taken first may have been in vain.
    for (const early of [...gone]) {
      const without = gone.filter((other) => other !== early);
      if (fits(ids(without))) gone = without;
    }
    return gone;
  }
  return null;
}
