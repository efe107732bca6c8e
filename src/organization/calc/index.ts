/** The door of the organization's formulas: time at work. */
export {
  businessTimeBetween,
  laterByBusinessTime,
  openAt,
  opensAfter,
  readWeek,
  spansOfDay,
} from './business-time';
export type { DaySpans, Span, WeekHours } from './business-time';
