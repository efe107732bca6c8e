/**
 * Decimal rounding, through a decimal library so that 1.005 is 1.005. The result is text with exactly the asked number of
 * decimals: the form in which rounded numbers are stored, printed and carried on.
 */
import Big from 'big.js';
import { DomainError } from './domain-error';

/** A decimal as text (`'0.1'`) or as a double, which stands for its shortest decimal form. */
export type Decimal = string | number;

/** Ties to the even digit (IEEE 754, GAAP's "banker's rounding"): 0.125 → 0.12 at two digits. */
export function roundHalfEven(value: Decimal, digits: number): string {
  let decimal: Big;
  try {
    decimal = new Big(value);
  } catch {
    throw new DomainError('rounding.not_a_number', `"${value}" is not a decimal number.`, { value });
  }
  const text = decimal.toFixed(digits, Big.roundHalfEven);
  // A negative number that rounds to zero is zero: "−0.00" would be another text for the same amount.
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}
