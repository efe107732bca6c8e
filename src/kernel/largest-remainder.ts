/**
 * Splits a whole number of units (cents, seats, millionths of credit) in proportion to exact weights so that the parts sum to
 * the whole: everyone gets the floor of their exact share, and the units left over go to the largest remainders
 * (Hamilton's method; Balinski & Young 1975).
 */
import { DomainError } from './domain-error';
import { compareKeys } from './ordering';
import { rational, Rational } from './rational';

/** A claim on the whole. `key` never changes for its owner: it settles ties, lower key first. */
export interface WeightedClaim {
  readonly key: string;
  readonly weight: Rational;
}

/** What one claim received. */
export interface Apportioned {
  readonly key: string;
  /** The exact share before rounding; all parts have one denominator, so it need not be in lowest terms. */
  readonly exact: Rational;
  readonly units: number;
  /** Whether the share was rounded up with one of the units left over. */
  readonly roundedUp: boolean;
}

/**
 * Splits `total` units over `claims`, in the order of `claims`.
 * Throws `apportionment.no_weight` when the weights sum to 0, `apportionment.negative_weight`, `apportionment.bad_total`,
 * `apportionment.duplicate_key`.
 */
export function apportion(total: number, claims: readonly WeightedClaim[]): Apportioned[] {
  if (!Number.isSafeInteger(total) || total < 0) {
    throw new DomainError(
      'apportionment.bad_total',
      `Cannot split ${total}: it must be a whole number of units, 0 or more.`,
      { total },
    );
  }
  const negative = claims.find((claim) => claim.weight.numerator < 0n);
  if (negative) {
    throw new DomainError('apportionment.negative_weight', `The weight of "${negative.key}" is negative.`, {
      key: negative.key,
    });
  }
  if (new Set(claims.map((claim) => claim.key)).size !== claims.length) {
    throw new DomainError(
      'apportionment.duplicate_key',
      'Two claims carry the same key, so ties could not be settled.',
    );
  }
  const weights = overCommonDenominator(claims.map((claim) => claim.weight));
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum === 0n) {
    throw new DomainError(
      'apportionment.no_weight',
      'The weights sum to 0, so there is no proportion to split by.',
    );
  }

  // All shares have the denominator `sum`, so that floors and remainders are plain whole-number division.
  const whole = new Array<number>(claims.length);
  const remainders = new Array<bigint>(claims.length);
  let left = total;
  for (const [index, weight] of weights.entries()) {
    const scaled = BigInt(total) * weight;
    const floor = scaled / sum;
    whole[index] = Number(floor);
    remainders[index] = scaled - floor * sum;
    left -= Number(floor);
  }
  const roundedUp = new Uint8Array(claims.length);
  for (const index of largestFirst(remainders, claims).subarray(0, left)) roundedUp[index] = 1;
  return claims.map(({ key }, index) => ({
    key,
    exact: { numerator: BigInt(total) * (weights[index] ?? 0n), denominator: sum },
    units: (whole[index] ?? 0) + (roundedUp[index] ?? 0),
    roundedUp: roundedUp[index] === 1,
  }));
}

/** Places of the remainders, the largest first, equal ones by key. */
function largestFirst(remainders: readonly bigint[], claims: readonly WeightedClaim[]): Uint32Array {
  // Which double is the larger says which number is; only equal ones have to be looked at.
  const near = Float64Array.from(remainders, Number);
  const byKey = (a: number, b: number) => compareKeys(claims[a]?.key ?? '', claims[b]?.key ?? '');
  return Uint32Array.from(claims.keys()).sort(
    (a, b) =>
      (near[b] ?? 0) - (near[a] ?? 0) || descending(remainders[a] ?? 0n, remainders[b] ?? 0n) || byKey(a, b),
  );
}

function overCommonDenominator(weights: readonly Rational[]): bigint[] {
  const denominators = [...new Set(weights.map((weight) => weight.denominator))];
  const common = denominators.reduce((all, denominator) => all * rational(denominator, all).numerator, 1n);
  return weights.map((weight) => weight.numerator * (common / weight.denominator));
}

function descending(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left > right ? -1 : 1;
}

/** `apportion` for plain integer weights whose position is their key: `splitEvenly`-style splits of credit or seats. */
export function apportionByPosition(total: number, weights: readonly number[]): number[] {
  const width = String(weights.length).length;
  return apportion(
    total,
    weights.map((weight, index) => ({ key: String(index).padStart(width, '0'), weight: rational(weight) })),
  ).map((part) => part.units);
}
