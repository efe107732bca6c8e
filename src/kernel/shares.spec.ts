import fc from 'fast-check';
import { equalShares, normaliseShares } from './shares';

const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);

describe('credit shares', () => {
  test('a single share of one is the whole credit', () => {
    expect(normaliseShares([1])).toEqual([1_000_000]);
  });

  test('three rounded thirds are accepted and repaired to one whole', () => {
    expect(normaliseShares([0.333333, 0.333333, 0.333333])).toEqual([333334, 333333, 333333]);
    expect(normaliseShares([0.7, 0.2, 0.1])).toEqual([700000, 200000, 100000]);
  });

  test.each([[[0.5, 0.4]], [[0.33, 0.33, 0.33]], [[0.6, 0.6]]])(
    '%j does not sum to one and is refused',
    (shares) => {
      expect(() => normaliseShares(shares)).toThrow(expect.objectContaining({ code: 'shares.wrong_sum' }));
    },
  );

  test.each([[[0, 1]], [[-0.5, 1.5]], [[1.2]], [[Number.NaN, 1]], [[1 - 1e-7, 1e-7]]])(
    '%j has a share out of range',
    (shares) => {
      expect(() => normaliseShares(shares)).toThrow(expect.objectContaining({ code: 'shares.out_of_range' }));
    },
  );

  test('no share at all is refused', () => {
    expect(() => normaliseShares([])).toThrow(expect.objectContaining({ code: 'shares.empty' }));
    expect(() => equalShares(0)).toThrow(expect.objectContaining({ code: 'shares.empty' }));
  });

  test('shares always sum to one million, and equal shares are accepted back as decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (count) => {
        expect(sum(equalShares(count))).toBe(1_000_000);
        expect(sum(normaliseShares(equalShares(count).map((part) => part / 1_000_000)))).toBe(1_000_000);
      }),
    );
  });
});
