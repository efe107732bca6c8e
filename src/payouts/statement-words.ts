/** Numbers of a statement as the reader writes them: every printed digit is one the computation used. */
import { currencyExponent, parseRational, rational, rationals } from '../kernel';
import type { Formats } from '../platform/i18n';

/** A number whose last digits stand back: they are there to be added, not to be read. */
export interface ExactNumber {
  head: string;
  tail: string;
}

const DIGITS = 6;
const QUIET = 4;
const MINUS = '\u2212';

export class StatementNumbers {
  constructor(
    private readonly formats: Formats,
    private readonly currency: string,
  ) {}

  /** Six decimals: what the computation carried on. */
  six(decimal: string): string {
    return this.formats.number(Number(decimal), DIGITS);
  }

  /** As the plan or the result says it, without zeros at the end. */
  plain(decimal: string): string {
    return this.formats.number(Number(decimal), undefined);
  }

  /** Every digit that counts, without zeros at the end. */
  whole(decimal: string): string {
    const digits = /\.(\d*?)0*$/.exec(decimal)?.[1]?.length ?? 0;
    return this.formats.number(Number(decimal), Math.min(digits, DIGITS));
  }

  /** A number of answers, or of something made of them: whole, or with the six decimals that the account needs. */
  counted(decimal: string): string {
    return Number.isInteger(Number(decimal)) ? this.plain(decimal) : this.six(decimal);
  }

  /** One decimal: for sentences. */
  short(decimal: string): string {
    return this.formats.number(Number(decimal), 1);
  }

  factor(decimal: string): string {
    return this.formats.number(Number(decimal), 2);
  }

  share(decimal: string): string {
    return this.formats.percent(Number(decimal), 0);
  }

  /** A share with all its six digits: `38.0952 %`. */
  exactShare(decimal: string): string {
    return this.formats.percent(Number(decimal), DIGITS - 2);
  }

  weight(basisPoints: number): string {
    return this.formats.percent(basisPoints / 10_000, basisPoints % 100 === 0 ? 0 : 2);
  }

  digits(decimal: string, count: number): string {
    return this.formats.number(Number(decimal), count);
  }

  exact(decimal: string): ExactNumber {
    return cut(this.six(decimal));
  }

  /** A difference, with its sign. */
  signedExact(decimal: string): ExactNumber {
    return cut(this.formats.signed(Number(decimal), DIGITS));
  }

  money(minor: number): string {
    return this.formats.money({ minor, currency: this.currency });
  }

  moneyWithCode(minor: number): string {
    return this.formats.money({ minor, currency: this.currency }, { code: true });
  }

  /** A difference of money, with its sign. */
  signedMoney(minor: number): string {
    if (minor === 0) return this.money(0);
    return `${minor < 0 ? MINUS : '+'}${this.money(Math.abs(minor))}`;
  }

  /** An amount of minor units with its decimals, in units of the currency and without its sign: `6,567.600000`. */
  units(minorDecimal: string): string {
    const units = rationals.divide(
      parseRational(minorDecimal),
      rational(10n ** BigInt(currencyExponent(this.currency))),
    );
    return this.formats.number(Number(rationals.toDecimalString(units, DIGITS)), DIGITS);
  }

  /** The same for a whole amount: `5,200.00`. */
  wholeUnits(minor: number): string {
    const exponent = currencyExponent(this.currency);
    return this.formats.number(minor / 10 ** exponent, exponent);
  }

  day(day: string): string {
    return this.formats.day(day, 'short');
  }

  /** A decimal of minor units rounded to a whole one, ties to even. */
  toMinor(minorDecimal: string): number {
    return Number(rationals.toDecimalString(parseRational(minorDecimal), 0));
  }
}

function cut(text: string): ExactNumber {
  return { head: text.slice(0, -QUIET), tail: text.slice(-QUIET) };
}
