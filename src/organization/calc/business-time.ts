/**
 * Time at work: how much of it lies between two instants, and when so much of it is over. Counted is time that passes
 * while somebody is there, so a night on which the clocks are put back is an hour longer for whoever works through it.
 *
 * Nothing here knows a zone: whoever asks tells when the hours of a local day begin and end, in UTC milliseconds.
 */
import { addDays, type LocalDate } from '../../kernel';

/** From one instant up to another, in UTC milliseconds; the second one is outside. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The spans of one local day: in their order, none empty, none reaching into another. */
export type DaySpans = (day: LocalDate) => readonly Span[];

/** Hours of one weekday, as the clocks on the wall show them. */
export interface WeekHours {
  /** 1 = Monday … 7 = Sunday */
  readonly weekday: number;
  /** `HH:MM`; `24:00` ends a day. */
  readonly from: string;
  readonly until: string;
}

/** Nobody rests for longer; a week without hours must not be searched for ever. */
const MOST_DAYS = 400;

/**
 * The hours of a local day as spans.
 * @param instantOf the instant at which the clocks show a time of the day (`HH:MM`, up to `24:00`)
 */
export function spansOfDay(
  day: LocalDate,
  week: readonly WeekHours[],
  isOff: (day: LocalDate) => boolean,
  instantOf: (day: LocalDate, time: string) => number,
): Span[] {
  if (isOff(day)) return [];
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  const hours = week.filter((one) => one.weekday === weekday).sort((a, b) => (a.from < b.from ? -1 : 1));
  const spans: Span[] = [];
  for (const { from, until } of hours) {
    // Hours that the clocks leap over are none, and those that overlap count once.
    const begins = Math.max(instantOf(day, from), spans.at(-1)?.until ?? -Infinity);
    const ends = instantOf(day, until);
    if (ends > begins) spans.push({ from: begins, until: ends });
  }
  return spans;
}

/**
 * The instant at which so much time at work has passed since another one. No time at all ends where it begins, also at
 * night; what ends with the last minute of a day ends then, not when the next day begins.
 * @param day the local day `at` falls on
 * @param length milliseconds, 0 or more
 * @returns null when nobody works so much within a year
 */
export function laterByBusinessTime(
  at: number,
  length: number,
  day: LocalDate,
  spans: DaySpans,
): number | null {
  if (length <= 0) return at;
  let left = length;
  for (const { from, until } of spansFrom(at, day, spans)) {
    if (until - from >= left) return from + left;
    left -= until - from;
  }
  return null;
}

/**
 * Time at work between two instants, in milliseconds; negative when the second comes first.
 * @param day the local day the earlier one falls on
 */
export function businessTimeBetween(from: number, until: number, day: LocalDate, spans: DaySpans): number {
  if (until < from) return -businessTimeBetween(until, from, day, spans);
  let sum = 0;
  for (const span of spansFrom(from, day, spans, until)) {
    if (span.from >= until) break;
    sum += Math.min(span.until, until) - span.from;
  }
  return sum;
}

/** The span an instant lies in, as far as it is uninterrupted, also past midnight; undefined while nobody is there. */
export function openAt(at: number, day: LocalDate, spans: DaySpans): Span | undefined {
  let open: { from: number; until: number } | undefined;
  for (const span of spansFrom(at, day, spans, at + 8 * 86_400_000)) {
    if (!open && span.from > at) return undefined;
    if (open && span.from > open.until) return open;
    open = { from: open?.from ?? span.from, until: span.until };
  }
  return open;
}

/** When somebody is there next, for an instant at which nobody is; undefined for nobody within a year. */
export function opensAfter(at: number, day: LocalDate, spans: DaySpans): number | undefined {
  for (const span of spansFrom(at, day, spans)) if (span.from >= at) return span.from;
  return undefined;
}

/** What is left of each span from an instant on. */
function* spansFrom(at: number, day: LocalDate, spans: DaySpans, until = Infinity): Generator<Span> {
  for (let days = 0, one = day; days < MOST_DAYS; days += 1, one = addDays(one, 1)) {
    for (const span of spans(one)) {
      if (span.from > until) return;
      if (span.until > at) yield { from: Math.max(span.from, at), until: span.until };
    }
  }
}

const LINE = /^([1-7])(?:-([1-7]))?\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/;

/**
 * Reads a week as it is typed, a line for each: `1-5 09:00-18:00`, `6 9:00-14:00`; days are 1 (Monday) to 7.
 * @returns undefined when a line cannot be read
 */
export function readWeek(text: string): WeekHours[] | undefined {
  const week: WeekHours[] = [];
  for (const line of text
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const [, first, last = first, h1, m1, h2, m2] = LINE.exec(line) ?? [];
    const [from, until] = [`${(h1 ?? '').padStart(2, '0')}:${m1}`, `${(h2 ?? '').padStart(2, '0')}:${m2}`];
    const wrong =
      first === undefined || Number(m1) > 59 || Number(m2) > 59 || until > '24:00' || from >= until;
    if (wrong || Number(last) < Number(first)) return undefined;
    for (let weekday = Number(first); weekday <= Number(last); weekday += 1)
      week.push({ weekday, from, until });
  }
  return week;
}
