/**
 * How a payroll file is laid out: which columns in which order, how numbers, days and text are written, and whether a person
 * has one row or one per pay code. Every payroll program wants its own; the presets are where one starts.
 */
import { z } from 'zod';
import { zText } from '../../platform/errors';

/** What a person can be paid for. */
export const PAY_KINDS = ['bonus', 'adjustment', 'raise', 'lump_sum'] as const;
export type PayKind = (typeof PAY_KINDS)[number];

/** What can stand in a column. `amount`: of the row's pay code, or of everything; `code`: the row's pay code; `text`: always the same. */
export const COLUMN_VALUES = [
  'employee', 'name', 'legal_entity', 'amount', 'code', 'currency', 'cycle', 'period_from', 'period_to', 'row', 'text',
  ...PAY_KINDS,
] as const; // prettier-ignore

const zColumn = z
  .strictObject({
    header: z.string().max(80),
    value: z.enum(COLUMN_VALUES),
    /** For `text`. */
    text: z.string().max(80).default(''),
  })
  .refine(({ value, text }) => (value === 'text') === (text !== ''), {
    params: { code: 'payroll_column_text' },
  });

export const zPayrollLayout = z
  .strictObject({
    rows: z.enum(['by_person', 'by_code']),
    columns: z.array(zColumn).min(1).max(40),
    header: z.boolean(),
    /** A last row with the word, how many rows, and what they sum to. */
    totals: z.boolean(),
    delimiter: z.enum([',', ';', '\t', '|']),
    /** `minor`: whole cents without a sign between. */
    decimal: z.enum(['point', 'comma', 'minor']),
    days: z.enum(['iso', 'dmy', 'mdy']),
    lineEnd: z.enum(['crlf', 'lf']),
    encoding: z.enum(['utf-8', 'utf-8-bom', 'latin1']),
    /** What the payroll program calls each kind of pay. */
    codes: z.strictObject({
      bonus: zText(20),
      adjustment: zText(20),
      raise: zText(20),
      lump_sum: zText(20),
    }),
  })
  .refine(({ rows, columns }) => rows === 'by_code' || columns.every(({ value }) => value !== 'code'), {
    params: { code: 'payroll_code_by_person' },
    path: ['columns'],
  })
  .refine(
    ({ rows, columns }) =>
      columns.some(({ value }) => value === 'amount' || (rows === 'by_person' && isPayKind(value))) &&
      columns.some(({ value }) => value === 'employee'),
    { params: { code: 'payroll_columns_missing' }, path: ['columns'] },
  );
export type PayrollLayout = z.output<typeof zPayrollLayout>;

const CODES = { bonus: '1050', adjustment: '1051', raise: '2010', lump_sum: '2011' };
const column = (header: string, value: (typeof COLUMN_VALUES)[number], text = '') => ({
  header,
  value,
  text,
});

/** Where one starts: a table with a column for each kind, and rows with a code each. */
export const PAYROLL_PRESETS = {
  columns: {
    rows: 'by_person',
    columns: [
      column('employee_id', 'employee'),
      column('name', 'name'),
      column('amount', 'amount'),
      column('currency', 'currency'),
    ],
    header: true,
    totals: true,
    delimiter: ',',
    decimal: 'point',
    days: 'iso',
    lineEnd: 'crlf',
    encoding: 'utf-8',
    codes: CODES,
  },
  rows: {
    rows: 'by_code',
    columns: [
      column('empleado', 'employee'),
      column('concepto', 'code'),
      column('importe', 'amount'),
      column('desde', 'period_from'),
      column('hasta', 'period_to'),
      column('referencia', 'cycle'),
    ],
    header: true,
    totals: false,
    delimiter: ';',
    decimal: 'comma',
    days: 'dmy',
    lineEnd: 'crlf',
    encoding: 'latin1',
    codes: CODES,
  },
} as const satisfies Record<string, z.input<typeof zPayrollLayout>>;

export function isPayKind(value: string): value is PayKind {
  return (PAY_KINDS as readonly string[]).includes(value);
}
