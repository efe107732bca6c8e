/** The form of the payroll layout: what is typed becomes a layout, and a layout becomes what is shown. */
import { z } from 'zod';
import { COLUMN_VALUES, isPayKind, PAY_KINDS, PAYROLL_PRESETS, type PayrollLayout } from './payroll-layout';

/** Columns that the form takes. */
const ROWS = 40;
const CHOICES = ['rows', 'delimiter', 'decimal', 'days', 'lineEnd', 'encoding'] as const;

/** Names on the wire for delimiters, which a form cannot carry as they are. */
const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const;

export const zLayoutForm = z.record(z.string().max(40), z.string().max(80));
export type LayoutForm = z.output<typeof zLayoutForm>;

/** What was typed, as a layout that is still to be checked. Rows without a value are left out. */
export function layoutOf(form: LayoutForm): unknown {
  const columns = Array.from({ length: ROWS }, (_, index) => ({
    header: form[`header${index}`] ?? '',
    value: form[`value${index}`] ?? '',
    text: form[`text${index}`] ?? '',
  })).filter(({ value }) => value !== '');
  return {
    ...Object.fromEntries(CHOICES.map((name) => [name, form[name]])),
    delimiter: DELIMITERS[form.delimiter as keyof typeof DELIMITERS] ?? form.delimiter,
    columns,
    header: form.header === 'on',
    totals: form.totals === 'on',
    codes: Object.fromEntries(PAY_KINDS.map((kind) => [kind, form[`code_${kind}`] ?? ''])),
  };
}

/** A layout, or what was typed, as the fields of the form. */
export function formOf(layout: PayrollLayout): LayoutForm {
  const delimiter = Object.entries(DELIMITERS).find(([, sign]) => sign === layout.delimiter)?.[0] ?? 'comma';
  return {
    ...Object.fromEntries(CHOICES.map((name) => [name, layout[name]])),
    delimiter,
    ...(layout.header && { header: 'on' }),
    ...(layout.totals && { totals: 'on' }),
    ...Object.fromEntries(
      layout.columns.flatMap(({ header, value, text }, index) => [
        [`header${index}`, header],
        [`value${index}`, value],
        [`text${index}`, text],
      ]),
    ),
    ...Object.fromEntries(PAY_KINDS.map((kind) => [`code_${kind}`, layout.codes[kind]])),
  };
}

type Say = (key: string) => string;

/** The fields of the form in words. */
export function layoutFields(form: LayoutForm, say: Say) {
  const options = (name: string, values: readonly string[]) => ({
    name,
    label: say(`payroll.${name}`),
    value: form[name] ?? '',
    required: true,
    options: values.map((value) => ({ value, label: say(`payroll.${name}.${value}`) })),
  });
  const values = [
    { value: '', label: say('payroll.value.none') },
    ...COLUMN_VALUES.map((value) => ({
      value,
      label: say(isPayKind(value) ? `payroll.kind.${value}` : `payroll.value.${value}`),
    })),
  ];
  const used =
    Array.from({ length: ROWS }, (_, index) => form[`value${index}`] ?? '').findLastIndex(Boolean) + 1;
  return {
    choices: [
      options('rows', ['by_person', 'by_code']),
      options('delimiter', Object.keys(DELIMITERS)),
      options('decimal', ['point', 'comma', 'minor']),
      options('days', ['iso', 'dmy', 'mdy']),
      options('encoding', ['utf-8', 'utf-8-bom', 'latin1']),
      options('lineEnd', ['crlf', 'lf']),
    ],
    header: form.header === 'on',
    totals: form.totals === 'on',
    columns: Array.from({ length: Math.min(ROWS, Math.max(6, used + 3)) }, (_, index) => ({
      number: index + 1,
      index,
      header: form[`header${index}`] ?? '',
      text: form[`text${index}`] ?? '',
      value: form[`value${index}`] ?? '',
      values,
    })),
    codes: PAY_KINDS.map((kind) => ({
      name: `code_${kind}`,
      label: say(`payroll.kind.${kind}`),
      value: form[`code_${kind}`] ?? '',
    })),
    presets: Object.keys(PAYROLL_PRESETS).map((name) => ({ name, label: say(`payroll.preset.${name}`) })),
  };
}
