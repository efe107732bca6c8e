/**
 * Answers that count on some days are found by the time they came in: days have no index of their own, which every answer would
 * have to be written to.
 */
import type { Period } from '../kernel';

/** Of a row `r` of `response`: whether it counts on a day of the period. Its parameters are `onDays`. */
export const ON_DAYS = `r.counting_day >= ? AND r.counting_day < ? AND r.received_at >= ? AND r.received_at < ?`;

const HALF_DAY = 43_200_000;

/** What `ON_DAYS` asks for. A day of the organization's lies within a day and a half of its date in UTC, whatever the zone was then. */
export function onDays({ from, to }: Period): [from: string, to: string, since: number, until: number] {
  const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);
  return [from, to, noon(from) - 3 * HALF_DAY, noon(to) + HALF_DAY];
}
