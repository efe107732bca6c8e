/** The mailroom's formulas: shares against limits, and what is to come. */
export { BOUNCE_LIMITS, COMPLAINT_LIMITS, FEWEST, rateOf } from './rates';
export type { Limits, Rate, RateVerdict } from './rates';
export { forecast } from './forecast';
export type { DayForecast } from './forecast';
export { BULK_PER_DAY, bulkRules, type BulkVerdict } from './bulk';
