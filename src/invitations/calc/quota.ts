/**
 * Quotas: so many invitations per employee and period, so that everybody's results rest on comparable numbers. The
 * period goes by the local day of the contact, so that reporting it late gains nothing. Pure.
 */
import type { Quota } from './sampling';

export interface QuotaDay {
  /** `2026-W45` (ISO week) or `2026-11`. */
  readonly period: string;
  /** The day's number in the period, from 1. */
  readonly nth: number;
  /** How many days the period has. */
  readonly days: number;
}

const DAY = 86_400_000;
const utc = (year: number, month: number, day: number): number => Date.UTC(year, month, day);

/** @param day `YYYY-MM-DD` */
export function quotaDay(day: string, per: Quota['per']): QuotaDay {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  if (per === 'month') {
    const days = Math.round((utc(year, month, 1) - utc(year, month - 1, 1)) / DAY);
    return { period: day.slice(0, 7), nth: date, days };
  }
  const at = utc(year, month - 1, date);
  const weekday = (new Date(at).getUTCDay() + 6) % 7;
  // A week belongs to the year its Thursday is in (ISO 8601).
  const thursday = at + (3 - weekday) * DAY;
  const weekYear = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.floor((thursday - utc(weekYear, 0, 1)) / (7 * DAY));
  return { period: `${weekYear}-W${String(week).padStart(2, '0')}`, nth: weekday + 1, days: 7 };
}

/** How many invitations may have been given out by the end of that day: `most`, or its part ⌈most × nth ÷ days⌉. */
export function allowedOn(quota: Quota, { nth, days }: QuotaDay): number {
  return quota.evenly ? Math.ceil((quota.most * nth) / days) : quota.most;
}
