/**
 * Payout curves: how a line's score becomes a payout factor (1 = the target bonus). Straight lines between points, zero below the
 * first one. Where the score is uncertain the expectation of the curve over that uncertainty is paid, so that a point
 * more or less never decides over a cliff.
 */
import {
  Decimal,
  DomainError,
  normalCdf,
  normalPdf,
  parseRational,
  rational,
  rationals,
  roundHalfEven,
} from '../../kernel';
import {
  checkedTargets,
  exactCorners,
  FACTOR_DIGITS,
  interpolate,
  LineTargets,
} from '../../evaluations/calc';

export interface CurvePoint {
  readonly score: Decimal;
  readonly factor: Decimal;
}

/** Points with rising scores and factors that never fall. */
export interface PayoutCurve {
  readonly points: readonly CurvePoint[];
}

/** What is paid at the threshold (0 by default) and at the maximum (2 by default); at target it is 1. */
export interface CurveEnds {
  readonly thresholdPayout?: Decimal;
  readonly maximumPayout?: Decimal;
}

/**
 * The usual curve: threshold, target, maximum. A threshold payout above 0 makes a step there. Throws
 * `evaluations.bad_targets`, `payouts.bad_curve`.
 */
export function targetCurve(
  targets: LineTargets,
  { thresholdPayout = 0, maximumPayout = 2 }: CurveEnds = {},
): PayoutCurve {
  const { threshold, target, maximum } = checkedTargets(targets);
  return checkedCurve({
    points: [
      { score: threshold, factor: thresholdPayout },
      { score: target, factor: 1 },
      { score: maximum, factor: maximumPayout },
    ],
  });
}

/** Straight pieces that stand for the S. */
const SMOOTH_PIECES = 20;

/**
 * An S from the threshold to the maximum in twenty straight pieces: 2·(3u² − 2u³) with u = (s − T)/(X − T), so 0 at the threshold, 1
 * half way and 2 at the maximum, flat at both ends. Points are exact decimals. Throws `payouts.bad_curve`.
 */
export function smoothCurve(threshold: Decimal, maximum: Decimal): CurvePoint[] {
  const { add, multiply, subtract, toDecimalString } = rationals;
  const [from, to] = [parseRational(String(threshold)), parseRational(String(maximum))];
  return Array.from({ length: SMOOTH_PIECES + 1 }, (_, index) => {
    const u = rational(index, SMOOTH_PIECES);
    const steep = subtract(rational(3), multiply(rational(2), u));
    return {
      score: toDecimalString(add(from, multiply(u, subtract(to, from))), 12),
      factor: toDecimalString(multiply(rational(2), multiply(multiply(u, u), steep)), FACTOR_DIGITS),
    };
  });
}

/** `curve` itself when its scores rise and its factors start at 0 or more and never fall. Throws `payouts.bad_curve`. */
export function checkedCurve(curve: PayoutCurve): PayoutCurve {
  const { compare, ZERO } = rationals;
  const corners = exactCorners(cornersOf(curve));
  const sound = corners.every(
    (corner, index) => compare(corner.value, corners[index - 1]?.value ?? ZERO) >= 0,
  );
  if (sound) return curve;
  throw new DomainError(
    'payouts.bad_curve',
    'A payout factor is never negative and never falls while the score rises.',
  );
}

/** The curve at `score`, exact and then rounded to six digits, ties to even: `'1.250000'`. */
export function payoutFactor(score: Decimal, curve: PayoutCurve): string {
  return rationals.toDecimalString(interpolate(cornersOf(curve), score, 0), FACTOR_DIGITS);
}

/**
 * E[curve(S)] for S normal with mean `theta` and deviation `sd`, in closed form: each corner k adds its change of slope times
 * f(k) = (θ − k)Φ((θ − k)/sd) + sd·φ((θ − k)/sd), and a step at the first corner adds its height times Φ((θ − k)/sd). With two
 * corners a, b and factors 0, 2 this is (2/(b − a))·[f(a) − f(b)]. sd → 0 gives the plain curve.
 */
export function expectedPayout(theta: number, sd: number, curve: PayoutCurve): number {
  return expectation(theta, sd, bends(curve), curve);
}

/** `expectedPayout` rounded to six digits, ties to even: the last floating-point number on the way to money. */
export function expectedPayoutFactor(theta: number, sd: number, curve: PayoutCurve): string {
  return roundHalfEven(expectedPayout(theta, sd, curve), FACTOR_DIGITS);
}

/** `payoutFactor` and `expectedPayoutFactor` of one curve for many people: prepared once, plain factors remembered. */
export interface PreparedCurve {
  plain(score: string): string;
  expected(theta: number, sd: number): string;
}

/** Throws `payouts.bad_curve`. */
export function prepareCurve(curve: PayoutCurve): PreparedCurve {
  const prepared = bends(checkedCurve(curve));
  const known = new Map<string, string>();
  return {
    plain: (score) => {
      const factor = known.get(score) ?? payoutFactor(score, curve);
      known.set(score, factor);
      return factor;
    },
    expected: (theta, sd) => roundHalfEven(expectation(theta, sd, prepared, curve), FACTOR_DIGITS),
  };
}

/** A corner with the change of slope there; `value` matters at the first (the step) and the last (the cap). */
interface Bend {
  readonly at: number;
  readonly value: number;
  readonly slopeChange: number;
}

function bends(curve: PayoutCurve): Bend[] {
  const corners = exactCorners(cornersOf(curve)).map((corner) => ({
    at: rationals.toNumber(corner.at),
    value: rationals.toNumber(corner.value),
  }));
  const slopes = corners.map((corner, index) => {
    const next = corners[index + 1];
    return next ? (next.value - corner.value) / (next.at - corner.at) : 0;
  });
  return corners.map((corner, index) => ({
    ...corner,
    slopeChange: (slopes[index] ?? 0) - (slopes[index - 1] ?? 0),
  }));
}

function expectation(theta: number, sd: number, corners: readonly Bend[], curve: PayoutCurve): number {
  if (!(sd > 1e-9)) return Number(payoutFactor(theta, curve));
  const first = corners[0] ?? { at: 0, value: 0 };
  let expected = first.value * normalCdf((theta - first.at) / sd);
  for (const { at, slopeChange } of corners) {
    const z = (theta - at) / sd;
    expected += slopeChange * ((theta - at) * normalCdf(z) + sd * normalPdf(z));
  }
  return Math.min(corners[corners.length - 1]?.value ?? 0, Math.max(0, expected));
}

function cornersOf(curve: PayoutCurve): { at: Decimal; value: Decimal }[] {
  return curve.points.map(({ score, factor }) => ({ at: score, value: factor }));
}
