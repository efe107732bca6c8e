/**
 * Periods: half-open ranges of local dates (`from` belongs, `to` does not), so that months meet without gap or overlap.
 * Dates are plain `YYYY-MM-DD` text; arithmetic goes through UTC day numbers and knows no time zone.
 */
import { DomainError } from './domain-error';

/** A calendar date without time or zone, `YYYY-MM-DD`. Text order is date order. */
export type LocalDate = string;

export interface Period {
  readonly from: LocalDate;
  /** Exclusive: the first day after the period. */
  readonly to: LocalDate;
}

const DAY = 86_400_000;

/** The date `days` later (earlier when negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOf(dayNumber(date) + days);
}

/** A period from explicit bounds. Throws `period.bad_date`, `period.empty` unless `from` is before `to`. */
export function period(from: LocalDate, to: LocalDate): Period {
  if (dayNumber(from) >= dayNumber(to)) {
    throw new DomainError('period.empty', `A period must end after it starts: ${from}..${to}.`, { from, to });
  }
  return { from, to };
}

/** `monthPeriod('2026-10')` is 2026-10-01 up to, not including, 2026-11-01. Throws `period.unreadable`. */
export function monthPeriod(text: string): Period {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (!match) throw unreadable(text);
  return monthsFrom(Number(match[1]), Number(match[2]) - 1, 1);
}

/** `quarterPeriod('2026-Q3')` is July to September. Throws `period.unreadable`. */
export function quarterPeriod(text: string): Period {
  const match = /^(\d{4})-Q([1-4])$/.exec(text);
  if (!match) throw unreadable(text);
  return monthsFrom(Number(match[1]), (Number(match[2]) - 1) * 3, 3);
}

/** `yearPeriod('2026')`. Throws `period.unreadable`. */
export function yearPeriod(text: string): Period {
  const match = /^(\d{4})$/.exec(text);
  if (!match) throw unreadable(text);
  return monthsFrom(Number(match[1]), 0, 12);
}

/** Reads `2026-10`, `2026-Q3`, `2026` or `2026-03-16..2026-08-01` (end exclusive). Throws `period.unreadable` and the errors of `period`. */
export function parsePeriod(text: string): Period {
  const range = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(text);
  if (range) return period(range[1] ?? '', range[2] ?? '');
  if (text.includes('Q')) return quarterPeriod(text);
  return text.includes('-') ? monthPeriod(text) : yearPeriod(text);
}

/** The shortest text that `parsePeriod` reads back as the same period. */
export function formatPeriod({ from, to }: Period): string {
  const months = wholeMonths({ from, to });
  const month = Number(from.slice(5, 7));
  if (months === 1) return from.slice(0, 7);
  if (months === 3 && month % 3 === 1) return `${from.slice(0, 4)}-Q${(month + 2) / 3}`;
  if (months === 12 && month === 1) return from.slice(0, 4);
  return `${from}..${to}`;
}

export function daysIn({ from, to }: Period): number {
  return dayNumber(to) - dayNumber(from);
}

/** Whether `date` belongs to the period. */
export function contains({ from, to }: Period, date: LocalDate): boolean {
  const day = dayNumber(date);
  return dayNumber(from) <= day && day < dayNumber(to);
}

/** How many days two periods share; 0 when they do not meet. */
export function overlapDays(left: Period, right: Period): number {
  const start = Math.max(dayNumber(left.from), dayNumber(right.from));
  const end = Math.min(dayNumber(left.to), dayNumber(right.to));
  return Math.max(0, end - start);
}

/** How many days of `whole` at least one of `parts` covers; days covered twice count once. */
export function coveredDays(whole: Period, parts: readonly Period[]): number {
  let covered = 0;
  let reached = dayNumber(whole.from);
  const end = dayNumber(whole.to);
  for (const part of [...parts].sort((a, b) => dayNumber(a.from) - dayNumber(b.from))) {
    const start = Math.max(reached, dayNumber(part.from));
    const stop = Math.min(end, dayNumber(part.to));
    if (stop > start) {
      covered += stop - start;
      reached = stop;
    }
  }
  return covered;
}

/**
 * The `count` periods right before `current`, nearest first: whole months step by months (a quarter by quarters), any other
 * range by its own length in days.
 */
export function previousPeriods(current: Period, count: number): Period[] {
  const months = wholeMonths(current);
  const days = daysIn(current);
  return Array.from({ length: count }, (_, index) => {
    const back = index + 1;
    if (months === 0)
      return { from: addDays(current.from, -back * days), to: addDays(current.to, -back * days) };
    return monthsFrom(
      Number(current.from.slice(0, 4)),
      Number(current.from.slice(5, 7)) - 1 - back * months,
      months,
    );
  });
}

/** The number of calendar months the period covers exactly, or 0. */
function wholeMonths({ from, to }: Period): number {
  if (!from.endsWith('-01') || !to.endsWith('-01')) return 0;
  return (
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
    Number(to.slice(5, 7)) -
    Number(from.slice(5, 7))
  );
}

function monthsFrom(year: number, month: number, months: number): Period {
  return { from: dateOf(utcDay(year, month, 1)), to: dateOf(utcDay(year, month + months, 1)) };
}

/** Days read so far: whole companies are hired, paid and evaluated on a few hundred of them. */
const KNOWN_DAYS = new Map<LocalDate, number>();
const MOST_KNOWN_DAYS = 10_000;

function dayNumber(date: LocalDate): number {
  const known = KNOWN_DAYS.get(date);
  if (known !== undefined) return known;
  const day = readDay(date);
  if (KNOWN_DAYS.size < MOST_KNOWN_DAYS) KNOWN_DAYS.set(date, day);
  return day;
}

function readDay(date: LocalDate): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const day = match ? utcDay(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : Number.NaN;
  if (Number.isNaN(day) || dateOf(day) !== date) {
    throw new DomainError('period.bad_date', `"${date}" is not a date; write it like 2026-10-31.`, { date });
  }
  return day;
}

function utcDay(year: number, month: number, day: number): number {
  return Date.UTC(year, month, day) / DAY;
}

function dateOf(day: number): LocalDate {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function unreadable(text: string): DomainError {
  return new DomainError(
    'period.unreadable',
    `"${text}" is not a period; write 2026-10, 2026-Q3, 2026 or 2026-03-16..2026-08-01.`,
    { text },
  );
}
