/**
 * When a mail may arrive: not at night where the customer is. A mail due at night waits for the morning; it is never
 * dropped. Daylight saving is the calendar's business: a day of 23 or 25 hours has its own morning.
 */
import { DateTime, IANAZone } from 'luxon';

/** Local whole hours, from inclusive, until exclusive; `from` after `until` spans midnight. */
export interface QuietHours {
  from: number;
  until: number;
}

/**
 * The first instant at or after `instant` that is outside the quiet hours of the zone.
 * @param instant UTC milliseconds
 * @param quiet null: no hour is quiet
 */
export function outsideQuietHours(instant: number, zone: string, quiet: QuietHours | null): number {
  if (!quiet || quiet.from === quiet.until) return instant;
  const local = DateTime.fromMillis(instant, { zone });
  if (!local.isValid) throw new RangeError(`Not an instant in a known zone: ${instant} in ${zone}`);
  const overMidnight = quiet.from > quiet.until;
  const isQuiet = overMidnight
    ? local.hour >= quiet.from || local.hour < quiet.until
    : local.hour >= quiet.from && local.hour < quiet.until;
  if (!isQuiet) return instant;
  const day = overMidnight && local.hour >= quiet.from ? local.plus({ days: 1 }) : local;
  // Where daylight saving skips that hour, this is the first one that exists.
  const morning = day.set({ hour: quiet.until, minute: 0, second: 0, millisecond: 0 }).toMillis();
  // … and if that is quiet again, since the clocks skipped the only hour that is not, the next day has it.
  return morning > instant ? outsideQuietHours(morning, zone, quiet) : instant;
}

/** Asking whether a zone exists costs more than everything else about it. */
const exists = new Map<string, boolean>();
const MOST_KEPT = 1000;

/** The customer's zone where it is known and exists, else the organization's. */
export function zoneFor(customerZone: string | null, organizationZone: string): string {
  if (!customerZone) return organizationZone;
  let valid = exists.get(customerZone);
  if (valid === undefined) {
    valid = IANAZone.isValidZone(customerZone);
    if (exists.size >= MOST_KEPT) exists.clear();
    exists.set(customerZone, valid);
  }
  return valid ? customerZone : organizationZone;
}
