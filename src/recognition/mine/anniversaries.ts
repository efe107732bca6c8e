/** Anniversaries of service: the years since the first working day, on the same day of the year. */
import { addDays } from '../../kernel';
import { SINCE_ALWAYS } from '../../organization';

export interface Anniversary {
  readonly years: number;
  readonly day: string;
}

/**
 * The anniversaries from the first on that have come by `today`, the newest first; none where nobody knows the first
 * day. Who began on 29 February celebrates on the 28th in other years.
 */
export function anniversariesUntil(hiredOn: string, today: string, most: number): Anniversary[] {
  if (hiredOn === SINCE_ALWAYS) return [];
  const last = Number(today.slice(0, 4)) - Number(hiredOn.slice(0, 4));
  return Array.from({ length: Math.max(0, last) }, (_, index) => last - index)
    .map((years) => ({ years, day: yearsAfter(hiredOn, years) }))
    .filter(({ day }) => day <= today)
    .slice(0, most);
}

function yearsAfter(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) + years);
  if (day.slice(5) !== '02-29') return `${year}${day.slice(4)}`;
  return addDays(`${year}-03-01`, -1);
}
