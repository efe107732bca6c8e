/** The hand-over to payroll: one row per person, with a control total, as rows for programs or a CSV file. */
import { Injectable } from '@nestjs/common';
import { type Cycle, Cycles, isSealed } from '../evaluations';
import { minorToDecimalString } from '../kernel';
import { Database } from '../platform/database';
import { payoutErrors } from './payouts.errors';

export interface PayrollRow {
  employee: string;
  name: string;
  amountMinor: number;
}

export interface Payroll {
  cycle: string;
  currency: string;
  rows: PayrollRow[];
  /** How many rows, and what they sum to: what the receiving system checks against. */
  count: number;
  totalMinor: number;
}

@Injectable()
export class PayrollExport {
  constructor(
    private readonly database: Database,
    private readonly cycles: Cycles,
  ) {}

  /** What a signed cycle pays. @throws DomainError `not_found`, `cycle_not_signed_off` */
  async of(cycleId: number): Promise<Payroll> {
    const cycle: Cycle = await this.cycles.byId(cycleId);
    if (!isSealed(cycle.state)) throw payoutErrors.cycle_not_signed_off();
    const rows = await this.database.all<PayrollRow>(
      `SELECT e.external_id AS "employee", e.name AS "name", p.amount_minor AS "amountMinor"
       FROM payout p JOIN employee e ON e.id = p.employee_id WHERE p.snapshot_id = ? ORDER BY e.id`,
      [cycle.snapshotId],
    );
    const totalMinor = rows.reduce((sum, row) => sum + row.amountMinor, 0);
    return { cycle: cycle.key, currency: cycle.currency, rows, count: rows.length, totalMinor };
  }
}

/**
 * RFC 4180 with a header, one row per person, and a last row `TOTAL,<count>,<sum>,<currency>`. Cells that a spreadsheet
 * would read as a formula start with an apostrophe.
 */
export function payrollCsv({ rows, currency, count, totalMinor }: Payroll): string {
  const amount = (minor: number): string => minorToDecimalString(minor, currency);
  const lines = [
    ['employee_id', 'name', 'amount', 'currency'],
    ...rows.map((row) => [row.employee, row.name, amount(row.amountMinor), currency]),
    ['TOTAL', String(count), amount(totalMinor), currency],
  ];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
