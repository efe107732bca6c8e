/** Pools with guaranteed and highest amounts, and plans that pay everybody by themselves. */
import fc from 'fast-check';
import { rationals } from '../../kernel';
import { payIndividually, splitPool } from './pool';
import type { PoolClaim } from './pool-claims';

const claim = (key: string, entitledMinor: number, factor: string, bounds: Partial<PoolClaim> = {}) => ({
  key,
  entitledMinor: String(entitledMinor),
  factor,
  ...bounds,
});
const amounts = (split: ReturnType<typeof splitPool>): number[] =>
  split.parts.map((part) => part.amountMinor);
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

describe('a pool between guaranteed and highest amounts', () => {
  test('who would get more than the highest amount gets just that, and the others share the rest', () => {
    // 1000 in 6:3:1 is 600, 300, 100. Capped at 400 the first leaves 600 for 3:1.
    const split = splitPool(1000, [
      claim('a', 6, '1', { atMostMinor: 400 }),
      claim('b', 3, '1', { atMostMinor: 500 }),
      claim('c', 1, '1'),
    ]);
    expect(amounts(split)).toEqual([400, 450, 150]);
    expect(split.parts.map(({ limit }) => limit)).toEqual(['at_most', undefined, undefined]);
    expect(rationals.toDecimalString(split.factor, 4)).toBe('150.0000');
  });

  test('who is guaranteed more gets it, at the cost of the others', () => {
    const split = splitPool(1000, [
      claim('a', 8, '1'),
      claim('b', 1, '1'),
      claim('c', 1, '0', { atLeastMinor: 280 }),
    ]);
    expect(amounts(split)).toEqual([640, 80, 280]);
    expect(split.parts[2]?.limit).toBe('at_least');
  });

  test('a cap set free lifts a colleague over the guarantee: nobody is held down by a bound that no longer binds', () => {
    // Shares 800, 100, 100: b is guaranteed 130, a capped at 500. The 300 that a leaves lift b and c to 250 each.
    const split = splitPool(1000, [
      claim('a', 8, '1', { atMostMinor: 500 }),
      claim('b', 1, '1', { atLeastMinor: 130 }),
      claim('c', 1, '1'),
    ]);
    expect(amounts(split)).toEqual([500, 250, 250]);
    expect(split.parts[1]?.limit).toBeUndefined();
  });

  test('when everybody is at the highest amount the rest of the pool stays', () => {
    const split = splitPool(1000, [
      claim('a', 1, '1', { atMostMinor: 300 }),
      claim('b', 1, '2', { atMostMinor: 300 }),
    ]);
    expect(split).toMatchObject({ allocatedMinor: 600, unallocatedMinor: 400 });
  });

  test('when nobody scored and the pool rolls over, guarantees are paid all the same', () => {
    const split = splitPool(
      1000,
      [claim('a', 1, '0', { atLeastMinor: 70 }), claim('b', 1, '0')],
      'roll_over',
    );
    expect(split).toMatchObject({ basis: 'rolled_over', allocatedMinor: 70, unallocatedMinor: 930 });
  });

  test('a pool that cannot pay its guarantees is refused with what they need', () => {
    expect(() =>
      splitPool(100, [claim('a', 1, '1', { atLeastMinor: 60 }), claim('b', 1, '1', { atLeastMinor: 60 })]),
    ).toThrow(
      expect.objectContaining({
        code: 'payouts.pool_below_guarantees',
        details: { pool: '100', needed: '120' },
      }),
    );
  });

  const bound = fc.option(fc.nat(3_000_000), { nil: undefined });
  const row = fc.record({
    entitled: fc.nat(1_000_000),
    factor: fc.integer({ min: 0, max: 2_000_000 }).map((units) => (units / 1_000_000).toFixed(6)),
    atLeastMinor: fc.option(fc.nat(300_000), { nil: undefined }),
    atMostMinor: bound,
  });
  type Row = { entitled: number; factor: string; atLeastMinor?: number; atMostMinor?: number };
  const claimsOf = (rows: readonly Row[]): PoolClaim[] =>
    rows.map(({ entitled, factor, atLeastMinor, atMostMinor }, index) =>
      claim(`E-${index}`, entitled, factor, {
        ...(atLeastMinor !== undefined && { atLeastMinor }),
        ...(atMostMinor !== undefined && { atMostMinor }),
      }),
    );

  test('10,000 random bounded pools sum exactly, break no bound, and pay one price per point to whom no bound decides', () => {
    fc.assert(
      fc.property(fc.nat(20_000_000), fc.array(row, { minLength: 1, maxLength: 12 }), (more, rows) => {
        const claims = claimsOf(rows);
        const pool = more + sum(claims.map(({ atLeastMinor = 0 }) => atLeastMinor));
        const split = splitPool(pool, claims);
        expect(sum(amounts(split)) + split.unallocatedMinor).toBe(pool);
        expect(split.unallocatedMinor).toBeGreaterThanOrEqual(0);
        split.parts.forEach((part, index) => {
          const { atLeastMinor = 0, atMostMinor = Number.MAX_SAFE_INTEGER } = claims[index] ?? {};
          expect(part.amountMinor).toBeLessThanOrEqual(atMostMinor);
          expect(part.amountMinor).toBeGreaterThanOrEqual(Math.min(atLeastMinor, atMostMinor));
          if (part.limit !== undefined) return;
          const weight =
            split.basis === 'target'
              ? rationals.parseRational(claims[index]?.entitledMinor ?? '')
              : part.points;
          expect(rationals.compare(part.exact, rationals.multiply(weight, split.factor))).toBe(0);
          expect(part.amountMinor - Number(rationals.floor(part.exact))).toBe(part.roundedUp ? 1 : 0);
        });
      }),
      { numRuns: 10_000 },
    );
  });

  test('the order of claims decides nothing', () => {
    fc.assert(
      fc.property(fc.nat(20_000_000), fc.array(row, { minLength: 2, maxLength: 12 }), (more, rows) => {
        const claims = claimsOf(rows);
        const pool = more + sum(claims.map(({ atLeastMinor = 0 }) => atLeastMinor));
        expect(amounts(splitPool(pool, [...claims].reverse())).reverse()).toEqual(
          amounts(splitPool(pool, claims)),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('a plan without a pool', () => {
  test('everybody is paid target × days × factor, half a cent to even, within the bounds', () => {
    const split = payIndividually([
      claim('a', 1001, '0.5'),
      claim('b', 1003, '0.5'),
      claim('c', 1000, '2', { atMostMinor: 1500 }),
      claim('d', 1000, '0', { atLeastMinor: 250 }),
    ]);
    expect(amounts(split)).toEqual([500, 502, 1500, 250]);
    expect(split).toMatchObject({ basis: 'individual', allocatedMinor: 2752, unallocatedMinor: 0 });
    expect(split.parts.map(({ limit }) => limit)).toEqual([undefined, undefined, 'at_most', 'at_least']);
  });
});
