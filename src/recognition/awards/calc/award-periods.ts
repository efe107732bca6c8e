/** The periods an award is given for, and the days of a vote. All days are local, periods half-open. */
import {
  addDays,
  monthPeriod,
  type Period,
  previousPeriods,
  quarterPeriod,
  yearPeriod,
} from '../../../kernel';

export const AWARD_PERIODS = ['month', 'quarter', 'year'] as const;
export type AwardPeriod = (typeof AWARD_PERIODS)[number];

/** The period of its kind that a day lies in. */
export function periodOf(kind: AwardPeriod, day: string): Period {
  if (kind === 'month') return monthPeriod(day.slice(0, 7));
  if (kind === 'year') return yearPeriod(day.slice(0, 4));
  return quarterPeriod(`${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`);
}

/** Periods that are over on the day and end after the award began, the oldest first; at most `most` of them. */
export function finishedPeriods(kind: AwardPeriod, day: string, begunOn: string, most: number): Period[] {
  return previousPeriods(periodOf(kind, day), most)
    .filter(({ to }) => to <= day && to > begunOn)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** First day on which nobody can vote any more. */
export const voteClosesOn = ({ to }: Period, voteDays: number): string => addDays(to, voteDays);
