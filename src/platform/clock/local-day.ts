/** Between instants (UTC milliseconds) and the local days and times of a zone, daylight saving included. */
import { DateTime } from 'luxon';

export interface LocalTime {
  /** 0–23 */
  hour: number;
  /** 0–59 */
  minute: number;
  /** 1 = Monday … 7 = Sunday */
  weekday: number;
}

function at(instant: number, zone: string): DateTime {
  const local = DateTime.fromMillis(instant, { zone });
  if (!local.isValid) throw new RangeError(`Not an instant in a known zone: ${instant} in ${zone}`);
  return local;
}

/** The day that was asked for last in each zone, and its first and last instant: most questions are about today. */
const lastDays = new Map<string, { day: string; first: number; last: number }>();

/** The calendar day, `YYYY-MM-DD`, that the instant falls on in the zone. */
export function localDay(instant: number, zone: string): string {
  const known = lastDays.get(zone);
  if (known && instant >= known.first && instant <= known.last) return known.day;
  const local = at(instant, zone);
  const day = local.toFormat('yyyy-MM-dd');
  const [first, last] = [local.startOf('day'), local.endOf('day')];
  // Where the clocks change, a day may begin twice: such a day is worked out each time.
  if (first.offset === last.offset)
    lastDays.set(zone, { day, first: first.toMillis(), last: last.toMillis() });
  return day;
}

/**
 * The first instant of a local day. Where daylight saving skips midnight, that is the first instant that exists.
 * @throws RangeError when the day or the zone does not exist
 */
export function startOfDay(day: string, zone: string): number {
  const local = DateTime.fromFormat(day, 'yyyy-MM-dd', { zone });
  if (!local.isValid) throw new RangeError(`Not a day in a known zone: ${day} in ${zone}`);
  return local.startOf('day').toMillis();
}

/** The time on the wall in the zone. */
export function localTime(instant: number, zone: string): LocalTime {
  const { hour, minute, weekday } = at(instant, zone);
  return { hour, minute, weekday };
}

const LOCAL_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})$/;

/**
 * The instant at which the clocks of the zone show a time. A time that they show twice, when they are put back, is the
 * first of the two; a time that they leap over is the instant of the leap.
 * @param local `YYYY-MM-DDTHH:MM`
 * @throws RangeError when the day, the time or the zone does not exist
 */
export function instantAt(local: string, zone: string): number {
  const [, day = '', time = ''] = LOCAL_TIME.exec(local) ?? [];
  const read = DateTime.fromFormat(`${day} ${time}`, 'yyyy-MM-dd HH:mm', { zone });
  if (!read.isValid) throw new RangeError(`Not a time in a known zone: ${local} in ${zone}`);
  if (read.toFormat("yyyy-MM-dd'T'HH:mm") === local)
    return Math.min(...read.getPossibleOffsets().map((one) => one.toMillis()));
  return leapBefore(read);
}

/** The last instant at which the clocks leapt, less than a day before. */
function leapBefore(later: DateTime): number {
  let [before, after] = [later.minus({ days: 1 }).toMillis(), later.toMillis()];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (DateTime.fromMillis(middle, { zone: later.zone }).offset === later.offset) after = middle;
    else before = middle;
  }
  return after;
}
