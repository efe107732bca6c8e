/** What people paste from payroll: other separators, headings, grouped numbers, and what must not be guessed. */
import { readPayments } from './payments-text';
import { PAYROLL_PRESETS, zPayrollLayout } from './payroll-layout';

const point = zPayrollLayout.parse(PAYROLL_PRESETS.columns);
const comma = zPayrollLayout.parse(PAYROLL_PRESETS.rows);
const minor = { ...point, decimal: 'minor' as const };

describe('payments that were pasted', () => {
  it('from a spreadsheet, with headings and an empty line at the end', () => {
    expect(readPayments('empleado\timporte\nE-11\t5,123.45\nE-12\t980\n\n', 'MXN', point)).toEqual([
      { employee: 'E-11', amountMinor: 512_345 },
      { employee: 'E-12', amountMinor: 98_000 },
    ]);
  });

  it('from a file with semicolons and decimal commas', () => {
    expect(readPayments('E-11;5.123,45\r\n"E-12";"-10,5"', 'EUR', comma)).toEqual([
      { employee: 'E-11', amountMinor: 512_345 },
      { employee: 'E-12', amountMinor: -1_050 },
    ]);
  });

  it('in whole cents, and in a currency without them', () => {
    expect(readPayments('E-11,512345', 'MXN', minor)).toEqual([{ employee: 'E-11', amountMinor: 512_345 }]);
    expect(readPayments('E-11,1,500', 'CLP', point)).toEqual([{ employee: 'E-11', amountMinor: 1_500 }]);
  });

  it.each([
    ['an amount written the other way round', 'E-11;5,123.45', comma],
    ['a group that is not of three', 'E-11\t51,23', point],
    ['a tenth of a cent', 'E-11\t1.005', point],
    ['no amount', 'E-11', point],
    ['a first person without a readable amount, which is no heading', 'E-11;cien', comma],
    ['words where an amount is due', 'E-10\t1\nE-11\tcien', point],
  ])('%s is refused with its line', (_, text, layout) => {
    expect(() => readPayments(text, 'MXN', layout)).toThrow(
      expect.objectContaining({ code: 'payments_unreadable', params: { line: text.split('\n').length } }),
    );
  });

  it('nothing is no confirmation', () => {
    expect(() => readPayments(' \n\n', 'MXN', point)).toThrow(
      expect.objectContaining({ code: 'payments_empty' }),
    );
  });
});
