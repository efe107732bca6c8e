/**
 * The probability distributions that scores, intervals and integrity signals need. Deterministic to the bit on any machine:
 * everything rests on `exp` and `ln` of `elementary.ts` and on IEEE arithmetic.
 */
import { DomainError } from './domain-error';
import { exp, ln, polynomial } from './elementary';

/** The 97.5 % point of the standard normal: half-width of a 95 % interval in standard errors. */
export const Z95 = 1.959963984540054;

const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/** Density of the standard normal. */
export function normalPdf(z: number): number {
  return INVERSE_ROOT_TWO_PI * exp(-0.5 * z * z);
}

/**
 * Φ: the standard normal distribution function, to about 1e-15, with full relative accuracy in the lower tail.
 * W. J. Cody 1969, "Rational Chebyshev approximations for the error function", in the form of R's `pnorm`.
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return z;
  const y = Math.abs(z);
  if (y <= 0.67448975) {
    const square = z * z;
    return 0.5 + (z * polynomial(CENTRE_TOP, square)) / polynomial(CENTRE_BOTTOM, square);
  }
  let tail: number;
  if (y <= 5.656854249492381) {
    tail = scaledDensity(y) * (polynomial(MIDDLE_TOP, y) / polynomial(MIDDLE_BOTTOM, y));
  } else {
    const inverse = 1 / (y * y);
    const series = (inverse * polynomial(TAIL_TOP, inverse)) / polynomial(TAIL_BOTTOM, inverse);
    tail = (scaledDensity(y) * (INVERSE_ROOT_TWO_PI - series)) / y;
  }
  return z < 0 ? tail : 1 - tail;
}

/** exp(−y²/2) without the rounding error of squaring: y is split into sixteenths and a rest. */
function scaledDensity(y: number): number {
  const coarse = Math.trunc(y * 16) / 16;
  return exp(-0.5 * coarse * coarse) * exp(-0.5 * (y - coarse) * (y + coarse));
}

/** Inverse of Φ for 0 < p < 1; ±∞ at the ends. Wichura 1988, algorithm AS 241 (PPND16), about 1e-16 relative. */
export function normalQuantile(p: number): number {
  requireProbability(p);
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(QUANTILE_CENTRE_TOP, r)) / polynomial(QUANTILE_CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-ln(q < 0 ? p : 1 - p));
  const distance =
    r <= 5
      ? polynomial(QUANTILE_MIDDLE_TOP, r - 1.6) / polynomial(QUANTILE_MIDDLE_BOTTOM, r - 1.6)
      : polynomial(QUANTILE_TAIL_TOP, r - 5) / polynomial(QUANTILE_TAIL_BOTTOM, r - 5);
  return q < 0 ? -distance : distance;
}

/** ln Γ(x) for x > 0. Lanczos approximation with g = 7 and nine terms (P. Godfrey 2001), about 1e-15. */
export function logGamma(x: number): number {
  if (!(x > 0))
    throw new DomainError('statistics.out_of_range', `ln Γ needs a positive argument, not ${x}.`, {
      x: String(x),
    });
  // Reflection near zero would need a sine; the recurrence keeps to arithmetic.
  if (x < 0.5) return logGamma(x + 1) - ln(x);
  const shifted = x - 1;
  const series = LANCZOS.reduce(
    (sum, term, index) => (index === 0 ? term : sum + term / (shifted + index)),
    0,
  );
  const t = shifted + 7.5;
  return 0.9189385332046728 + (shifted + 0.5) * ln(t) - t + ln(series);
}

/**
 * Regularised incomplete beta function I_x(a, b), a and b > 0, 0 ≤ x ≤ 1, by Lentz's continued fraction
 * (Numerical Recipes §6.4); small values keep their relative accuracy.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  requireProbability(x);
  if (x === 0 || x === 1) return x;
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * ln(x) + b * ln(1 - x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const change = d * c;
    result *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return result;
}

/** Student's t distribution function with `freedom` > 0 degrees of freedom (need not be whole). */
export function studentCdf(t: number, freedom: number): number {
  const tail = 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** Inverse of `studentCdf`, 0 < p < 1: bisection down to neighbouring doubles, so that no starting value matters. */
export function studentQuantile(p: number, freedom: number): number {
  requireProbability(p);
  if (!(freedom > 0)) {
    throw new DomainError(
      'statistics.out_of_range',
      `Student's t needs positive degrees of freedom, not ${freedom}.`,
      {
        freedom: String(freedom),
      },
    );
  }
  if (p === 0.5) return 0;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const tail = p < 0.5 ? p : 1 - p;
  let low = 0;
  let high = 1;
  while (studentCdf(-high, freedom) > tail && high < 1e300) high *= 2;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (studentCdf(-middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return p < 0.5 ? -high : high;
}

/** P(X ≤ k) for X binomial with `n` trials of probability `p`; whole n ≥ 0. Exact in the lower tail (by incomplete beta). */
export function binomialCdf(k: number, n: number, p: number): number {
  requireProbability(p);
  if (k < 0) return 0;
  const reached = Math.floor(k);
  if (reached >= n) return 1;
  return incompleteBeta(1 - p, n - reached, reached + 1);
}

/** P(X ≥ k) for X Poisson with mean `lambda` ≥ 0, summed from the tail so that tiny probabilities keep their accuracy. */
export function poissonUpperTail(k: number, lambda: number): number {
  if (k <= 0) return 1;
  if (lambda === 0) return 0;
  const first = Math.ceil(k);
  let term = exp(first * ln(lambda) - lambda - logGamma(first + 1));
  let sum = term;
  for (let count = first + 1; count < first + 10_000 && (count <= lambda || term > sum * 1e-17); count++) {
    term *= lambda / count;
    sum += term;
  }
  return Math.min(1, sum);
}

function requireProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) {
    throw new DomainError('statistics.out_of_range', `${p} is not a probability.`, { p: String(p) });
  }
}

// Coefficients, constant term first.
const CENTRE_TOP = [
  18154.98125334356, 1067.6894854603709, 161.02823106855587, 2.2352520354606837, 0.06568233791820745,
];
const CENTRE_BOTTOM = [45507.78933502673, 10260.932208618979, 976.0985517377767, 47.202581904688245, 1];
const MIDDLE_TOP = [
  9842.714838383978, 11602.65143764735, 6848.190450536283, 2494.5375852903726, 597.2702763948002,
  93.50665613217785, 8.883149794388377, 0.39894151208813466, 1.0765576773720192e-8,
];
const MIDDLE_BOTTOM = [
  19685.429676859992, 38912.00328609327, 34900.95272114598, 18615.571640885097, 6485.558298266761,
  1519.3775994075547, 235.387901782625, 22.266688044328117, 1,
];
const TAIL_TOP = [
  0.000029112874951168793, 0.0014216191932278934, 0.022235277870649807, 0.12740116116024736,
  0.215898534057957, 0.023073441764940174,
];
const TAIL_BOTTOM = [
  0.00007297515550839662, 0.0037823963320275824, 0.06598813786892856, 0.4682382124808651, 1.284260096144911,
  1,
];
const QUANTILE_CENTRE_TOP = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const QUANTILE_CENTRE_BOTTOM = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852546,
];
const QUANTILE_MIDDLE_TOP = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const QUANTILE_MIDDLE_BOTTOM = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const QUANTILE_TAIL_TOP = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const QUANTILE_TAIL_BOTTOM = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
];
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
];
