/**
 * Evaluation lines: what one criterion's score achieves, and how several lines make one result. Weights are whole basis points
 * that sum to exactly 100 %; a line without a score gives its weight to the others and is never counted as zero.
 */
import {
  apportion,
  Decimal,
  DomainError,
  formatScaled,
  formatUnits,
  parseRational,
  rational,
  rationals,
  roundedQuotient,
} from '../../kernel';
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
 * missing domains proportionally: 10/25/40 → 13.3/33.3/53.3), and the total follows exactly from them. Throws
 * `evaluations.bad_weights`.
 */
export function weightedTotal(lines: readonly WeightedLine[]): WeightedTotal {
  return lineWeigher(lines)(lines.map((line) => line.value));
}

/**
 * `weightedTotal` for many people under one plan: weights are checked once, and re-weighted once for each combination of missing
 * lines. The values come in the order of `lines`, as plain decimal text or null.
 */
export function lineWeigher(
  lines: readonly { readonly key: string; readonly weightBp: number }[],
): (values: readonly (string | null)[]) => WeightedTotal {
  checkWeights(lines);
  const known = new Map<string, readonly number[]>();
  return (values) => {
    const pattern = values.map((value) => (value === null ? '-' : 'x')).join('');
    const counted = known.get(pattern) ?? countedWeights(lines, values);
    known.set(pattern, counted);
    const products = values.map((value, index) =>
      value === null ? null : weigh(value, counted[index] ?? 0),
    );
    return {
      lines: lines.map(({ key, weightBp }, index) => ({
        key,
        weightBp,
        value: values[index] ?? null,
        countedWeightBp: counted[index] ?? 0,
        weighted: products[index]?.text ?? null,
      })),
      total: products.every((product) => product === null)
        ? null
        : totalOf(products.flatMap((product) => product ?? [])),
    };
  };
}

function countedWeights(
  lines: readonly { readonly key: string; readonly weightBp: number }[],
  values: readonly (string | null)[],
): number[] {
  const present = lines.filter((_, index) => (values[index] ?? null) !== null);
  if (present.length === 0) return lines.map(() => 0);
  const claims = present.map(({ key, weightBp }) => ({ key, weight: rational(weightBp) }));
  const units = new Map(apportion(WHOLE_WEIGHT, claims).map((part) => [part.key, part.units]));
  return lines.map(({ key }) => units.get(key) ?? 0);
}

interface Product {
  /** Of 10^−digits; a number where doubles hold it, and sums of it, exactly. */
  readonly units: bigint | number;
  readonly digits: number;
  readonly text: string;
}

/** A factor as it is printed; with its weight in basis points it stays below 10¹³, which doubles hold exactly. */
const PRINTED_FACTOR = /^\d{1,3}\.\d{6}$/;

/** Of a printed factor times a weight in basis points. */
const PRINTED_DIGITS = FACTOR_DIGITS + 4;

/** Weight × value, exactly: four digits more than the value has. */
function weigh(value: string, weightBp: number): Product {
  if (PRINTED_FACTOR.test(value)) {
    const units = Number(value.replace('.', '')) * weightBp;
    return { units, digits: PRINTED_DIGITS, text: formatUnits(units, PRINTED_DIGITS) };
  }
  const exact = parseRational(value);
  const digits = (value.split('.')[1]?.length ?? 0) + 4;
  const units = (exact.numerator * BigInt(weightBp) * 10n ** BigInt(digits - 4)) / exact.denominator;
  return { units, digits, text: formatScaled(units, digits) };
}

function totalOf(products: readonly Product[]): string {
  const sum = printedSum(products);
  if (sum !== undefined) {
    const whole = Math.floor(sum / PER_BASIS_POINT);
    const rest = sum - whole * PER_BASIS_POINT;
    const up = 2 * rest > PER_BASIS_POINT || (2 * rest === PER_BASIS_POINT && whole % 2 === 1);
    return formatUnits(up ? whole + 1 : whole, FACTOR_DIGITS);
  }
  const digits = Math.max(FACTOR_DIGITS, ...products.map((product) => product.digits));
  const units = products.reduce(
    (all, product) => all + BigInt(product.units) * 10n ** BigInt(digits - product.digits),
    0n,
  );
  return formatScaled(roundedQuotient(units, 10n ** BigInt(digits - FACTOR_DIGITS)), FACTOR_DIGITS);
}

const PER_BASIS_POINT = 10_000;

/** The sum where all are of printed factors, and few enough for it to be exact. */
function printedSum(products: readonly Product[]): number | undefined {
  let sum = 0;
  for (const { units } of products) {
    if (typeof units !== 'number') return undefined;
    sum += units;
  }
  return Number.isSafeInteger(sum) ? sum : undefined;
}
