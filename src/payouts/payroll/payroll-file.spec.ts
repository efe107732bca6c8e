/** Payroll files: the layouts that payroll programs want, to the byte, and totals that agree. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { payrollFile, type PayrollEntry } from './payroll-file';
import { PAYROLL_PRESETS, type PayrollLayout, zPayrollLayout } from './payroll-layout';

const head = { cycle: '2026-q3', currency: 'MXN', period: { from: '2026-07-01', to: '2026-10-01' } };
const entry = (employee: string, name: string, amounts: PayrollEntry['amounts']): PayrollEntry => ({
  employee,
  name,
  legalEntity: 'Agua Clara Sur',
  amounts,
});
const columns = zPayrollLayout.parse(PAYROLL_PRESETS.columns);
const rows = zPayrollLayout.parse(PAYROLL_PRESETS.rows);
const written = (entries: PayrollEntry[], layout: PayrollLayout): string =>
  payrollFile(head, entries, layout).bytes.toString(layout.encoding === 'latin1' ? 'latin1' : 'utf8');

describe('a payroll file', () => {
  it('with a row per person and a control total', () => {
    const entries = [
      entry('E-13', 'Iván "Chispa" Soto, hijo', { bonus: 5 }),
      entry('E-12', 'Ana Beltrán', { bonus: 641_230, adjustment: -30 }),
    ];
    expect(written(entries, columns)).toBe(
      'employee_id,name,amount,currency\r\n' +
        'E-12,Ana Beltrán,6412.00,MXN\r\n' +
        'E-13,"Iván ""Chispa"" Soto, hijo",0.05,MXN\r\n' +
        'TOTAL,2,6412.05,MXN\r\n',
    );
  });

  it('with a row per pay code, as a Spanish program reads it, in its own encoding', () => {
    const entries = [
      entry('E-12', 'Ana', { bonus: 641_230, lump_sum: 100, raise: 0 }),
      entry('Ñ-1', 'Íñigo', { adjustment: -1250 }),
    ];
    const { bytes, totals } = payrollFile(head, entries, rows);
    expect(bytes.toString('latin1')).toBe(
      'empleado;concepto;importe;desde;hasta;referencia\r\n' +
        'E-12;1050;6412,30;01/07/2026;30/09/2026;2026-q3\r\n' +
        'E-12;2011;1,00;01/07/2026;30/09/2026;2026-q3\r\n' +
        'Ñ-1;1051;-12,50;01/07/2026;30/09/2026;2026-q3\r\n',
    );
    expect(bytes.includes(0xd1)).toBe(true);
    expect(totals).toEqual({
      rows: 3,
      people: 2,
      totalMinor: 640_080,
      byKind: { bonus: 641_230, lump_sum: 100, adjustment: -1250 },
    });
  });

  it('with columns of one’s own: constants, kinds, whole cents, months first, without a header', () => {
    const layout = zPayrollLayout.parse({
      ...PAYROLL_PRESETS.columns,
      header: false,
      totals: false,
      delimiter: '|',
      decimal: 'minor',
      days: 'mdy',
      lineEnd: 'lf',
      encoding: 'utf-8-bom',
      columns: [
        { header: '', value: 'row' },
        { header: '', value: 'text', text: 'BONO' },
        { header: '', value: 'employee' },
        { header: '', value: 'bonus' },
        { header: '', value: 'raise' },
        { header: '', value: 'legal_entity' },
        { header: '', value: 'period_to' },
      ],
    });
    expect(written([entry('E-1', 'Ana', { bonus: 5, raise: 7 })], layout)).toBe(
      '\ufeff1|BONO|E-1|5|7|Agua Clara Sur|09/30/2026\n',
    );
  });

  it('a name that the encoding cannot write is refused with the character, and nothing is written', () => {
    const layout = { ...columns, encoding: 'latin1' as const };
    expect(() => payrollFile(head, [entry('E-1', 'Łukasz', { bonus: 1 })], layout)).toThrow(
      expect.objectContaining({ code: 'payroll_unwritable', params: { character: 'Ł' } }),
    );
  });

  it('no cell of somebody’s name starts as a formula would', () => {
    const hostile = fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n'), fc.string())
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, (name) => {
        const line = written([entry('E-1', name, {})], { ...columns, header: false });
        expect(line.startsWith("E-1,'") || line.startsWith(`E-1,"'`)).toBe(true);
      }),
    );
  });

  it('the same entries in any order give the same bytes, and the checksum is theirs', () => {
    const entries = Array.from({ length: 12 }, (_, index) =>
      entry(`E-${index}`, `Name ${index}`, { bonus: index * 7 }),
    );
    const first = payrollFile(head, entries, columns);
    expect(first.checksum).toBe(createHash('sha256').update(first.bytes).digest('hex'));
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        expect(payrollFile(head, shuffled, columns).checksum).toBe(first.checksum);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [
      'a code without rows of its own',
      {
        columns: [
          { header: 'id', value: 'employee' },
          { header: 'c', value: 'code' },
          { header: 'a', value: 'amount' },
        ],
      },
    ],
    ['no amount', { columns: [{ header: 'id', value: 'employee' }] }],
    ['nobody', { columns: [{ header: 'a', value: 'amount' }] }],
    [
      'a constant without text',
      {
        columns: [
          { header: 'id', value: 'employee' },
          { header: 'a', value: 'amount' },
          { header: 't', value: 'text' },
        ],
      },
    ],
  ])('a layout with %s is refused', (_, change) => {
    expect(zPayrollLayout.safeParse({ ...PAYROLL_PRESETS.columns, ...change }).success).toBe(false);
  });
});
