import fc from 'fast-check';
import { MILLION, parseRational, rational, rationals } from '../../kernel';
import { lineAchievement, weightedTotal } from './evaluation-lines';
import { interpolate } from './piecewise-linear';

const line = (key: string, weightBp: number, value: string | null) => ({ key, weightBp, value });

describe('line achievement', () => {
  const targets = { threshold: '70', target: '85', maximum: '95' };

  test.each([
    ['60', '0.000000'],
    ['70', '0.000000'],
    ['77.5', '0.500000'],
    ['85', '1.000000'],
    ['90', '1.500000'],
    ['95', '2.000000'],
    ['100', '2.000000'],
    [80, '0.666667'],
  ])('a score of %s achieves %s', (score, achievement) => {
    expect(lineAchievement(score, targets)).toBe(achievement);
  });

  test('a higher score never achieves less', () => {
    const score = fc.integer({ min: 0, max: 100_000_000 }).map((units) => units / 1_000_000);
    fc.assert(
      fc.property(score, score, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(Number(lineAchievement(low, targets))).toBeLessThanOrEqual(
          Number(lineAchievement(high, targets)),
        );
      }),
    );
  });

  test('a target at or below its threshold is refused', () => {
    expect(() => lineAchievement(80, { threshold: 85, target: 85, maximum: 95 })).toThrow(
      expect.objectContaining({ code: 'evaluations.bad_targets' }),
    );
  });

  test('corners that do not rise are refused', () => {
    const corners = [
      { at: 1, value: 0 },
      { at: 1, value: 1 },
    ];
    expect(() => interpolate(corners, 1, 0)).toThrow(
      expect.objectContaining({ code: 'evaluations.bad_corners' }),
    );
    expect(() => interpolate([], 1, 0)).toThrow(expect.objectContaining({ code: 'evaluations.bad_corners' }));
  });
});

describe('weighted total', () => {
  test('customers 30 %, manager 70 %', () => {
    const result = weightedTotal([line('customers', 3000, '1.250000'), line('manager', 7000, '1.000000')]);
    expect(result.total).toBe('1.075000');
    expect(result.lines.map((counted) => counted.weighted)).toEqual(['0.3750000000', '0.7000000000']);
  });

  test('a missing line gives its weight to the others and is never counted as zero', () => {
    const result = weightedTotal([line('customers', 3000, null), line('manager', 7000, '0.900000')]);
    expect(result.total).toBe('0.900000');
    expect(result.lines.map((counted) => counted.countedWeightBp)).toEqual([0, 10_000]);
  });

  test('weights 10, 25 and 40 without the fourth become 13.34, 33.33 and 53.33 (CMS prints 13.3, 33.3, 53.3)', () => {
    const result = weightedTotal([
      line('a', 1000, '1.000000'),
      line('b', 2500, '1.000000'),
      line('c', 4000, '1.000000'),
      line('d', 2500, null),
    ]);
    expect(result.lines.map((counted) => counted.countedWeightBp)).toEqual([1334, 3333, 5333, 0]);
    expect(result.total).toBe('1.000000');
  });

  test('no line with a value: no total, instead of zero', () => {
    expect(weightedTotal([line('customers', 10_000, null)]).total).toBeNull();
  });

  test.each([
    [[line('a', 9999, '1')]],
    [[line('a', 5000, '1'), line('b', 5001, '1')]],
    [[line('a', 10_500, '1'), line('b', -500, '1')]],
    [[line('a', 5000, '1'), line('a', 5000, '1')]],
    [[line('a', 3333.5, '1'), line('b', 6666.5, '1')]],
    [[]],
  ])('weights that are not exactly one whole are refused: case %#', (lines) => {
    expect(() => weightedTotal(lines)).toThrow(expect.objectContaining({ code: 'evaluations.bad_weights' }));
  });

  test('counted weights always sum to the whole, and the total lies between the lowest and highest line', () => {
    const value = fc.option(
      fc.integer({ min: 0, max: 2_000_000 }).map((units) => (units / 1_000_000).toFixed(6)),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), (values) => {
        const even = Math.floor(10_000 / values.length);
        const lines = values.map((entry, index) =>
          line(`line ${index}`, index === 0 ? 10_000 - even * (values.length - 1) : even, entry),
        );
        const result = weightedTotal(lines);
        const present = values.flatMap((entry) => (entry === null ? [] : [Number(entry)]));
        if (result.total === null) return expect(present).toEqual([]);
        expect(result.lines.reduce((sum, counted) => sum + counted.countedWeightBp, 0)).toBe(10_000);
        expect(Number(result.total)).toBeGreaterThanOrEqual(Math.min(...present));
        expect(Number(result.total)).toBeLessThanOrEqual(Math.max(...present));
      }),
    );
  });

  test('a total is the exact one, whether factors are as printed or longer than any', () => {
    // As they are printed; with seven digits and up to a million million; on ties.
    const factor = fc.oneof(
      fc.bigInt(0n, 10n ** 9n - 1n).map((units) => rationals.toDecimalString(rational(units, MILLION), 6)),
      fc.bigInt(0n, 10n ** 18n).map((units) => rationals.toDecimalString(rational(units, MILLION), 7)),
      fc.integer({ min: 0, max: 4000 }).map((units) => (units / 2000).toFixed(6)),
    );
    const weights = fc.integer({ min: 1, max: 9999 });
    fc.assert(
      fc.property(weights, factor, factor, (weightBp, one, other) => {
        const lines = [line('one', weightBp, one), line('other', 10_000 - weightBp, other)];
        const products = lines.map(({ value, weightBp: weight }) =>
          rationals.multiply(parseRational(value ?? ''), rational(weight, 10_000)),
        );
        const result = weightedTotal(lines);
        expect(result.total).toBe(rationals.toDecimalString(rationals.sumRationals(products), 6));
        for (const [index, { weighted }] of result.lines.entries())
          expect(rationals.compare(parseRational(weighted ?? ''), products[index] ?? rationals.ZERO)).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('half a unit goes to the even digit', () => {
    const total = (factor: string): string | null =>
      weightedTotal([line('a', 5000, factor), line('b', 5000, '0.000000')]).total;
    expect([total('0.000001'), total('0.000003'), total('0.000005')]).toEqual([
      '0.000000',
      '0.000002',
      '0.000002',
    ]);
  });
});
