/**
 * Shares of a pool between guaranteed and highest amounts: everybody gets min(most, max(least, λ × weight)) with the one λ at
 * which the parts sum to the pool. λ is found exactly: share, fix those beyond the bound that is broken by more in total,
 * share the rest anew. Each pass fixes somebody for good, so there are at most as many passes as people.
 */
import { apportion, DomainError, rational, Rational, rationals } from '../../kernel';
import {
  boundOf,
  limitOf,
  type PoolClaim,
  type PoolLimit,
  type PoolPart,
  type PoolSplit,
} from './pool-claims';

interface Row {
  readonly claim: PoolClaim;
  readonly points: Rational;
  readonly weight: Rational;
}

/** What the highest amounts leave over stays unallocated. Throws `payouts.pool_below_guarantees`. */
export function shareWithin(poolMinor: number, rows: readonly Row[]): Omit<PoolSplit, 'basis' | 'pointsSum'> {
  const { divide, sumRationals, ZERO } = rationals;
  const needed = rows.reduce((sum, { claim }) => sum + boundOf(claim, 'at_least'), 0);
  if (needed > poolMinor) {
    throw new DomainError(
      'payouts.pool_below_guarantees',
      `The pool of ${poolMinor} minor units cannot pay the ${needed} that are guaranteed.`,
      { pool: String(poolMinor), needed: String(needed) },
    );
  }
  const fixed = new Map<number, PoolLimit>();
  const shareOut = (open: readonly number[], rest: number): PriceOfPoint => {
    const weights = sumRationals(open.map((index) => rows[index]?.weight ?? ZERO));
    const factor = isZero(weights) ? ZERO : divide(rational(rest), weights);
    const broken = brokenBounds(rows, open, factor);
    if (broken.size === 0) return { open, rest, factor };
    broken.forEach((limit, index) => fixed.set(index, limit));
    const settled = [...broken].reduce(
      (sum, [index, limit]) => sum + boundOf(rows[index]?.claim ?? {}, limit),
      0,
    );
    return shareOut(
      open.filter((index) => !broken.has(index)),
      rest - settled,
    );
  };
  const found = shareOut([...rows.keys()], poolMinor);
  return paid(poolMinor, rows, { ...found, fixed });
}

/** Who is within the bounds, what is left for them, and what each of their points is worth. */
interface PriceOfPoint {
  readonly open: readonly number[];
  readonly rest: number;
  readonly factor: Rational;
}

/** Those beyond the bounds that are broken by more in total: above the highest amounts, or below the guaranteed ones. */
function brokenBounds(
  rows: readonly Row[],
  open: readonly number[],
  factor: Rational,
): Map<number, PoolLimit> {
  const { compare, multiply, subtract, sumRationals, ZERO } = rationals;
  const broken = {
    at_most: [] as { index: number; by: Rational }[],
    at_least: [] as { index: number; by: Rational }[],
  };
  for (const index of open) {
    const row = rows[index];
    const share = multiply(factor, row?.weight ?? ZERO);
    const limit = limitOf(row?.claim ?? {}, share);
    if (!row || limit === undefined) continue;
    const bound = rational(boundOf(row.claim, limit));
    broken[limit].push({ index, by: limit === 'at_most' ? subtract(share, bound) : subtract(bound, share) });
  }
  const total = (limit: PoolLimit): Rational => sumRationals(broken[limit].map(({ by }) => by));
  const worse: PoolLimit = compare(total('at_most'), total('at_least')) >= 0 ? 'at_most' : 'at_least';
  return new Map(broken[worse].map(({ index }) => [index, worse]));
}

function paid(
  poolMinor: number,
  rows: readonly Row[],
  found: PriceOfPoint & { readonly fixed: ReadonlyMap<number, PoolLimit> },
): Omit<PoolSplit, 'basis' | 'pointsSum'> {
  const { ZERO } = rationals;
  const sharing = found.open.filter((index) => !isZero(rows[index]?.weight ?? ZERO));
  const shares = new Map(
    sharing.length === 0
      ? []
      : apportion(
          found.rest,
          sharing.map((index) => ({
            key: rows[index]?.claim.key ?? '',
            weight: rows[index]?.weight ?? ZERO,
          })),
        ).map((part) => [part.key, part]),
  );
  const parts = rows.map(({ claim, points }, index): PoolPart => {
    const limit = found.fixed.get(index);
    const part = shares.get(claim.key);
    if (limit !== undefined) {
      const amountMinor = boundOf(claim, limit);
      return { key: claim.key, points, exact: rational(amountMinor), amountMinor, roundedUp: false, limit };
    }
    return {
      key: claim.key,
      points,
      exact: part?.exact ?? ZERO,
      amountMinor: part?.units ?? 0,
      roundedUp: part?.roundedUp ?? false,
    };
  });
  const allocatedMinor = parts.reduce((sum, part) => sum + part.amountMinor, 0);
  return { factor: found.factor, allocatedMinor, unallocatedMinor: poolMinor - allocatedMinor, parts };
}

function isZero(value: Rational): boolean {
  return rationals.compare(value, rationals.ZERO) === 0;
}
