/** Writes a payroll file: the same entries and layout give the same bytes, with totals to check them by. */
import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { addDays, minorToDecimalString, type Period, sortedByKey } from '../../kernel';
import { payoutErrors } from '../payouts.errors';
import { isPayKind, PAY_KINDS, type PayKind, type PayrollLayout } from './payroll-layout';

/** What one person is paid, by kind, in minor units; kinds of 0 are left out. */
export interface PayrollEntry {
  employee: string;
  name: string;
  legalEntity: string;
  amounts: Partial<Record<PayKind, number>>;
}

/** What the entries are for. */
export interface PayrollHead {
  cycle: string;
  currency: string;
  period: Period;
}

export interface PayrollFile {
  bytes: Buffer;
  /** SHA-256 of the bytes, hexadecimal. */
  checksum: string;
  totals: PayrollTotals;
}

export interface PayrollTotals {
  /** Rows without header and totals. */
  rows: number;
  people: number;
  totalMinor: number;
  byKind: Partial<Record<PayKind, number>>;
}

interface Row {
  entry: PayrollEntry;
  /** Null where the row stands for everything the person gets. */
  kind: PayKind | null;
}

/** Spreadsheets read cells that begin like this as formulas. */
const FORMULA = /^[=+\-@\t\r\n\0]/;

/** By employee id, kinds in their order. @throws DomainError `payroll_unwritable` for text that the encoding does not have */
export function payrollFile(
  head: PayrollHead,
  entries: readonly PayrollEntry[],
  layout: PayrollLayout,
): PayrollFile {
  const rows = sortedByKey(entries, ({ employee }) => employee).flatMap((entry): Row[] =>
    layout.rows === 'by_person'
      ? [{ entry, kind: null }]
      : PAY_KINDS.filter((kind) => (entry.amounts[kind] ?? 0) !== 0).map((kind) => ({ entry, kind })),
  );
  const totals = totalsOf(entries, rows.length);
  const lines = [
    ...(layout.header ? [layout.columns.map(({ header }) => header)] : []),
    ...rows.map((row, index) => cells(head, row, index + 1, layout)),
    ...(layout.totals
      ? [['TOTAL', String(totals.rows), money(totals.totalMinor, head.currency, layout), head.currency]]
      : []),
  ];
  const text = stringify(lines, {
    delimiter: layout.delimiter,
    record_delimiter: layout.lineEnd === 'crlf' ? '\r\n' : '\n',
    bom: layout.encoding === 'utf-8-bom',
  });
  const bytes = encoded(text, layout);
  return { bytes, checksum: createHash('sha256').update(bytes).digest('hex'), totals };
}

export function totalsOf(entries: readonly PayrollEntry[], rows: number): PayrollTotals {
  const byKind: Partial<Record<PayKind, number>> = {};
  for (const { amounts } of entries) {
    for (const kind of PAY_KINDS) {
      const minor = amounts[kind] ?? 0;
      if (minor !== 0) byKind[kind] = (byKind[kind] ?? 0) + minor;
    }
  }
  const totalMinor = Object.values(byKind).reduce((sum, minor) => sum + minor, 0);
  return { rows, people: entries.length, totalMinor, byKind };
}

function cells(head: PayrollHead, { entry, kind }: Row, row: number, layout: PayrollLayout): string[] {
  const everything = PAY_KINDS.reduce((sum, each) => sum + (entry.amounts[each] ?? 0), 0);
  return layout.columns.map(({ value, text }) => {
    if (isPayKind(value)) return money(entry.amounts[value] ?? 0, head.currency, layout);
    switch (value) {
      case 'employee':
        return harmless(entry.employee);
      case 'name':
        return harmless(entry.name);
      case 'legal_entity':
        return harmless(entry.legalEntity);
      case 'amount':
        return money(kind === null ? everything : (entry.amounts[kind] ?? 0), head.currency, layout);
      case 'code':
        return kind === null ? '' : layout.codes[kind];
      case 'currency':
        return head.currency;
      case 'cycle':
        return head.cycle;
      case 'period_from':
        return day(head.period.from, layout);
      case 'period_to':
        return day(addDays(head.period.to, -1), layout);
      case 'row':
        return String(row);
      case 'text':
        return text;
    }
  });
}

function money(minor: number, currency: string, { decimal }: PayrollLayout): string {
  if (decimal === 'minor') return String(minor);
  const text = minorToDecimalString(minor, currency);
  return decimal === 'comma' ? text.replace('.', ',') : text;
}

function day(iso: string, { days }: PayrollLayout): string {
  const [year = '', month = '', date = ''] = iso.split('-');
  if (days === 'iso') return iso;
  return days === 'dmy' ? `${date}/${month}/${year}` : `${month}/${date}/${year}`;
}

function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function encoded(text: string, { encoding }: PayrollLayout): Buffer {
  if (encoding !== 'latin1') return Buffer.from(text, 'utf8');
  const strange = [...text].find((character) => (character.codePointAt(0) ?? 0) > 0xff);
  if (strange !== undefined) throw payoutErrors.payroll_unwritable({ character: strange });
  return Buffer.from(text, 'latin1');
}
