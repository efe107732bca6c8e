/** The door of the clock: the only source of "now", and the arithmetic of local days. */
export { Clock, ClockModule, ManualClock, SystemClock } from './clock';
export { instantAt, localDay, localTime, startOfDay } from './local-day';
export type { LocalTime } from './local-day';
