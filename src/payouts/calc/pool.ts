/**
 * Bonus pools: points_i = target bonus × payout factor × proration, bonus_i = pool × points_i / Σpoints, in exact fractions; each
 * share is floored to the minor unit and the units left over go to the largest remainders, ties to the lower employee key. The
 * parts sum to the pool exactly.
 */
import { apportion, DomainError, parseRational, rational, Rational, rationals } from '../../kernel';

/** What happens to the pool when nobody has points: split by target × proration, or kept for the next cycle. */
export type NoPointsRule = 'split_by_target' | 'roll_over';

export interface PoolClaim {
  /** The employee's immutable key. */
  readonly key: string;
  readonly targetBonusMinor: number;
  /** Payout factor as decimal or fraction text. */
  readonly factor: string;
  /** Part of the period, as decimal or fraction text. */
  readonly proration: string;
}

export interface PoolPart {
  readonly key: string;
  readonly points: Rational;
  /** Exact share in minor units. */
  readonly exact: Rational;
  readonly amountMinor: number;
  /** Whether one of the units left over went here. */
  readonly roundedUp: boolean;
}

export interface PoolSplit {
  /** `points`, `target` when nobody had points, `rolled_over` when nothing was paid. */
  readonly basis: 'points' | 'target' | 'rolled_over';
  readonly pointsSum: Rational;
  /** Minor units paid per point; 0 when nothing was paid. */
  readonly factor: Rational;
  readonly allocatedMinor: number;
  readonly unallocatedMinor: number;
  /** In the order of the claims. */
  readonly parts: readonly PoolPart[];
}

/** Throws `payouts.bad_pool`, `payouts.bad_claim`, and `apportionment.duplicate_key` for a repeated employee. */
export function splitPool(
  poolMinor: number,
  claims: readonly PoolClaim[],
  whenNobodyScores: NoPointsRule = 'split_by_target',
): PoolSplit {
  if (!Number.isSafeInteger(poolMinor) || poolMinor < 0) {
    throw new DomainError(
      'payouts.bad_pool',
      `A pool is a whole number of minor units, 0 or more, not ${poolMinor}.`,
      {
        pool: String(poolMinor),
      },
    );
  }
  const { compare, divide, multiply, sumRationals, ZERO } = rationals;
  const rows = claims.map((claim) => {
    const entitled = multiply(rational(checkedTarget(claim)), notNegative(claim, claim.proration));
    return { key: claim.key, entitled, points: multiply(entitled, notNegative(claim, claim.factor)) };
  });
  const pointsSum = sumRationals(rows.map((row) => row.points));
  const entitledSum = sumRationals(rows.map((row) => row.entitled));
  const scored = compare(pointsSum, ZERO) > 0;
  if (!scored && (whenNobodyScores === 'roll_over' || compare(entitledSum, ZERO) === 0)) {
    const parts = rows.map(({ key, points }) => ({
      key,
      points,
      exact: ZERO,
      amountMinor: 0,
      roundedUp: false,
    }));
    return {
      basis: 'rolled_over',
      pointsSum,
      factor: ZERO,
      allocatedMinor: 0,
      unallocatedMinor: poolMinor,
      parts,
    };
  }
  const parts = apportion(
    poolMinor,
    rows.map(({ key, points, entitled }) => ({ key, weight: scored ? points : entitled })),
  );
  return {
    basis: scored ? 'points' : 'target',
    pointsSum,
    factor: divide(rational(poolMinor), scored ? pointsSum : entitledSum),
    allocatedMinor: poolMinor,
    unallocatedMinor: 0,
    parts: parts.map(({ key, exact, units, roundedUp }, index) => ({
      key,
      points: rows[index]?.points ?? ZERO,
      exact,
      amountMinor: units,
      roundedUp,
    })),
  };
}

function checkedTarget(claim: PoolClaim): number {
  if (Number.isSafeInteger(claim.targetBonusMinor) && claim.targetBonusMinor >= 0)
    return claim.targetBonusMinor;
  throw badClaim(claim);
}

function notNegative(claim: PoolClaim, text: string): Rational {
  const value = parseRational(text);
  if (rationals.compare(value, rationals.ZERO) < 0) throw badClaim(claim);
  return value;
}

function badClaim(claim: PoolClaim): DomainError {
  return new DomainError(
    'payouts.bad_claim',
    `The claim of "${claim.key}" is negative or not in whole minor units.`,
    { key: claim.key },
  );
}
