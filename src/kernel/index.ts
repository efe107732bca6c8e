/** The door of the kernel: pure building blocks that every module may use. */
export { DomainError } from './domain-error';
export { groupedBy } from './grouping';
export { sortedByKey } from './ordering';
export * as rationals from './rational';
export { rational, parseRational } from './rational';
export type { Rational } from './rational';
export {
  MILLION,
  formatScaled,
  formatUnits,
  parseMillionths,
  roundedQuotient,
  roundedRoot,
} from './fixed-point';
export { apportion } from './largest-remainder';
export { WHOLE_SHARE, equalShares, normaliseShares } from './shares';
export { canonicalJson, jsonInOrder } from './canonical-json';
export { roundHalfEven } from './rounding';
export type { Decimal } from './rounding';
export {
  CURRENCIES,
  addMoney,
  compareMoney,
  currencyExponent,
  minorToDecimalString,
  money,
  parseMoney,
  subtractMoney,
  sumMoney,
} from './money';
export type { Money } from './money';
export { typedMinor } from './typed-money';
export {
  addDays,
  contains,
  coveredDays,
  daysIn,
  formatPeriod,
  monthPeriod,
  overlapDays,
  parsePeriod,
  period,
  previousPeriods,
  quarterPeriod,
  yearPeriod,
} from './period';
export type { LocalDate, Period } from './period';
export { inOwnDirection } from './own-direction';
export { LOCALES, isLocale, pickText } from './locale-text';
export type { Locale, LocaleText } from './locale-text';
export { TONES } from './tone';
export type { Tone } from './tone';
export { wilson } from './proportion';
export type { Interval } from './proportion';
export { exp, ln } from './elementary';
export {
  Z95,
  binomialCdf,
  logGamma,
  normalCdf,
  normalPdf,
  normalQuantile,
  poissonUpperTail,
  studentQuantile,
} from './statistics';
