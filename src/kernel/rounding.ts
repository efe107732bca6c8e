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
  const plain = typeof value === 'number' ? roundedAwayFromTies(value, digits) : undefined;
  if (plain !== undefined) return plain;
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

/** Beyond it a double no longer holds enough digits behind the point to tell how far the next tie is. */
const PLAIN_BELOW = 1e9;
/** Nearer to a tie than this the library decides, in units of the last digit; the double is exact to a millionth of it. */
const NEAR_A_TIE = 1e-4;

/** The same for a double that lies clearly between two ties, as nearly all do: a tenth of the time. Otherwise undefined. */
function roundedAwayFromTies(value: number, digits: number): string | undefined {
  const scaled = Math.abs(value) * 10 ** digits;
  if (!(scaled < PLAIN_BELOW)) return undefined;
  const whole = Math.floor(scaled);
  if (Math.abs(scaled - whole - 0.5) < NEAR_A_TIE) return undefined;
  const units = scaled - whole > 0.5 ? whole + 1 : whole;
  const text = String(units).padStart(digits + 1, '0');
  const sign = value < 0 && units > 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
