/**
 * Exact fractions for the arithmetic that decides who gets which cent: points, proration and pool shares. No value here is
 * ever a floating-point number; rounding happens only where a caller asks for it.
 */
import { DomainError } from './domain-error';
import { formatScaled, roundedQuotient } from './fixed-point';

/** A fraction in lowest terms; `denominator` > 0. Build one only with the functions below. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const LARGEST_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

const DECIMAL = /^([+-])?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/** The fraction `numerator / denominator`. Numbers must be safe integers. Throws `rational.zero_denominator`, `rational.not_integer`. */
export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  const top = toBigInt(numerator);
  const bottom = toBigInt(denominator);
  if (bottom === 0n)
    throw new DomainError('rational.zero_denominator', 'A fraction needs a denominator other than 0.');
  if (bottom === 1n) return { numerator: top, denominator: bottom };
  const sign = bottom < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(top, bottom);
  return { numerator: (sign * top) / divisor, denominator: (sign * bottom) / divisor };
}

export const ZERO: Rational = { numerator: 0n, denominator: 1n };
export const ONE: Rational = { numerator: 1n, denominator: 1n };

/**
 * Reads `'12.5'`, `'-0.001'`, `'1e-7'` or a fraction such as `'183/365'`, exactly. Throws `rational.unreadable`.
 */
export function parseRational(text: string): Rational {
  if (!text.includes('/')) return parseDecimal(text);
  const [top = '', bottom = '', ...rest] = text.split('/');
  if (rest.length > 0) throw unreadable(text);
  return divide(parseDecimal(top), parseDecimal(bottom));
}

function parseDecimal(text: string): Rational {
  const match = DECIMAL.exec(text.trim());
  if (!match) throw unreadable(text);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = Number(exponent) - fraction.length;
  return scale >= 0 ? rational(digits * 10n ** BigInt(scale)) : rational(digits, 10n ** BigInt(-scale));
}

export function add(left: Rational, right: Rational): Rational {
  return rational(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );
}

export function subtract(left: Rational, right: Rational): Rational {
  return add(left, { numerator: -right.numerator, denominator: right.denominator });
}

export function multiply(left: Rational, right: Rational): Rational {
  return rational(left.numerator * right.numerator, left.denominator * right.denominator);
}

/** Throws `rational.zero_denominator` when `right` is 0. */
export function divide(left: Rational, right: Rational): Rational {
  return rational(left.numerator * right.denominator, left.denominator * right.numerator);
}

/** Negative, zero or positive as `left` is below, equal to or above `right`. */
export function compare(left: Rational, right: Rational): number {
  const alike = left.denominator === right.denominator;
  const one = alike ? left.numerator : left.numerator * right.denominator;
  const other = alike ? right.numerator : right.numerator * left.denominator;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The exact sum; values that share a denominator are added as whole numbers first. */
export function sumRationals(values: readonly Rational[]): Rational {
  const sums = new Map<bigint, bigint>();
  for (const { numerator, denominator } of values) {
    sums.set(denominator, (sums.get(denominator) ?? 0n) + numerator);
  }
  return [...sums].map(([denominator, numerator]) => rational(numerator, denominator)).reduce(add, ZERO);
}

/** The largest integer not above `value`. */
export function floor(value: Rational): bigint {
  const quotient = value.numerator / value.denominator;
  return value.numerator < 0n && quotient * value.denominator !== value.numerator ? quotient - 1n : quotient;
}

/** `value` with exactly `digits` decimals, ties to the even digit: `toDecimalString(2/3, 4)` is `'0.6667'`. */
export function toDecimalString(value: Rational, digits: number): string {
  return formatScaled(roundedQuotient(value.numerator * 10n ** BigInt(digits), value.denominator), digits);
}

/** The nearest double, for charts and comparisons, never for money. */
export function toNumber(value: Rational): number {
  return Number(toDecimalString(value, 20));
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let a = left < 0n ? -left : left;
  let b = right < 0n ? -right : right;
  // Whole numbers that a double holds exactly are divided many times faster as such.
  while (b > LARGEST_SAFE || a > LARGEST_SAFE) {
    if (b === 0n) return a;
    [a, b] = [b, a % b];
  }
  let [larger, smaller] = [Number(a), Number(b)];
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger === 0 ? 1n : BigInt(larger);
}

function toBigInt(value: bigint | number): bigint {
  if (typeof value === 'bigint') return value;
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new DomainError(
    'rational.not_integer',
    `${value} is not a safe integer; pass a decimal as text instead.`,
    { value },
  );
}

function unreadable(text: string): DomainError {
  return new DomainError('rational.unreadable', `"${text}" is neither a decimal nor a fraction.`, { text });
}
