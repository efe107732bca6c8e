/**
 * Bonus pools: points_i = target bonus × proration × payout factor, bonus_i = pool × points_i / Σpoints, in exact fractions; each
 * share is floored to the minor unit and the units left over go to the largest remainders, ties to the lower employee key. The
 * parts sum to the pool exactly. Guaranteed and highest amounts are kept by `shareWithin`.
 */
import { apportion, DomainError, parseRational, rational, Rational, rationals } from '../../kernel';
import { boundOf, limitOf, type PoolClaim, type PoolPart, type PoolSplit } from './pool-claims';
import { shareWithin } from './pool-limits';

/** What happens to the pool when nobody has points: split by target × proration, or kept for the next cycle. */
export type NoPointsRule = 'split_by_target' | 'roll_over';

interface ClaimRow {
  readonly claim: PoolClaim;
  readonly entitled: Rational;
  readonly points: Rational;
}

/**
 * Throws `payouts.bad_pool`, `payouts.bad_claim`, `payouts.pool_below_guarantees` when the pool cannot pay what is guaranteed,
 * and `apportionment.duplicate_key` for a repeated employee.
 */
export function splitPool(
  poolMinor: number,
  claims: readonly PoolClaim[],
  whenNobodyScores: NoPointsRule = 'split_by_target',
): PoolSplit {
  if (!Number.isSafeInteger(poolMinor) || poolMinor < 0) {
    throw new DomainError(
      'payouts.bad_pool',
      `A pool is a whole number of minor units, 0 or more, not ${poolMinor}.`,
      { pool: String(poolMinor) },
    );
  }
  const { compare, sumRationals, ZERO } = rationals;
  const rows = claims.map(rowOf);
  const pointsSum = sumRationals(rows.map((row) => row.points));
  const entitledSum = sumRationals(rows.map((row) => row.entitled));
  const scored = compare(pointsSum, ZERO) > 0;
  const shared = scored || (whenNobodyScores === 'split_by_target' && compare(entitledSum, ZERO) > 0);
  const basis = scored ? 'points' : shared ? 'target' : 'rolled_over';
  const weightOf = (row: ClaimRow): Rational => (scored ? row.points : shared ? row.entitled : ZERO);
  return {
    basis,
    pointsSum,
    ...share(poolMinor, rows, { weightOf, weightSum: scored ? pointsSum : entitledSum }),
  };
}

/** Everybody by themselves: target × proration × factor, kept within the bounds, ties of half units to even. Throws `payouts.bad_claim`. */
export function payIndividually(claims: readonly PoolClaim[]): PoolSplit {
  const rows = claims.map(rowOf);
  const parts = rows.map(({ claim, points }): PoolPart => {
    const limit = limitOf(claim, points);
    const exact = limit === undefined ? points : rational(boundOf(claim, limit));
    const amountMinor = Number(rationals.toDecimalString(exact, 0));
    const roundedUp = rationals.compare(rational(amountMinor), exact) > 0;
    return { key: claim.key, points, exact, amountMinor, roundedUp, ...(limit && { limit }) };
  });
  return {
    basis: 'individual',
    pointsSum: rationals.sumRationals(rows.map((row) => row.points)),
    factor: rationals.ONE,
    allocatedMinor: parts.reduce((sum, part) => sum + part.amountMinor, 0),
    unallocatedMinor: 0,
    parts,
  };
}

interface Weights {
  readonly weightOf: (row: ClaimRow) => Rational;
  readonly weightSum: Rational;
}

function share(
  poolMinor: number,
  rows: readonly ClaimRow[],
  { weightOf, weightSum }: Weights,
): Omit<PoolSplit, 'basis' | 'pointsSum'> {
  const { compare, divide, ZERO } = rationals;
  const bounded = rows.some(
    ({ claim }) => claim.atLeastMinor !== undefined || claim.atMostMinor !== undefined,
  );
  if (bounded)
    return shareWithin(
      poolMinor,
      rows.map((row) => ({ ...row, weight: weightOf(row) })),
    );
  if (rows.every((row) => compare(weightOf(row), ZERO) === 0)) {
    const parts = rows.map(({ claim, points }) => ({
      key: claim.key,
      points,
      exact: ZERO,
      amountMinor: 0,
      roundedUp: false,
    }));
    return { factor: ZERO, allocatedMinor: 0, unallocatedMinor: poolMinor, parts };
  }
  const parts = apportion(
    poolMinor,
    rows.map((row) => ({ key: row.claim.key, weight: weightOf(row) })),
  );
  return {
    factor: divide(rational(poolMinor), weightSum),
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

function rowOf(claim: PoolClaim): ClaimRow {
  const entitled = notNegative(claim, claim.entitledMinor);
  const bounds = [claim.atLeastMinor, claim.atMostMinor].filter((bound) => bound !== undefined);
  if (bounds.some((bound) => !Number.isSafeInteger(bound) || bound < 0)) throw badClaim(claim);
  return { claim, entitled, points: rationals.multiply(entitled, notNegative(claim, claim.factor)) };
}

function notNegative(claim: PoolClaim, text: string): Rational {
  const value = parseRational(text);
  if (value.numerator < 0n) throw badClaim(claim);
  return value;
}

function badClaim(claim: PoolClaim): DomainError {
  return new DomainError(
    'payouts.bad_claim',
    `The claim of "${claim.key}" is negative or not in whole minor units.`,
    { key: claim.key },
  );
}
