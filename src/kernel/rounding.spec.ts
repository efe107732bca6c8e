import Big from 'big.js';
import fc from 'fast-check';
import { roundHalfEven } from './rounding';

describe('rounding', () => {
  test.each([
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [1.005, 2, '1.00'],
    ['-0.125', 2, '-0.12'],
    [-0.001, 2, '0.00'],
    [2.5, 0, '2'],
    [1e-10, 6, '0.000000'],
  ])('%s to %d decimals is %s, ties to even', (value, digits, even) => {
    expect(roundHalfEven(value, digits)).toBe(even);
  });

  test('what is not a number is refused', () => {
    expect(() => roundHalfEven(Number.NaN, 2)).toThrow(
      expect.objectContaining({ code: 'rounding.not_a_number' }),
    );
  });

  test('every double is rounded as the decimal library rounds it, beside a tie and far from one', () => {
    const library = (value: number, digits: number): string =>
      new Big(value).toFixed(digits, Big.roundHalfEven).replace(/^-(0(\.0*)?)$/, '$1');
    const nearTies = fc
      .tuple(fc.integer({ min: -2_000_000, max: 2_000_000 }), fc.integer({ min: -3, max: 3 }))
      .map(([units, off]) => (units + 0.5) / 1e6 + off * 1e-15);
    const values = fc.oneof(
      fc.double({ min: -2000, max: 2000, noNaN: true }),
      nearTies,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(values, fc.constantFrom(0, 2, 6, 10), (value, digits) => {
        expect(roundHalfEven(value, digits)).toBe(library(value, digits));
      }),
      { numRuns: 2000 },
    );
  });
});
