import fc from 'fast-check';
import { formatScaled, MILLION, parseMillionths, roundedQuotient, roundedRoot } from './fixed-point';

describe('fixed point', () => {
  test.each([
    ['75.221438', 75_221_438n],
    ['72', 72_000_000n],
    ['-0.5', -500_000n],
    ['0.000001', 1n],
  ])('%s is %d millionths', (text, units) => {
    expect(parseMillionths(text)).toBe(units);
  });

  test.each(['', '1.', '1e3', '0.1234567', '+1', 'NaN'])('"%s" is refused', (text) => {
    expect(() => parseMillionths(text)).toThrow(expect.objectContaining({ code: 'fixed_point.unreadable' }));
  });

  test('what is formatted is read back', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), (units) => {
        expect(parseMillionths(formatScaled(units, 6))).toBe(units);
      }),
    );
    expect([formatScaled(-5n, 6), formatScaled(12n, 0), formatScaled(0n, 2)]).toEqual([
      '-0.000005',
      '12',
      '0.00',
    ]);
  });

  test.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [-1n, 3n, 0n],
    [8n, 3n, 3n],
  ])('%d / %d rounds to %d, ties to even', (numerator, denominator, expected) => {
    expect(roundedQuotient(numerator, denominator)).toBe(expected);
  });

  test('a root is the nearest whole number, also far beyond doubles', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 40n), (value) => {
        const root = roundedRoot(value, MILLION);
        // |√(value/10^6) − root| ≤ ½, squared and without fractions.
        expect((2n * root + 1n) ** 2n * MILLION >= 4n * value).toBe(true);
        expect(root === 0n || (2n * root - 1n) ** 2n * MILLION <= 4n * value).toBe(true);
      }),
    );
    expect(roundedRoot(2n * 10n ** 18n, MILLION)).toBe(1_414_214n);
  });
});
