/** Pools, merit increases and proration: where fractions become cents. */
import fc from 'fast-check';
import vectors from '../../../test/fixtures/vectors.json';
import { period, rationals, yearPeriod } from '../../kernel';
import { meritIncreases, MeritMatrix } from './merit';
import { type NoPointsRule, splitPool as splitClaims } from './pool';
import { eligibleDays, employmentProration, entitlement, prorationFactor } from './proration';

interface Claim {
  key: string;
  targetBonusMinor: number;
  factor: string;
  proration: string;
}

const splitPool = (pool: number, claims: readonly Claim[], rule?: NoPointsRule) =>
  splitClaims(
    pool,
    claims.map(({ key, factor, targetBonusMinor, proration }) => {
      const { numerator, denominator } = rationals.multiply(
        rationals.rational(targetBonusMinor),
        rationals.parseRational(proration),
      );
      return { key, factor, entitledMinor: `${numerator}/${denominator}` };
    }),
    rule,
  );

const amounts = (split: ReturnType<typeof splitPool>): number[] =>
  split.parts.map((part) => part.amountMinor);

describe('bonus pool', () => {
  const { target_bonus, proration, pool_cents, cents, exact, points, factor } = vectors.V12_pool;
  const factors = ['1.1', '0.85', '0', '1.5', '19/30'];
  const claims = target_bonus.map((target, index) => ({
    key: `E-${index + 1}`,
    targetBonusMinor: target * 100,
    factor: factors[index] ?? '',
    proration: proration[index] ?? '',
  }));

  test('five people share 5,000.00 (V12)', () => {
    // 1200×1.1 + 1500×.85 + 900×0 + 1100×1.5×183/365 + 1000×19/30 = 4055.59 points; 5000/4055.59 = 1.2329 each.
    const split = splitPool(pool_cents, claims);
    expect(amounts(split)).toEqual(cents);
    expect(Math.abs(rationals.toNumber(split.factor) - factor)).toBeLessThan(1e-9);
    split.parts.forEach((part, index) => {
      expect(Math.abs(rationals.toNumber(part.points) / 100 - (points[index] ?? Number.NaN))).toBeLessThan(
        1e-9,
      );
      expect(Math.abs(rationals.toNumber(part.exact) / 100 - (exact[index] ?? Number.NaN))).toBeLessThan(
        1e-9,
      );
    });
    expect(split).toMatchObject({ basis: 'points', allocatedMinor: 500_000, unallocatedMinor: 0 });
  });

  test('100.00 among three equals: the odd cent goes to the lowest key (V12b)', () => {
    const equal = ['E-1', 'E-2', 'E-3'].map((key) => ({
      key,
      targetBonusMinor: 100,
      factor: '1',
      proration: '1',
    }));
    expect(amounts(splitPool(10_000, equal))).toEqual(vectors.V12b_thirds);
    const reversed = splitPool(10_000, [...equal].reverse());
    expect(reversed.parts.map((part) => [part.key, part.amountMinor])).toEqual([
      ['E-3', 3333],
      ['E-2', 3333],
      ['E-1', 3334],
    ]);
  });

  test('nobody has points: split by target and days, or rolled over, as the plan says', () => {
    const none = claims.map((claim) => ({ ...claim, factor: '0' }));
    const byTarget = splitPool(500_000, none);
    expect(byTarget.basis).toBe('target');
    expect(amounts(byTarget).reduce((sum, amount) => sum + amount, 0)).toBe(500_000);
    expect(amounts(byTarget)[2] ?? 0).toBeGreaterThan(0);
    const rolled = splitPool(500_000, none, 'roll_over');
    expect(rolled).toMatchObject({ basis: 'rolled_over', allocatedMinor: 0, unallocatedMinor: 500_000 });
    expect(amounts(rolled)).toEqual([0, 0, 0, 0, 0]);
  });

  test('nobody is entitled to anything: the whole pool stays', () => {
    expect(splitPool(100, [])).toMatchObject({ basis: 'rolled_over', unallocatedMinor: 100 });
    expect(
      splitPool(100, [{ key: 'a', targetBonusMinor: 0, factor: '1', proration: '1' }]).unallocatedMinor,
    ).toBe(100);
  });

  test('negative or fractional money is refused', () => {
    const claim = { key: 'a', targetBonusMinor: 100, factor: '1', proration: '1' };
    expect(() => splitPool(-1, [claim])).toThrow(expect.objectContaining({ code: 'payouts.bad_pool' }));
    expect(() => splitPool(0.5, [claim])).toThrow(expect.objectContaining({ code: 'payouts.bad_pool' }));
    for (const bad of [{ factor: '-0.1' }, { proration: '-1' }, { targetBonusMinor: -1 }]) {
      expect(() => splitPool(1, [{ ...claim, ...bad }])).toThrow(
        expect.objectContaining({ code: 'payouts.bad_claim' }),
      );
    }
    for (const targetBonusMinor of [0.5, -1]) {
      expect(() => entitlement({ targetBonusMinor, eligibleDays: 1, periodDays: 1 })).toThrow(
        expect.objectContaining({ code: 'payouts.bad_target' }),
      );
    }
  });

  const claim = fc.record({
    target: fc.nat(10_000_000),
    factor: fc.integer({ min: 0, max: 2_000_000 }).map((units) => (units / 1_000_000).toFixed(6)),
    days: fc.integer({ min: 0, max: 365 }),
  });
  const poolOf = (rows: readonly { target: number; factor: string; days: number }[]) =>
    rows.map((row, index) => ({
      key: `E-${index}`,
      targetBonusMinor: row.target,
      factor: row.factor,
      proration: `${row.days}/365`,
    }));

  test('10,000 random pools sum exactly, and no part strays a unit from its share', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000_000), fc.array(claim, { minLength: 1, maxLength: 30 }), (pool, rows) => {
        const split = splitPool(pool, poolOf(rows));
        expect(amounts(split).reduce((sum, amount) => sum + amount, 0) + split.unallocatedMinor).toBe(pool);
        for (const part of split.parts) {
          expect(part.amountMinor - Number(rationals.floor(part.exact))).toBe(part.roundedUp ? 1 : 0);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  test("targets ten times as high, or people in another order, change nobody's part", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.array(claim, { minLength: 1, maxLength: 15 }), (pool, rows) => {
        const before = splitPool(pool, poolOf(rows));
        expect(
          amounts(splitPool(pool, poolOf(rows.map((row) => ({ ...row, target: row.target * 10 }))))),
        ).toEqual(amounts(before));
        expect(amounts(splitPool(pool, poolOf(rows).reverse())).reverse()).toEqual(amounts(before));
      }),
    );
  });

  test('a higher factor never lowers the own part', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(claim, { minLength: 2, maxLength: 8 }),
        fc.nat(500_000),
        (pool, rows, more) => {
          const better = rows.map((row, index) =>
            index === 0 ? { ...row, factor: (Number(row.factor) + more / 1_000_000).toFixed(6) } : row,
          );
          const [before, after] = [splitPool(pool, poolOf(rows)), splitPool(pool, poolOf(better))];
          fc.pre(before.basis === 'points');
          // One unit of slack: largest remainder may hand the odd cent to somebody else.
          expect(after.parts[0]?.amountMinor ?? 0).toBeGreaterThanOrEqual(
            (before.parts[0]?.amountMinor ?? 0) - 1,
          );
          expect(
            rationals.compare(
              after.parts[0]?.exact ?? rationals.ZERO,
              before.parts[0]?.exact ?? rationals.ZERO,
            ),
          ).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('merit increases', () => {
  const matrix: MeritMatrix = { 5: [6, 5, 3.5], 4: [4.5, 3.5, 2.5], 3: [3, 2.5, 1.5], 2: [1, 0, 0] };
  const { rows, budget, demand, factor } = vectors.V13_merit;
  const members = rows.map((row, index) => ({
    key: `E-${index + 1}`,
    salaryMinor: row.salary * 100,
    midpointMinor: 5_000_000,
    maximumMinor: 6_000_000,
    rating: String(row.rating),
  }));

  test('six raises scaled into 2.5 % of payroll (V13)', () => {
    const result = meritIncreases(members, matrix, '2.5');
    expect(Number(result.budgetMinor) / 100).toBe(budget);
    expect(Number(result.demandMinor) / 100).toBe(demand);
    expect(Math.abs(Number(result.factor) - factor)).toBeLessThan(1e-9);
    result.increases.forEach((increase, index) => {
      const row = rows[index];
      expect(Number(increase.compaRatio)).toBeCloseTo(row?.compa ?? 0, 12);
      expect(Number(increase.matrixPercent)).toBeCloseTo(100 * (row?.matrix ?? 0), 12);
      expect(Math.abs(Number(increase.exactMinor) / 100 - (row?.uncapped ?? 0))).toBeLessThan(1e-9);
      expect(Math.abs(increase.baseMinor / 100 - (row?.base_inc ?? 0))).toBeLessThan(0.01);
      expect(Math.abs(increase.lumpMinor / 100 - (row?.lump ?? 0))).toBeLessThan(0.01);
    });
    expect(result.increases[3]?.zone).toBe('middle');
    const paid = result.increases.reduce((sum, increase) => sum + increase.baseMinor + increase.lumpMinor, 0);
    expect(paid).toBe(736_250);
  });

  test('a budget that suffices reduces nothing, and an open range has no lump sum', () => {
    const result = meritIncreases(
      members.map((member) => ({ ...member, maximumMinor: null })),
      matrix,
      5,
    );
    expect(result.factor).toBe('1.0000000000');
    expect(result.increases.map((increase) => [increase.baseMinor, increase.lumpMinor])).toEqual([
      [252_000, 0],
      [175_000, 0],
      [86_250, 0],
      [112_500, 0],
      [213_500, 0],
      [39_000, 0],
    ]);
  });

  test('a raise that crosses the range maximum is split at it', () => {
    const [first] = members;
    const near = [{ ...(first ?? fail()), salaryMinor: 5_900_000, rating: '5' }];
    const [increase] = meritIncreases(near, matrix, 10).increases;
    expect(increase).toMatchObject({ baseMinor: 100_000, lumpMinor: 106_500 });

    function fail(): never {
      throw new Error('the vector has members');
    }
  });

  test('a rating without a row and a salary of zero are refused; no demand pays nothing', () => {
    const [member] = members;
    if (!member) throw new Error('the vector has members');
    expect(() => meritIncreases([{ ...member, rating: '6' }], matrix, 1)).toThrow(
      expect.objectContaining({ code: 'payouts.no_matrix_row' }),
    );
    expect(() => meritIncreases([{ ...member, salaryMinor: 0 }], matrix, 1)).toThrow(
      expect.objectContaining({ code: 'payouts.bad_salary' }),
    );
    expect(
      meritIncreases([{ ...member, rating: '2', salaryMinor: 5_000_000 }], matrix, 1).increases[0]?.baseMinor,
    ).toBe(0);
    expect(meritIncreases([], matrix, 1)).toMatchObject({ increases: [], factor: '1.0000000000' });
  });

  test('raises never exceed the budget, not by one unit', () => {
    const member = fc.record({
      salaryMinor: fc.integer({ min: 1, max: 10_000_000 }),
      rating: fc.constantFrom('5', '4', '3', '2'),
    });
    fc.assert(
      fc.property(
        fc.array(member, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 500 }),
        (rowsOf, budgetBp) => {
          const people = rowsOf.map((row, index) => ({
            ...row,
            key: `E-${index}`,
            midpointMinor: 5_000_000,
            maximumMinor: 6_000_000,
          }));
          const result = meritIncreases(people, matrix, budgetBp / 100);
          const paid = result.increases.reduce(
            (sum, increase) => sum + increase.baseMinor + increase.lumpMinor,
            0,
          );
          expect(paid).toBeLessThanOrEqual(Number(result.budgetMinor) + 1e-9);
        },
      ),
    );
  });
});

describe('proration', () => {
  const year = yearPeriod('2026');
  const { hire, days, eligible, factor } = vectors.V14_proration;

  test('hired on 16 March, unpaid leave in August (V14)', () => {
    const leaves = [period('2026-08-01', '2026-09-01')];
    expect(eligibleDays(year, { from: hire, to: null, leaves: [] })).toBe(days);
    expect(eligibleDays(year, { from: hire, to: null, leaves })).toBe(eligible);
    expect(
      Math.abs(rationals.toNumber(employmentProration(year, { from: hire, to: null, leaves })) - factor),
    ).toBeLessThan(1e-9);
  });

  test('employed for the whole period, before it, and until its middle', () => {
    expect(eligibleDays(year, { from: '2019-05-01', to: null, leaves: [] })).toBe(365);
    expect(eligibleDays(year, { from: '2019-05-01', to: '2026-01-01', leaves: [] })).toBe(0);
    expect(
      eligibleDays(year, {
        from: '2019-05-01',
        to: '2026-07-02',
        leaves: [period('2026-07-01', '2026-08-01')],
      }),
    ).toBe(181);
  });

  test('more days than the period has are refused', () => {
    for (const [some, all] of [
      [366, 365],
      [-1, 365],
      [1, 0],
      [1.5, 30],
    ] as const) {
      expect(() => prorationFactor(some, all)).toThrow(expect.objectContaining({ code: 'payouts.bad_days' }));
    }
  });
});
