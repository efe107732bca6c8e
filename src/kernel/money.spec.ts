import {
  addMoney,
  compareMoney,
  minorToDecimalString,
  money,
  parseMoney,
  subtractMoney,
  sumMoney,
} from './money';

describe('money', () => {
  test.each([
    ['1234.56', 'MXN', 123456],
    ['1234.5', 'USD', 123450],
    ['-0.05', 'EUR', -5],
    ['1500', 'CLP', 1500],
    ['1500.00', 'JPY', 1500],
    ['2.345', 'KWD', 2345],
    ['0', 'BRL', 0],
  ])('%s %s is read as %d minor units', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toEqual({ minor, currency });
  });

  test.each([
    [123456, 'MXN', '1234.56'],
    [5, 'EUR', '0.05'],
    [-5, 'EUR', '-0.05'],
    [1500, 'PYG', '1500'],
    [7, 'KWD', '0.007'],
  ])('%d minor units of %s are written %s', (minor, currency, text) => {
    expect(minorToDecimalString(minor, currency)).toBe(text);
    expect(parseMoney(text, currency)).toEqual({ minor, currency });
  });

  test('more decimals than the currency has are refused instead of rounded', () => {
    expect(() => parseMoney('10.5', 'CLP')).toThrow(expect.objectContaining({ code: 'money.too_precise' }));
    expect(() => parseMoney('10.005', 'MXN')).toThrow(expect.objectContaining({ code: 'money.too_precise' }));
  });

  test.each(['1,234.56', '1e3', '', '12.', '.5', 'MXN 5'])('"%s" is not read as an amount', (text) => {
    expect(() => parseMoney(text, 'MXN')).toThrow(expect.objectContaining({ code: 'money.unreadable' }));
  });

  test('amounts of different currencies never meet', () => {
    const mismatch = expect.objectContaining({ code: 'money.currency_mismatch' });
    expect(() => addMoney(money(1, 'MXN'), money(1, 'USD'))).toThrow(mismatch);
    expect(() => compareMoney(money(1, 'MXN'), money(1, 'USD'))).toThrow(mismatch);
    expect(() => sumMoney([money(1, 'USD')], 'MXN')).toThrow(mismatch);
  });

  test('fractions of a minor unit and unsafe integers are refused', () => {
    expect(() => money(0.5, 'MXN')).toThrow(expect.objectContaining({ code: 'money.not_integer' }));
    expect(() => addMoney(money(Number.MAX_SAFE_INTEGER, 'MXN'), money(1, 'MXN'))).toThrow(
      expect.objectContaining({ code: 'money.not_integer' }),
    );
    expect(() => parseMoney('99999999999999999', 'MXN')).toThrow(
      expect.objectContaining({ code: 'money.not_integer' }),
    );
  });

  test('an unknown currency is refused, also one named like an object member', () => {
    expect(() => money(1, 'XXX')).toThrow(expect.objectContaining({ code: 'money.unknown_currency' }));
    expect(() => money(1, 'toString')).toThrow(expect.objectContaining({ code: 'money.unknown_currency' }));
  });

  test('sums, differences and comparisons', () => {
    expect(sumMoney([money(10, 'PEN'), money(-3, 'PEN')], 'PEN')).toEqual(money(7, 'PEN'));
    expect(sumMoney([], 'PEN')).toEqual(money(0, 'PEN'));
    expect(Object.is(subtractMoney(money(3, 'PEN'), money(3, 'PEN')).minor, 0)).toBe(true);
    expect(compareMoney(money(3, 'PEN'), money(4, 'PEN'))).toBe(-1);
  });
});
