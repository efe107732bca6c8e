/**
 * The probability distributions that scores, intervals and integrity signals need. Deterministic to the bit on any machine:
 * everything rests on `exp` and `ln` of `elementary.ts` and on IEEE arithmetic.
 */
import { DomainError } from './domain-error';
import { exp, ln, polynomial } from './elementary';

/** The 97.5 % point of the standard normal: half-width of a 95 % interval in standard errors. */
export const Z95 = 1.959963984540054;

const INVERSE_ROOT_TWO_PI = 0.398942280401432677939946;

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
  return 0.918938533204672741780329736406 + (shifted + 0.5) * ln(t) - t + ln(series);
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
  18154.981253343561249, 1067.6894854603709582, 161.02823106855587881, 2.2352520354606839287,
  0.065682337918207449113,
];
const CENTRE_BOTTOM = [
  45507.789335026729956, 10260.932208618978205, 976.09855173777669322, 47.20258190468824187, 1,
];
const MIDDLE_TOP = [
  9842.7148383839780218, 11602.651437647350124, 6848.1904505362823326, 2494.5375852903726711,
  597.27027639480026226, 93.506656132177855979, 8.8831497943883759412, 0.39894151208813466764,
  1.0765576773720192317e-8,
];
const MIDDLE_BOTTOM = [
  19685.429676859990727, 38912.003286093271411, 34900.952721145977266, 18615.571640885098091,
  6485.558298266760755, 1519.377599407554805, 235.38790178262499861, 22.266688044328115691, 1,
];
const TAIL_TOP = [
  2.9112874951168792e-5, 0.001421619193227893466, 0.022235277870649807, 0.1274011611602473639,
  0.21589853405795699, 0.02307344176494017303,
];
const TAIL_BOTTOM = [
  7.29751555083966205e-5, 0.00378239633202758244, 0.0659881378689285515, 0.468238212480865118,
  1.28426009614491121, 1,
];
const QUANTILE_CENTRE_TOP = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
  45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
const QUANTILE_CENTRE_BOTTOM = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
  39307.89580009271061, 28729.085735721942674, 5226.495278852545925,
];
const QUANTILE_MIDDLE_TOP = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
  1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
];
const QUANTILE_MIDDLE_BOTTOM = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
  0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const QUANTILE_TAIL_TOP = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
  0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const QUANTILE_TAIL_BOTTOM = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];
const LANCZOS = [
  0.99999999999980993227684700473478, 676.520368121885098567009190444019, -1259.13921672240287047156078755283,
  771.3234287776530788486528258894, -176.61502916214059906584551354, 12.507343278686904814458936853,
  -0.13857109526572011689554707, 9.984369578019570859563e-6, 1.50563273514931155834e-7,
];
