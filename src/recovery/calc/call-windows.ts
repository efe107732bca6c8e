/** The hours in which a customer can ask to be called: parts of the days on which somebody is there. */
import { addDays, type LocalDate } from '../../kernel';

export interface CallWindow {
  readonly day: LocalDate;
  /** UTC milliseconds. */
  readonly from: number;
  readonly until: number;
}

interface Span {
  readonly from: number;
  readonly until: number;
}

/** Parts of a day, by the clock on the wall. Nobody is called at night. */
const PARTS = [
  ['09:00', '12:00'],
  ['12:00', '15:00'],
  ['15:00', '18:00'],
  ['18:00', '21:00'],
] as const;
/** A part of which less is left is not offered: somebody has to have the time to call. */
const LEAST_MS = 60 * 60_000;
const MOST_DAYS = 21;

/**
 * @param now UTC milliseconds
 * @param today the local day it is
 * @param hours when somebody is there on a local day
 * @param instantOf the instant at which the clocks of a day show a time
 * @param most so many are enough
 */
export function callWindows(
  now: number,
  today: LocalDate,
  hours: (day: LocalDate) => readonly Span[],
  instantOf: (day: LocalDate, time: string) => number,
  most: number,
): CallWindow[] {
  const windows: CallWindow[] = [];
  for (
    let days = 0, day = today;
    days < MOST_DAYS && windows.length < most;
    days += 1, day = addDays(day, 1)
  ) {
    for (const [begins, ends] of PARTS) {
      const [from, until] = [Math.max(instantOf(day, begins), now), instantOf(day, ends)];
      const open = hours(day)
        .map((span) => ({ from: Math.max(from, span.from), until: Math.min(until, span.until) }))
        .find((span) => span.until - span.from >= LEAST_MS);
      if (open && windows.length < most) windows.push({ day, ...open });
    }
  }
  return windows;
}
