/**
 * Evaluation lines: what one criterion's score achieves, and how several lines make one result. Weights are whole basis points
 * that sum to exactly 100 %; a line without a score gives its weight to the others and is never counted as zero.
 */
import { apportion, Decimal, DomainError, parseRational, rational, rationals } from '../../kernel';
import { interpolate } from './piecewise-linear';

/** 100 % in basis points. */
export const WHOLE_WEIGHT = 10_000;

/** Decimals kept of achievements, payout factors and totals. */
export const FACTOR_DIGITS = 6;

export interface LineTargets {
  readonly threshold: Decimal;
  readonly target: Decimal;
  readonly maximum: Decimal;
}

/**
 * Achievement of `score` as a decimal with six digits: 0 at the threshold and below, 1 at target, 2 at the maximum and above,
 * straight between. Free of money: what it is worth is the payout curve's business. Throws `evaluations.bad_targets`.
 */
export function lineAchievement(score: Decimal, targets: LineTargets): string {
  const { threshold, target, maximum } = checkedTargets(targets);
  const corners = [
    { at: threshold, value: 0 },
    { at: target, value: 1 },
    { at: maximum, value: 2 },
  ];
  return rationals.toDecimalString(interpolate(corners, score, 0), FACTOR_DIGITS);
}

/** `targets` itself when threshold < target < maximum. Throws `evaluations.bad_targets`. */
export function checkedTargets(targets: LineTargets): LineTargets {
  const [threshold, target, maximum] = [targets.threshold, targets.target, targets.maximum].map((value) =>
    parseRational(String(value)),
  );
  if (
    threshold &&
    target &&
    maximum &&
    rationals.compare(threshold, target) < 0 &&
    rationals.compare(target, maximum) < 0
  )
    return targets;
  throw new DomainError('evaluations.bad_targets', 'A line needs threshold < target < maximum.', {
    threshold: String(targets.threshold),
    target: String(targets.target),
    maximum: String(targets.maximum),
  });
}

/** Refuses weights that are not whole basis points above 0 or do not sum to 10,000: `evaluations.bad_weights` (details: `sum`). */
export function checkWeights(lines: readonly { readonly key: string; readonly weightBp: number }[]): void {
  const sum = lines.reduce((total, line) => total + line.weightBp, 0);
  const sound = lines.every((line) => Number.isSafeInteger(line.weightBp) && line.weightBp > 0);
  const unique = new Set(lines.map((line) => line.key)).size === lines.length;
  if (sound && unique && sum === WHOLE_WEIGHT) return;
  throw new DomainError(
    'evaluations.bad_weights',
    `Line weights are ${lines.map((line) => `${line.key} ${line.weightBp / 100} %`).join(', ')}; they must differ in key, be above 0 and sum to exactly 100 %.`,
    { sum: String(sum) },
  );
}

/** A line with its value (achievement or payout factor as plain decimal text), null where the line has no score. */
export interface WeightedLine {
  readonly key: string;
  readonly weightBp: number;
  readonly value: string | null;
}

export interface CountedLine extends WeightedLine {
  /** Weight after that of missing lines was given to the others, in basis points; 0 for a missing line. */
  readonly countedWeightBp: number;
  /** Counted weight × value, exact. */
  readonly weighted: string | null;
}

export interface WeightedTotal {
  readonly lines: readonly CountedLine[];
  /** Sum of the weighted values, six digits; null when no line has a value. */
  readonly total: string | null;
}

/**
 * P = Σw·a/Σw over the lines that have a value. The counted weights are whole basis points by largest remainder (CMS re-weights
 * missing domains proportionally: 10/25/40 → 13.33/33.33/53.33), and the total follows exactly from them. Throws
 * `evaluations.bad_weights`.
 */
export function weightedTotal(lines: readonly WeightedLine[]): WeightedTotal {
  checkWeights(lines);
  const present = lines.filter((line) => line.value !== null);
  if (present.length === 0) {
    return { lines: lines.map((line) => ({ ...line, countedWeightBp: 0, weighted: null })), total: null };
  }
  const counted = new Map(
    apportion(
      WHOLE_WEIGHT,
      present.map((line) => ({ key: line.key, weight: rational(line.weightBp) })),
    ).map((part) => [part.key, part.units]),
  );
  const result = lines.map((line) => {
    const countedWeightBp = counted.get(line.key) ?? 0;
    if (line.value === null) return { ...line, countedWeightBp, weighted: null };
    const product = rationals.multiply(rational(countedWeightBp, WHOLE_WEIGHT), parseRational(line.value));
    // Four decimals more than the value: the division by 10,000 is exact in them.
    return {
      ...line,
      countedWeightBp,
      weighted: rationals.toDecimalString(product, decimalsOf(line.value) + 4),
    };
  });
  const sum = rationals.sumRationals(
    result.flatMap((line) => (line.weighted === null ? [] : [parseRational(line.weighted)])),
  );
  return { lines: result, total: rationals.toDecimalString(sum, FACTOR_DIGITS) };
}

function decimalsOf(value: string): number {
  return value.split('.')[1]?.length ?? 0;
}
