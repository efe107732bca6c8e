/**
 * Exponential and logarithm from additions, multiplications and divisions only. ECMAScript leaves the last bits of `Math.exp`
 * and `Math.log` to the engine; IEEE 754 fixes those of + − × ÷ and √. With these two, a sealed cycle recomputes to the same
 * bytes on any machine. Algorithms and constants: FDLIBM 5.3 `e_exp.c`, `e_log.c` (Sun Microsystems 1993, freely distributable);
 * error below one unit in the last place.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const EXP_TERMS = [
  0.16666666666666602, -0.0027777777777015593, 0.00006613756321437934, -0.0000016533902205465252,
  4.1381367970572385e-8,
];
const LN_TERMS = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.trunc(x / Math.LN2 + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = r - r * r * polynomial(EXP_TERMS, r * r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // In two steps: 2^k alone leaves the range of doubles at both ends.
  const half = Math.trunc(k / 2);
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm; −∞ at 0, NaN below. */
export function ln(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  let mantissa = x;
  let k = 0;
  for (let step = 512; step >= 1; step /= 2) {
    while (mantissa >= powerOfTwo(step)) {
      mantissa *= powerOfTwo(-step);
      k += step;
    }
    while (mantissa < powerOfTwo(1 - step)) {
      mantissa *= powerOfTwo(step);
      k -= step;
    }
  }
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    k += 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  const rest = s * s * polynomial(LN_TERMS, s * s);
  return k * LN2_HIGH - (halfSquare - (s * (halfSquare + rest) + k * LN2_LOW) - f);
}

/** Horner's rule, constant term first. */
export function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** 2^k for whole k, exactly: squaring a power of two never rounds. */
function powerOfTwo(k: number): number {
  let result = 1;
  let base = k < 0 ? 0.5 : 2;
  for (let rest = Math.abs(k); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}
