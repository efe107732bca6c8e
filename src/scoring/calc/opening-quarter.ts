/** Which quarter pages open at when the reader has chosen none. */
import { addDays, type LocalDate, type Period, previousPeriods, quarterPeriod } from '../../kernel';

/** In its first weeks a quarter has too few answers to say anything, and the one before is being closed. */
const YOUNG_DAYS = 28;

/** The current quarter, or in its first four weeks the one before. */
export function openingQuarter(today: LocalDate): Period {
  const quarter = Math.ceil(Number(today.slice(5, 7)) / 3);
  const current = quarterPeriod(`${today.slice(0, 4)}-Q${quarter}`);
  const young = today < addDays(current.from, YOUNG_DAYS);
  return (young ? previousPeriods(current, 1)[0] : undefined) ?? current;
}
