/** The door of the kernel: pure building blocks that every module may use. */
export { DomainError } from './domain-error';
export { compareKeys, sortedByKey } from './ordering';
export * as rationals from './rational';
export { rational, parseRational } from './rational';
export type { Rational } from './rational';
export { MILLION, formatScaled, parseMillionths, roundedQuotient, roundedRoot } from './fixed-point';
export { apportion, apportionByPosition } from './largest-remainder';
export type { Apportioned, WeightedClaim } from './largest-remainder';
export { WHOLE_SHARE, equalShares, normaliseShares } from './shares';
export { canonicalJson, canonicalJsonPieces } from './canonical-json';
export { roundHalfAway, roundHalfEven } from './rounding';
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
export {
  addDays,
  contains,
  coveredDays,
  daysIn,
  formatPeriod,
  localDate,
  monthPeriod,
  overlapDays,
  parsePeriod,
  period,
  previousPeriods,
  quarterPeriod,
  yearPeriod,
} from './period';
export type { LocalDate, Period } from './period';
export { LOCALES, isLocale, negotiateLocale, pickText } from './locale-text';
export type { Locale, LocaleText } from './locale-text';
export { exp, ln } from './elementary';
export {
  Z95,
  binomialCdf,
  incompleteBeta,
  logGamma,
  normalCdf,
  normalPdf,
  normalQuantile,
  poissonUpperTail,
  studentCdf,
  studentQuantile,
} from './statistics';
