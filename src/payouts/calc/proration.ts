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
  rationals,
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

/** The target bonus of a period, and the days that count; several where the target changed. */
export interface Entitled {
  readonly targetBonusMinor: number;
  readonly eligibleDays: number;
  readonly periodDays: number;
  readonly segments?: readonly { readonly targetBonusMinor: number; readonly days: number }[];
}

/**
 * Target × days / days of the period in minor units, exactly; over the segments where the target changed. Throws
 * `payouts.bad_days`, `payouts.bad_target`.
 */
export function entitlement({
  targetBonusMinor,
  eligibleDays: days,
  periodDays,
  segments,
}: Entitled): Rational {
  const parts = segments ?? [{ targetBonusMinor, days }];
  if (parts.some((part) => !Number.isSafeInteger(part.targetBonusMinor) || part.targetBonusMinor < 0))
    throw new DomainError(
      'payouts.bad_target',
      'A target bonus is a whole number of minor units, 0 or more.',
    );
  const { multiply, sumRationals } = rationals;
  if (parts.reduce((sum, part) => sum + part.days, 0) !== days)
    throw new DomainError('payouts.bad_days', `The days of the segments do not sum to ${days}.`, {
      days: String(days),
    });
  const due = (part: { targetBonusMinor: number; days: number }): Rational => {
    const factor = prorationFactor(part.days, periodDays);
    return part.days === periodDays
      ? rational(part.targetBonusMinor)
      : multiply(rational(part.targetBonusMinor), factor);
  };
  const [only] = parts;
  return only && parts.length === 1 ? due(only) : sumRationals(parts.map(due));
}

/** `eligibleDays` over `daysIn`, exactly. */
export function employmentProration(whole: Period, employment: Employment): Rational {
  return prorationFactor(eligibleDays(whole, employment), daysIn(whole));
}
