/**
 * When a mail may arrive: outside the quiet hours, not on a quiet weekday and not on a day off, all as the calendar on
 * the customer's wall has them. A mail due at such a time waits for the next one that will do; it is never dropped.
 */
import { DateTime } from 'luxon';
import { type DayOff, daysOff, NEVER } from '../organization';
import type { InvitationRules } from './invitation-rules';
import { outsideQuietHours, type QuietHours } from './quiet-hours';

export interface QuietTimes {
  readonly hours: QuietHours | null;
  /** 1 = Monday … 7 = Sunday; never all of them. */
  readonly weekdays: readonly number[];
  readonly dayOff: DayOff;
}

/** Longer than any run of days off that rules can name. */
const LONGEST_RUN = 500;

/** @param region ISO 3166 country of the organization */
export async function quietTimes(rules: InvitationRules, region: string): Promise<QuietTimes> {
  return {
    hours: rules.quietHours,
    weekdays: rules.quietWeekdays,
    dayOff: await daysOff(rules.holidays, region),
  };
}

/**
 * The first instant at or after `instant` at which a mail may arrive in the zone.
 * @param instant UTC milliseconds
 */
export function sendableFrom(instant: number, zone: string, quiet: QuietTimes): number {
  let at = outsideQuietHours(instant, zone, quiet.hours);
  if (quiet.weekdays.length === 0 && quiet.dayOff === NEVER) return at;
  for (let skipped = 0; skipped < LONGEST_RUN; skipped += 1) {
    const local = DateTime.fromMillis(at, { zone });
    if (!quiet.weekdays.includes(local.weekday) && !quiet.dayOff(local.toFormat('yyyy-MM-dd'))) return at;
    at = outsideQuietHours(local.plus({ days: 1 }).startOf('day').toMillis(), zone, quiet.hours);
  }
  throw new RangeError('Every day is a day off: no mail could ever be sent.');
}

const QUARTER = 15 * 60_000;

/**
 * `sendableFrom` for many instants: clocks differ from UTC by whole quarters of an hour, so that one answer holds for
 * all instants of a quarter. Every zone in use since 1972 keeps to that (tz database, file `theory`).
 */
export function sendableInQuarters(quiet: QuietTimes): (instant: number, zone: string) => number {
  const zones = new Map<string, Map<number, number>>();
  return (instant, zone) => {
    const known = zones.get(zone) ?? new Map<number, number>();
    zones.set(zone, known);
    const quarter = Math.floor(instant / QUARTER);
    let first = known.get(quarter);
    if (first === undefined) known.set(quarter, (first = sendableFrom(quarter * QUARTER, zone, quiet)));
    return Math.max(first, instant);
  };
}
