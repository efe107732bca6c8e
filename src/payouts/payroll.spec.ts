import fc from 'fast-check';
import { payrollCsv, type PayrollRow } from './payroll';

const payroll = (rows: PayrollRow[]) => ({
  cycle: '2026-q3',
  currency: 'MXN',
  rows,
  count: rows.length,
  totalMinor: rows.reduce((sum, row) => sum + row.amountMinor, 0),
});

describe('the payroll file', () => {
  it('has a row per person, and a control total with the number of rows', () => {
    const rows = [
      { employee: 'E-12', name: 'Ana Beltrán', amountMinor: 641230 },
      { employee: 'E-13', name: 'Iván "Chispa" Soto, hijo', amountMinor: 5 },
    ];
    expect(payrollCsv(payroll(rows))).toBe(
      'employee_id,name,amount,currency\r\n' +
        'E-12,Ana Beltrán,6412.30,MXN\r\n' +
        'E-13,"Iván ""Chispa"" Soto, hijo",0.05,MXN\r\n' +
        'TOTAL,2,6412.35,MXN\r\n',
    );
  });

  it('no cell starts as a formula would', () => {
    const hostile = fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n'), fc.string())
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, (name) => {
        const line = payrollCsv(payroll([{ employee: 'E-1', name, amountMinor: 0 }])).slice(
          'employee_id,name,amount,currency\r\n'.length,
        );
        expect(line.startsWith("E-1,'") || line.startsWith(`E-1,"'`)).toBe(true);
      }),
    );
  });
});
