/**
 * Exact arithmetic for the independent recount: fractions of whole numbers, rounding half to even, and the normal and
 * t distributions. Nothing here comes from the product's code.
 */

const gcd = (a, b) => {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
};

/** A fraction of two whole numbers in lowest terms. */
export class Fraction {
  constructor(numerator, denominator = 1n) {
    if (denominator === 0n) throw new Error('division by zero');
    const sign = denominator < 0n ? -1n : 1n;
    const common = gcd(numerator, denominator) || 1n;
    this.n = (sign * numerator) / common;
    this.d = (sign * denominator) / common;
  }

  /** From a whole number, a decimal such as "-0.437" or a fraction such as "21508461/25". */
  static of(value) {
    if (value instanceof Fraction) return value;
    const text = String(value);
    if (/^-?\d+\/\d+$/.test(text)) {
      const [numerator, denominator] = text.split('/');
      return new Fraction(BigInt(numerator), BigInt(denominator));
    }
    const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (!found) throw new Error(`"${text}" is not a number`);
    const [, sign, whole, decimals = ''] = found;
    const digits = BigInt(whole + decimals);
    return new Fraction(sign ? -digits : digits, 10n ** BigInt(decimals.length));
  }

  plus(other) {
    const o = Fraction.of(other);
    return new Fraction(this.n * o.d + o.n * this.d, this.d * o.d);
  }
  minus(other) {
    return this.plus(Fraction.of(other).times(-1));
  }
  times(other) {
    const o = Fraction.of(other);
    return new Fraction(this.n * o.n, this.d * o.d);
  }
  over(other) {
    const o = Fraction.of(other);
    return new Fraction(this.n * o.d, this.d * o.n);
  }
  compare(other) {
    const difference = this.minus(other).n;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  floor() {
    const quotient = this.n / this.d;
    return this.n < 0n && quotient * this.d !== this.n ? quotient - 1n : quotient;
  }
  ceiling() {
    return -this.times(-1).floor();
  }
  /** The nearest number with so many decimals; the half goes to the even digit. */
  rounded(digits) {
    const scale = 10n ** BigInt(digits);
    const scaled = this.times(new Fraction(scale));
    const below = scaled.floor();
    const half = scaled.minus(new Fraction(below)).compare('1/2');
    return new Fraction(half > 0 || (half === 0 && below % 2n !== 0n) ? below + 1n : below, scale);
  }
  /** Rounded and printed with exactly so many decimals. */
  printed(digits) {
    const { n, d } = this.rounded(digits);
    const scaled = (n * 10n ** BigInt(digits)) / d;
    const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0');
    const whole = text.slice(0, text.length - digits);
    return `${scaled < 0n ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
  }
  /** The square root, to far more digits than are printed. */
  root() {
    return this.n === 0n ? this : new Fraction(squareRoot((this.n * UNIT * UNIT) / this.d), UNIT);
  }
  /** "n/d", or "n" for a whole number. */
  toString() {
    return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`;
  }
  toNumber() {
    return Number(this.printed(15));
  }
}

export const ZERO = Fraction.of(0);
export const ONE = Fraction.of(1);
export const sum = (values) => values.reduce((total, value) => total.plus(value), ZERO);
export const least = (a, b) => (Fraction.of(a).compare(b) <= 0 ? Fraction.of(a) : Fraction.of(b));
export const most = (a, b) => (Fraction.of(a).compare(b) >= 0 ? Fraction.of(a) : Fraction.of(b));

/** Fifty decimals, of which some thirty are right at the end: five times what is printed. */
const UNIT = 10n ** 50n;
const PI = 314159265358979323846264338327950288419716939937510n;
const SQRT_TWO_PI = squareRoot(2n * PI * UNIT);

function squareRoot(value) {
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

/** e^y for y ≥ 0, by its series at y/1024 squared ten times. */
function exponential(y) {
  const small = y / 1024n;
  let term = UNIT;
  let total = UNIT;
  for (let k = 1n; term > 0n; k += 1n) {
    term = (term * small) / (UNIT * k);
    total += term;
  }
  for (let time = 0; time < 10; time += 1) total = (total * total) / UNIT;
  return total;
}

/** Density and distribution of the standard normal at z; beyond nine deviations 0 or 1. */
export function normal(z) {
  const x = z.times(new Fraction(UNIT)).floor();
  const size = x < 0n ? -x : x;
  if (size > 9n * UNIT) return { density: ZERO, below: x < 0n ? ZERO : ONE };
  const square = (size * size) / UNIT;
  const density = (((UNIT * UNIT) / exponential(square / 2n)) * UNIT) / SQRT_TWO_PI;
  let term = size;
  let series = size;
  for (let odd = 3n; term > 0n; odd += 2n) {
    term = (term * square) / (UNIT * odd);
    series += term;
  }
  const beyondMiddle = (density * series) / UNIT;
  const below = UNIT / 2n + (x < 0n ? -beyondMiddle : beyondMiddle);
  return { density: new Fraction(density, UNIT), below: new Fraction(below, UNIT) };
}

/** The .975 quantile of t with so many degrees of freedom: with t = √ν·tan a the density is a power of cos a. */
export function tQuantile(freedom) {
  const area = (to) => {
    const steps = 4000;
    const width = to / steps;
    let total = 0;
    for (let i = 0; i <= steps; i += 1)
      total += (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2) * Math.cos(i * width) ** (freedom - 1);
    return (total * width) / 3;
  };
  const wanted = 0.95 * area(Math.PI / 2);
  let [low, high] = [0, Math.PI / 2];
  for (let time = 0; time < 60; time += 1) {
    const middle = (low + high) / 2;
    if (area(middle) < wanted) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan(low);
}

/** Whole parts that sum to the rounded-down sum of the shares: floors, then one each to the largest remainders. */
export function largestRemainder(shares) {
  const parts = shares.map(({ key, share }) => {
    const whole = Fraction.of(share).floor();
    return { key, whole, rest: Fraction.of(share).minus(new Fraction(whole)) };
  });
  let left =
    sum(shares.map(({ share }) => share)).floor() - parts.reduce((all, { whole }) => all + whole, 0n);
  const order = [...parts].sort((a, b) => b.rest.compare(a.rest) || (a.key < b.key ? -1 : 1));
  for (const part of order) {
    if (left === 0n) break;
    part.whole += 1n;
    left -= 1n;
  }
  return new Map(parts.map(({ key, whole }) => [key, whole]));
}
