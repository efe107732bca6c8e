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
});
