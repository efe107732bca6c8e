/** Reads what somebody pasted from payroll: one person and one amount per line. */
import { DomainError, parseMoney } from '../../kernel';
import { payoutErrors } from '../payouts.errors';
import type { PayrollLayout } from './payroll-layout';

export interface Payment {
  readonly employee: string;
  readonly amountMinor: number;
}

/** Person, then tab, semicolon, bar or comma, then the amount; quotes around either are left out. */
const LINE = /^"?([^\t;|,"]+)"?\s*[\t;|,]\s*"?([^"]+?)"?$/;

/**
 * Amounts are written as the organization's payroll files write them. Empty lines and a first line of headings are left out.
 * @throws DomainError `payments_unreadable` naming the line, `payments_empty`
 */
export function readPayments(text: string, currency: string, { decimal }: PayrollLayout): Payment[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const payments: Payment[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const [, employee = '', amount = ''] = LINE.exec(line) ?? [];
    const amountMinor = minorOf(amount, currency, decimal);
    if (amountMinor === null) {
      // Headings have no digit, neither where the person stands nor where the amount does.
      const first = lines.slice(0, index).every((one) => one === '');
      if (first && amount !== '' && !/\d/.test(line)) continue;
      throw payoutErrors.payments_unreadable({ line: index + 1 }, '/payments');
    }
    payments.push({ employee: employee.trim(), amountMinor });
  }
  if (payments.length === 0) throw payoutErrors.payments_empty({}, '/payments');
  return payments;
}

function minorOf(text: string, currency: string, decimal: PayrollLayout['decimal']): number | null {
  const plain = text.replaceAll(/[\s\u00a0$]/g, '');
  if (decimal === 'minor') return /^-?\d{1,15}$/.test(plain) ? Number(plain) : null;
  const [thousands, point] = decimal === 'comma' ? ['.', ','] : [',', '.'];
  // 1.234.567,89: groups of three, or none at all; anything else may have been written the other way.
  const [whole = '', rest, ...more] = plain.split(point);
  const grouped = new RegExp(`^-?\\d{1,3}(\\${thousands}\\d{3})*$`).test(whole) || /^-?\d+$/.test(whole);
  if (!grouped || more.length > 0 || (rest !== undefined && !/^\d+$/.test(rest))) return null;
  try {
    const digits = whole.replaceAll(thousands, '');
    return parseMoney(rest === undefined ? digits : `${digits}.${rest}`, currency).minor;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
