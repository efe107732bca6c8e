/**
 * Money: an integer count of minor units with its ISO 4217 currency. No floating point touches it, and amounts of different
 * currencies never meet.
 */
import { DomainError } from './domain-error';

/** `minor` counts the currency's smallest unit (cents, centavos, fils; whole yen or pesos where there is none). */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Currencies by number of decimals (ISO 4217 list one, 2024). */
const CURRENCIES_BY_EXPONENT: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED ALL AMD AOA ARS AUD AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CHF CNY COP CRC CUP CVE CZK DKK DOP ' +
    'DZD EGP ETB EUR FJD GBP GEL GHS GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KHR KZT LBP LKR MAD MDL MKD MMK MOP ' +
    'MUR MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD SRD SVC THB TRY TTD TWD ' +
    'TZS UAH USD UYU UZS VES XCD ZAR ZMW',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF',
};
const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.entries(CURRENCIES_BY_EXPONENT).flatMap(([exponent, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, Number(exponent)]),
  ),
);

/** The currency codes this build knows, sorted. */
export const CURRENCIES: readonly string[] = [...EXPONENTS.keys()].sort();

/** Decimals of `currency`: 2 for MXN, 0 for CLP, 3 for KWD. Throws `money.unknown_currency`. */
export function currencyExponent(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) {
    throw new DomainError(
      'money.unknown_currency',
      `"${currency}" is not a currency code this system knows.`,
      { currency },
    );
  }
  return exponent;
}

/** An amount in minor units. Throws `money.not_integer`, `money.unknown_currency`. */
export function money(minor: number, currency: string): Money {
  currencyExponent(currency);
  if (!Number.isSafeInteger(minor)) {
    throw new DomainError(
      'money.not_integer',
      `${minor} is not a whole, safe number of minor units of ${currency}.`,
      {
        minor: String(minor),
        currency,
      },
    );
  }
  // −0 would be another text for the same amount.
  return { minor: minor === 0 ? 0 : minor, currency };
}

/** Throws `money.currency_mismatch`; `money.not_integer` on overflow. */
export function addMoney(left: Money, right: Money): Money {
  return money(left.minor + sameCurrency(left, right).minor, left.currency);
}

/** Throws `money.currency_mismatch`; `money.not_integer` on overflow. */
export function subtractMoney(left: Money, right: Money): Money {
  return money(left.minor - sameCurrency(left, right).minor, left.currency);
}

/** Negative, zero or positive as `left` is less than, equal to or more than `right`. Throws `money.currency_mismatch`. */
export function compareMoney(left: Money, right: Money): number {
  return Math.sign(left.minor - sameCurrency(left, right).minor);
}

/** The sum of `amounts`, all in `currency`; 0 for none. Throws `money.currency_mismatch`. */
export function sumMoney(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce(addMoney, money(0, currency));
}

/**
 * Reads a plain decimal with a point and no grouping: `parseMoney('1234.56', 'MXN')` is 123456 centavos. Zeros beyond the
 * currency's decimals are accepted, other digits are not. Throws `money.unreadable`, `money.too_precise`.
 */
export function parseMoney(text: string, currency: string): Money {
  const exponent = currencyExponent(currency);
  const match = /^(-)?(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) {
    throw new DomainError('money.unreadable', `"${text}" is not an amount; write it like 1234.56.`, { text });
  }
  const [, sign = '', whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(exponent))) {
    throw new DomainError(
      'money.too_precise',
      `"${text}" has more than the ${exponent} decimals of ${currency}.`,
      { text, currency },
    );
  }
  return money(Number(sign + whole + fraction.slice(0, exponent).padEnd(exponent, '0')), currency);
}

/** The amount as a plain decimal with all decimals of its currency: 123456 MXN → `'1234.56'`, 1500 CLP → `'1500'`. */
export function minorToDecimalString(minor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(money(minor, currency).minor)).padStart(exponent + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

function sameCurrency(left: Money, right: Money): Money {
  if (left.currency === right.currency) return right;
  throw new DomainError(
    'money.currency_mismatch',
    `${left.currency} and ${right.currency} cannot be combined.`,
    {
      left: left.currency,
      right: right.currency,
    },
  );
}
