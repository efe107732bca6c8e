/**
 * Days on which nobody works or is written to: the public holidays of a country or one of its states, and days the organization
 * names itself. Holidays are local days: they begin and end with the day where the customer is.
 */
import type Holidays from 'date-holidays';

/** Which days are off: where observed, the public holidays of a country (null: the organization's); days of one's own. */
export interface HolidayRules {
  readonly observe: boolean;
  readonly country: string | null;
  readonly state: string | null;
  readonly extra: readonly string[];
}

export type DayOff = (day: string) => boolean;

/** No day is one. */
export const NEVER: DayOff = () => false;
/** Working out the holidays of a year costs more than the rest of a decision: each year is worked out once. */
const known = new Map<string, ReadonlySet<string>>();
const MOST_KEPT = 200;

/** A megabyte of rules, read when somebody first observes holidays. */
const calendars = async (): Promise<typeof Holidays> => (await import('date-holidays')).default;

function publicHolidays(
  Calendar: typeof Holidays,
  country: string,
  state: string | null,
  year: number,
): ReadonlySet<string> {
  const key = `${country} ${state ?? ''} ${year}`;
  const kept = known.get(key);
  if (kept) return kept;
  const calendar = state === null ? new Calendar(country) : new Calendar(country, state);
  // A holiday of several days has its length in hours; each of its days counts.
  const days = calendar
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .flatMap(({ date, start, end }) => {
      const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
      return Array.from({ length }, (_, nth) =>
        new Date(first + nth * 86_400_000).toISOString().slice(0, 10),
      );
    });
  if (known.size >= MOST_KEPT) known.clear();
  const found: ReadonlySet<string> = new Set(days);
  known.set(key, found);
  return found;
}

/**
 * Tells whether a local day, `YYYY-MM-DD`, is one of those.
 * @param region ISO 3166 country of the organization, for rules that name none
 */
export async function daysOff(rules: HolidayRules, region: string): Promise<DayOff> {
  const { observe, country, state, extra } = rules;
  if (!observe) return extra.length > 0 ? (day) => extra.includes(day) : NEVER;
  const Calendar = await calendars();
  return (day) =>
    extra.includes(day) ||
    publicHolidays(Calendar, country ?? region, state, Number(day.slice(0, 4))).has(day);
}

/** Countries whose holidays are known: ISO 3166 codes. */
export async function holidayCountries(): Promise<string[]> {
  return Object.keys(new (await calendars())().getCountries());
}

/** The states of a country that are told apart, name by code; empty for a country without. */
export async function holidayStates(country: string, language: string): Promise<Record<string, string>> {
  const states = new (await calendars())().getStates(country, language.slice(0, 2)) as
    Record<string, string> | undefined;
  return states ?? {};
}
