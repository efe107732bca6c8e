import fc from 'fast-check';
import {
  add,
  compare,
  divide,
  floor,
  multiply,
  parseRational,
  rational,
  subtract,
  toDecimalString,
  toNumber,
} from './rational';

describe('rational', () => {
  test.each([
    ['0.1', 1n, 10n],
    ['-2.50', -5n, 2n],
    ['1e-7', 1n, 10_000_000n],
    ['3e2', 300n, 1n],
    ['183/365', 183n, 365n],
    ['6/-4', -3n, 2n],
  ])('%s is read exactly and reduced', (text, numerator, denominator) => {
    expect(parseRational(text)).toEqual({ numerator, denominator });
  });

  test.each(['', 'abc', '1/2/3', '1.', 'NaN', '1/x'])('"%s" is not a number', (text) => {
    expect(() => parseRational(text)).toThrow(expect.objectContaining({ code: 'rational.unreadable' }));
  });

  test('a tenth ten times is one', () => {
    const tenth = parseRational('0.1');
    expect(Array.from({ length: 10 }, () => tenth).reduce(add)).toEqual(rational(1));
  });

  test('division by zero and doubles with a fraction are refused', () => {
    expect(() => divide(rational(1), rational(0))).toThrow(
      expect.objectContaining({ code: 'rational.zero_denominator' }),
    );
    expect(() => rational(0.5)).toThrow(expect.objectContaining({ code: 'rational.not_integer' }));
  });

  test('floor goes down also below zero', () => {
    expect([parseRational('7/2'), parseRational('-7/2'), rational(-3)].map(floor)).toEqual([3n, -4n, -3n]);
  });

  test.each([
    ['1/3', 4, '0.3333'],
    ['2/3', 4, '0.6667'],
    ['0.125', 2, '0.12'],
    ['0.375', 2, '0.38'],
    ['-0.125', 2, '-0.12'],
    ['-1/3', 0, '0'],
    ['5/2', 0, '2'],
  ])('%s to %d decimals is %s, ties to even', (text, digits, expected) => {
    expect(toDecimalString(parseRational(text), digits)).toBe(expected);
  });

  test('adding and subtracting, multiplying and dividing undo each other', () => {
    const fraction = fc
      .tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 12n))
      .map(([n, d]) => rational(n, d));
    fc.assert(
      fc.property(fraction, fraction, (left, right) => {
        expect(subtract(add(left, right), right)).toEqual(left);
        if (right.numerator !== 0n) expect(divide(multiply(left, right), right)).toEqual(left);
        expect(compare(left, right) + compare(right, left)).toBe(0);
      }),
    );
  });

  test('as a double it is the nearest one', () => {
    expect(toNumber(parseRational('183/365'))).toBeCloseTo(183 / 365, 15);
  });
});
