import fc from 'fast-check';
import { apportion, apportionByPosition } from './largest-remainder';
import { floor, parseRational, rational } from './rational';

describe('largest remainder', () => {
  test.each([
    [[5117, 4400, 162, 161, 160], 100, [51, 44, 2, 2, 1]],
    [[9061, 7179, 5259, 3319, 1182], 26, [9, 7, 5, 4, 1]],
  ])(
    'reproduces the apportionment of Balinski and Young (1975): %j over %d seats',
    (votes, seats, expected) => {
      expect(apportionByPosition(seats, votes)).toEqual(expected);
    },
  );

  test('100.00 in three equal parts gives the odd cent to the lowest key, wherever it stands (V12b)', () => {
    const claims = ['E-3', 'E-1', 'E-2'].map((key) => ({ key, weight: rational(1) }));
    expect(apportion(10_000, claims).map(({ key, units }) => [key, units])).toEqual([
      ['E-3', 3333],
      ['E-1', 3334],
      ['E-2', 3333],
    ]);
  });

  test('in 10,000 random splits the parts sum to the whole and each stays within one unit of its exact share', () => {
    const weight = fc.tuple(fc.integer({ min: 0, max: 1_000_000_000 }), fc.integer({ min: 1, max: 366 }));
    fc.assert(
      fc.property(
        fc.nat(1_000_000_000_000),
        fc.array(weight, { minLength: 1, maxLength: 40 }),
        (total, weights) => {
          fc.pre(weights.some(([top]) => top > 0));
          const parts = apportion(
            total,
            weights.map(([top, bottom], index) => ({ key: `E-${index}`, weight: rational(top, bottom) })),
          );
          expect(parts.reduce((sum, part) => sum + part.units, 0)).toBe(total);
          expect(
            parts.every((part) => part.units - Number(floor(part.exact)) === (part.roundedUp ? 1 : 0)),
          ).toBe(true);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test('of two remainders that no double tells apart the larger one gets the unit', () => {
    const weight = 2n ** 60n;
    const claims = [
      { key: 'a', weight: rational(weight) },
      { key: 'b', weight: rational(weight + 1n) },
    ];
    expect(apportion(1, claims).map(({ units }) => units)).toEqual([0, 1]);
  });

  test('no weight at all, a negative weight, a fractional total and a repeated key are refused', () => {
    const one = { key: 'a', weight: rational(1) };
    expect(() => apportion(5, [{ key: 'a', weight: rational(0) }])).toThrow(
      expect.objectContaining({ code: 'apportionment.no_weight' }),
    );
    expect(() => apportion(5, [one, { key: 'b', weight: parseRational('-0.5') }])).toThrow(
      expect.objectContaining({ code: 'apportionment.negative_weight' }),
    );
    expect(() => apportion(0.5, [one])).toThrow(expect.objectContaining({ code: 'apportionment.bad_total' }));
    expect(() => apportion(5, [one, one])).toThrow(
      expect.objectContaining({ code: 'apportionment.duplicate_key' }),
    );
  });
});
