/** A whole cycle: from a sealed snapshot to every amount, and back by hand. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, parseRational, rationals } from '../../kernel';
import { ratingCounts, scorePeriod } from '../../scoring/calc';
import { FIVE, member, members, snapshot } from '../../../test/fixtures/cycle';
import { boundPrice, isPriceOpen, recomputeForAppeal } from './appeal';
import { computeCycle } from './cycle';
import { CycleMember, CycleSnapshot, FORMULA_VERSIONS } from './cycle-snapshot';
import { MemberResult } from './cycle-result';

const result = computeCycle(snapshot);
const frozen: CycleSnapshot = {
  ...snapshot,
  scoring: { ...snapshot.scoring, parameters: result.parameters },
};
const of = (key: string, cycle = result): MemberResult => {
  const row = cycle.members.find((candidate) => candidate.employeeKey === key);
  if (!row) throw new Error(`${key} is not in the result`);
  return row;
};

describe('a computed cycle', () => {
  test('pays the pool to the cent', () => {
    expect(result.members.reduce((sum, row) => sum + row.amountMinor, 0)).toBe(1_000_000);
    expect(result.totals).toMatchObject({
      allocatedMinor: 1_000_000,
      unallocatedMinor: 0,
      basis: 'points',
      members: 8,
    });
  });

  test('every step follows from the printed ones with a pocket calculator', () => {
    for (const row of result.members) {
      const steps = row.customerOpinion;
      if (!steps) throw new Error('every member has answers');
      const number = Number;
      const weighted = steps.ratings.reduce(
        (sum, rating) => sum + number(rating.value) * number(rating.answers),
        0,
      );
      expect(weighted / number(steps.answers)).toBeCloseTo(number(steps.mean), 6);
      for (const mix of steps.mix) {
        expect(number(mix.answers) / number(steps.answers)).toBeCloseTo(number(mix.ownShare), 6);
        expect((number(mix.commonShare) - number(mix.ownShare)) * number(mix.effect)).toBeCloseTo(
          number(mix.contribution),
          6,
        );
      }
      expect(number(steps.mean) + number(steps.mixEffect)).toBeCloseTo(number(steps.adjusted), 9);
      const own = number(steps.answers) / (number(steps.answers) + number(steps.peerWeight));
      expect(own).toBeCloseTo(number(steps.reliability), 6);
      const score =
        number(steps.peerMean) +
        number(steps.reliability) * (number(steps.adjusted) - number(steps.peerMean));
      expect(score).toBeCloseTo(number(steps.score), 6);
      const total = row.lines.reduce(
        (sum, line) => sum + (line.countedWeightBp / 10_000) * number(line.factor),
        0,
      );
      expect(total).toBeCloseTo(number(row.totalFactor), 6);
      const points = (row.targetBonusMinor * number(row.totalFactor) * row.eligibleDays) / row.periodDays;
      expect(points).toBeCloseTo(number(row.points), 5);
      expect(Math.abs(number(row.points) * number(result.totals.poolFactor) - row.amountMinor)).toBeLessThan(
        1,
      );
    }
  });

  test("the statement agrees with the period's scores", () => {
    const scores = scorePeriod({
      target: 72,
      employees: members.map(({ employeeKey, peerGroup, customerCounts }) => ({
        key: employeeKey,
        peerGroup,
        cells: customerCounts,
      })),
    });
    for (const score of scores.employees) {
      const steps = of(score.key).customerOpinion;
      expect(Math.abs(Number(steps?.score) - (score.score ?? 0))).toBeLessThan(1e-5);
      expect(Math.abs(Number(steps?.sd) - (score.sd ?? 0))).toBeLessThan(1e-5);
      expect(Math.abs(Number(steps?.low) - (score.low ?? 0))).toBeLessThan(1e-4);
      expect(steps?.band).toBe(score.band);
    }
  });

  test('the same snapshot gives the same bytes, whatever the order of members, cells and lines of peers', () => {
    const bytes = canonicalJson(result);
    fc.assert(
      fc.property(fc.shuffledSubarray(members, { minLength: members.length }), (shuffled) => {
        const turned = shuffled.map((row) => ({ ...row, customerCounts: [...row.customerCounts].reverse() }));
        expect(canonicalJson(computeCycle({ ...snapshot, members: turned }))).toBe(bytes);
      }),
      { numRuns: 25 },
    );
  });

  test('a snapshot read back from its sealed text gives the same bytes', () => {
    const sealed: CycleSnapshot = JSON.parse(canonicalJson(snapshot));
    expect(canonicalJson(computeCycle(sealed))).toBe(canonicalJson(result));
  });

  test('computing with the parameters it sealed changes nothing', () => {
    expect(computeCycle(frozen)).toEqual(result);
  });

  test('the bytes themselves are pinned: a change of any formula must come with a new version', () => {
    const row = of('E-3');
    expect([
      row.customerOpinion?.score,
      row.customerOpinion?.sd,
      row.lines[0]?.factor,
      row.totalFactor,
    ]).toEqual(['75.221438', '3.141554', '1.391730', '1.117519']);
    expect(result.members.map((entry) => entry.amountMinor)).toEqual([
      107289, 120771, 126958, 115736, 132551, 132643, 127120, 136932,
    ]);
    expect(createHash('sha256').update(canonicalJson(result)).digest('hex')).toBe(
      '9f3f95be7c62444c0603eb0521569aa03b57b5b525698b10f5ce31f7ee2b9761',
    );
  });
});

describe('lines that are missing', () => {
  test('someone without answers is judged by the manager alone, never by zero', () => {
    const cycle = computeCycle({ ...snapshot, members: [...members, member('E-9', {})] });
    const newcomer = of('E-9', cycle);
    expect(newcomer.customerOpinion).toBeNull();
    expect(newcomer.lines.map((line) => [line.countedWeightBp, line.factor])).toEqual([
      [0, null],
      [10_000, '1.000000'],
    ]);
    expect(newcomer.totalFactor).toBe('1.000000');
  });

  test('someone without any scored line is paid at target, and the statement says so', () => {
    const cycle = computeCycle({
      ...snapshot,
      members: [...members, member('E-9', {}, { managerRating: null })],
    });
    expect(of('E-9', cycle)).toMatchObject({ totalFactor: '1.000000', factorBasis: 'no_scored_line' });
  });

  test('a plan without customer opinion needs no parameters', () => {
    const lines = snapshot.plan.lines.slice(1).map((line) => ({ ...line, weightBp: 10_000 }));
    const cycle = computeCycle({ ...snapshot, plan: { ...snapshot.plan, lines } });
    expect(cycle.parameters.groups).toEqual([]);
    expect(of('E-1', cycle)).toMatchObject({ customerOpinion: null, totalFactor: '1.000000' });
  });

  test('a lone member is paid at target for customer opinion', () => {
    const cycle = computeCycle({ ...snapshot, members: members.slice(0, 1) });
    expect(of('E-1', cycle).customerOpinion).toMatchObject({
      basis: 'target',
      score: '72.000000',
      reliability: '0.000000',
    });
    expect(of('E-1', cycle).lines[0]?.factor).toBe('1.000000');
    expect(of('E-1', cycle).amountMinor).toBe(1_000_000);
  });

  test('a lone member reads the same interval on the statement as on the scorecard: that of the own answers', () => {
    const cases: Record<number, number>[] = [{ 5: 12, 4: 8, 2: 3 }, { 5: 9 }, { 3: 1 }];
    for (const answers of cases) {
      const lone = member('E-1', { 'phone|info': answers });
      const steps = of('E-1', computeCycle({ ...snapshot, members: [lone] })).customerOpinion;
      const employees = [{ key: 'E-1', peerGroup: 'agents', cells: lone.customerCounts }];
      const [card] = scorePeriod({ target: 72, employees }).employees;
      const six = (value: number | null | undefined) => value?.toFixed(6) ?? null;
      expect([steps?.low, steps?.high]).toEqual([six(card?.low), six(card?.high)]);
      expect(steps?.band).toBe(card?.band);
    }
    const apart = of('E-1', computeCycle({ ...snapshot, members: members.slice(0, 1) })).customerOpinion;
    expect(Number(apart?.high)).toBeGreaterThan(Number(apart?.low) + 5);
  });
});

describe('fairness of one answer', () => {
  const [first] = members;
  if (!first) throw new Error('there are members');

  test('a better answer in place of a worse one never lowers the own total factor (parameters sealed)', () => {
    const move = fc.record({
      person: fc.nat(members.length - 1),
      cell: fc.nat(1),
      from: fc.nat(3),
      by: fc.integer({ min: 1, max: 4 }),
      share: fc.integer({ min: 1, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(move, ({ person, cell, from, by, share }) => {
        const improved = members.map((row, index) => {
          if (index !== person) return row;
          const customerCounts = row.customerCounts.map((entry, position) => {
            if (position !== cell) return entry;
            const weights = [...entry.counts.weights];
            const to = Math.min(4, from + by);
            const moved = Math.min(share, weights[from] ?? 0);
            weights[from] = (weights[from] ?? 0) - moved;
            weights[to] = (weights[to] ?? 0) + moved;
            return { ...entry, counts: { ...entry.counts, weights } };
          });
          return { ...row, customerCounts };
        });
        const key = members[person]?.employeeKey ?? '';
        const after = of(key, computeCycle({ ...frozen, members: improved }));
        expect(Number(after.totalFactor)).toBeGreaterThanOrEqual(Number(of(key).totalFactor));
      }),
    );
  });

  test('a further answer raises the score exactly when it is better than the score (one cell, parameters sealed)', () => {
    const groups = result.parameters.groups.map((group) => ({ ...group, mix: [] }));
    const parameters = { ...result.parameters, groups };
    const plain: CycleSnapshot = { ...frozen, scoring: { ...frozen.scoring, parameters } };
    const scoreOf = (row: CycleMember): number =>
      Number(of(row.employeeKey, computeCycle({ ...plain, members: [row] })).customerOpinion?.score);
    const before = scoreOf(first);
    for (const rating of [1, 2, 3, 4, 5]) {
      const more = { cell: 'phone|info', counts: ratingCounts(FIVE, { [rating]: 1 }) };
      const after = scoreOf({ ...first, customerCounts: [...first.customerCounts, more] });
      expect(Math.sign(after - before)).toBe(Math.sign(25 * (rating - 1) - before));
    }
  });

  test("targets ten times as high change nobody's amount", () => {
    const richer = members.map((row) => ({ ...row, targetBonusMinor: row.targetBonusMinor * 10 }));
    const cycle = computeCycle({ ...snapshot, members: richer });
    expect(cycle.members.map((row) => row.amountMinor)).toEqual(result.members.map((row) => row.amountMinor));
  });
});

describe('an appeal', () => {
  const worst = members.map((row) => ({
    ...row,
    customerCounts: row.customerCounts.map((entry) =>
      entry.cell === 'phone|complaint' && row.employeeKey === 'E-1'
        ? {
            ...entry,
            counts: {
              ...entry.counts,
              weights: entry.counts.weights.map((weight, index) =>
                index === 0 ? weight - 1_000_000 : weight,
              ),
            },
          }
        : entry,
    ),
  }))[0];
  if (!worst) throw new Error('there are members');

  test('one bad response less raises the appellant with everything else frozen', () => {
    const outcome = recomputeForAppeal(snapshot, result, worst);
    expect(outcome.differenceMinor).toBeGreaterThan(0);
    expect(outcome.after.amountMinor).toBe(outcome.before.amountMinor + outcome.differenceMinor);
    expect(outcome.after.customerOpinion?.peerMean).toBe(outcome.before.customerOpinion?.peerMean);
    const exact = rationals.multiply(
      parseRational(outcome.after.pointsExact),
      parseRational(result.totals.poolFactorExact),
    );
    expect(Math.abs(rationals.toNumber(exact) - outcome.after.amountMinor)).toBeLessThan(1.5);
  });

  test('an appeal that changes nothing moves nothing', () => {
    for (const row of members) expect(recomputeForAppeal(snapshot, result, row).differenceMinor).toBe(0);
  });

  describe('where everybody has the highest amount and the pool is not used up', () => {
    const half = member('E-9', { 'phone|info': { 5: 20, 4: 8 } }, { eligibleDays: 46 });
    const rich: CycleSnapshot = {
      ...snapshot,
      poolMinor: 5_000_000,
      plan: { ...snapshot.plan, limits: { amountAtMost: '1' } },
      members: [...members, half],
    };
    const paid = computeCycle(rich);
    const prices = paid.members.map((row) => boundPrice(paid.totals, row));
    const price = prices.reduce((most, one) => (rationals.compare(one, most) > 0 ? one : most));

    test('the pool has no factor of its own', () => {
      expect(paid.members.every(({ limit }) => limit?.kind === 'at_most')).toBe(true);
      expect(paid.totals.unallocatedMinor).toBe(5_000_000 - 8 * 120_000 - 60_000);
      expect(isPriceOpen(paid.totals)).toBe(true);
      expect(isPriceOpen(result.totals)).toBe(false);
    });

    test('a point is worth the least at which everybody has what they have', () => {
      for (const row of rich.members)
        expect(recomputeForAppeal(rich, paid, row, price).differenceMinor).toBe(0);
      const lower = rationals.multiply(price, parseRational('0.999'));
      expect(
        rich.members.some((row) => recomputeForAppeal(rich, paid, row, lower).after.limit === undefined),
      ).toBe(true);
    });

    test('whose days were miscounted gets the highest amount of the right ones', () => {
      const outcome = recomputeForAppeal(rich, paid, { ...half, eligibleDays: 92 }, price);
      expect(outcome).toMatchObject({
        differenceMinor: 60_000,
        after: { amountMinor: 120_000, limit: { kind: 'at_most', minor: 120_000 } },
      });
    });
  });

  test('who is not in the cycle cannot appeal in it', () => {
    expect(() => recomputeForAppeal(snapshot, result, member('E-77', {}))).toThrow(
      expect.objectContaining({ code: 'payouts.not_a_member' }),
    );
  });
});

describe('a snapshot that cannot be computed', () => {
  const [opinion, manager] = snapshot.plan.lines;
  if (!opinion || !manager) throw new Error('the plan has two lines');

  test.each([
    [
      'payouts.unknown_formula',
      { ...snapshot, formulas: { ...FORMULA_VERSIONS, pool: 'largest-remainder-2' } as never },
    ],
    ['evaluations.bad_weights', { ...snapshot, plan: { ...snapshot.plan, lines: [opinion] } }],
    [
      'payouts.duplicate_line_kind',
      {
        ...snapshot,
        plan: { ...snapshot.plan, lines: [opinion, { ...opinion, weightBp: 7000, key: 'second' }] },
      },
    ],
    ['payouts.duplicate_member', { ...snapshot, members: [...members, ...members.slice(0, 1)] }],
    ['payouts.bad_days', { ...snapshot, members: [member('E-1', {}, { eligibleDays: 93 })] }],
    [
      'payouts.unknown_line',
      {
        ...snapshot,
        members: [member('E-1', {}, { lineScores: [{ key: 'sales', score: '80', note: null }] })],
      },
    ],
    ['payouts.bad_pool', { ...snapshot, poolMinor: 0.5 }],
    ['money.unknown_currency', { ...snapshot, plan: { ...snapshot.plan, currency: 'XXX' } }],
    [
      'evaluations.bad_targets',
      { ...snapshot, plan: { ...snapshot.plan, lines: [{ ...opinion, target: '90' }, manager] } },
    ],
  ])('is refused: %s', (code, broken) => {
    expect(() => computeCycle(broken)).toThrow(expect.objectContaining({ code }));
  });
});
