/** How many mails will leave in the days to come: what is planned, and what a weekday usually brings. */

export interface DayForecast {
  /** Local day, `YYYY-MM-DD`. */
  day: string;
  /** Planned for that day already. */
  planned: number;
  /** The average of that weekday over the past weeks; null without any past. */
  usual: number | null;
  /** What is planned belongs to a usual day: the larger of the two, rounded up. */
  expected: number;
}

/** 0 = Sunday … 6 = Saturday, of a day `YYYY-MM-DD`. */
const weekdayOf = (day: string): number => new Date(`${day}T12:00:00Z`).getUTCDay();

/**
 * @param days the days to come
 * @param planned mails planned per day
 * @param past mails sent per day of the past weeks; days without mail are in it, with 0
 */
export function forecast(
  days: readonly string[],
  planned: ReadonlyMap<string, number>,
  past: ReadonlyMap<string, number>,
): DayForecast[] {
  return days.map((day) => {
    const same = [...past].filter(([other]) => weekdayOf(other) === weekdayOf(day)).map(([, sent]) => sent);
    const usual = same.length === 0 ? null : same.reduce((sum, sent) => sum + sent, 0) / same.length;
    const known = planned.get(day) ?? 0;
    return { day, planned: known, usual, expected: Math.ceil(Math.max(known, usual ?? 0)) };
  });
}
