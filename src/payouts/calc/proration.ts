/**
 * Proration: the part of a period for which an employee was eligible, in whole days.
 */
import {
  coveredDays,
  daysIn,
  DomainError,
  LocalDate,
  overlapDays,
  Period,
  period,
  rational,
  Rational,
} from '../../kernel';

export interface Employment {
  /** First day of employment. */
  readonly from: LocalDate;
  /** First day no longer employed; null while employed. */
  readonly to: LocalDate | null;
  /** Leaves that do not count, such as unpaid ones. Days covered twice count once. */
  readonly leaves: readonly Period[];
}

/** Days of `whole` that count for `employment`: employed and not on such leave. */
export function eligibleDays(whole: Period, employment: Employment): number {
  const from = employment.from > whole.from ? employment.from : whole.from;
  const to = employment.to !== null && employment.to < whole.to ? employment.to : whole.to;
  if (from >= to) return 0;
  const employed = period(from, to);
  return overlapDays(whole, employed) - coveredDays(employed, employment.leaves);
}

/** (eligible days)/(days in the period), exactly. Throws `payouts.bad_days` unless 0 ≤ eligible ≤ period days, period days ≥ 1. */
export function prorationFactor(eligible: number, periodDays: number): Rational {
  const whole = Number.isSafeInteger(eligible) && Number.isSafeInteger(periodDays);
  if (whole && periodDays >= 1 && eligible >= 0 && eligible <= periodDays)
    return rational(eligible, periodDays);
  throw new DomainError('payouts.bad_days', `${eligible} of ${periodDays} days is not a part of a period.`, {
    eligible: String(eligible),
    periodDays: String(periodDays),
  });
}

/** `eligibleDays` over `daysIn`, exactly. */
export function employmentProration(whole: Period, employment: Employment): Rational {
  return prorationFactor(eligibleDays(whole, employment), daysIn(whole));
}
