/** The hand-over to payroll: one row per person, with a control total, as rows for programs or a CSV file. */
import { Injectable } from '@nestjs/common';
import { type Cycle, Cycles, isSealed } from '../evaluations';
import type { Period } from '../kernel';
import { Database } from '../platform/database';
import { payrollFile } from './payroll/payroll-file';
import { PAYROLL_PRESETS, zPayrollLayout } from './payroll/payroll-layout';
import { payoutErrors } from './payouts.errors';

export interface PayrollRow {
  employee: string;
  name: string;
  /** With what accepted appeals added. */
  amountMinor: number;
  /** Of it, what they added. */
  adjustmentMinor: number;
}

export interface Payroll {
  cycle: string;
  period: Period;
  currency: string;
  rows: PayrollRow[];
  /** How many rows, and what they sum to: what the receiving system checks against. */
  count: number;
  totalMinor: number;
}

const PLAIN = zPayrollLayout.parse(PAYROLL_PRESETS.columns);

@Injectable()
export class PayrollExport {
  constructor(
    private readonly database: Database,
    private readonly cycles: Cycles,
  ) {}

  /** What a signed cycle pays, bonuses and adjustments; raises stand in payroll files alone. @throws DomainError `not_found`, `cycle_not_signed_off` */
  async of(cycleId: number): Promise<Payroll> {
    const cycle: Cycle = await this.cycles.byId(cycleId);
    if (!isSealed(cycle.state)) throw payoutErrors.cycle_not_signed_off();
    const rows = await this.database.all<PayrollRow>(
      `SELECT e.external_id AS "employee", e.name AS "name",
              CAST(p.amount_minor + COALESCE(SUM(a.amount_minor), 0) AS bigint) AS "amountMinor",
              CAST(COALESCE(SUM(a.amount_minor), 0) AS bigint) AS "adjustmentMinor"
       FROM payout p JOIN employee e ON e.id = p.employee_id
       LEFT JOIN payout_adjustment a ON a.cycle_id = p.cycle_id AND a.employee_id = p.employee_id
       WHERE p.snapshot_id = ? GROUP BY e.id, e.external_id, e.name, p.amount_minor ORDER BY e.id`,
      [cycle.snapshotId],
    );
    const totalMinor = rows.reduce((sum, row) => sum + row.amountMinor, 0);
    return {
      cycle: cycle.key,
      period: cycle.period,
      currency: cycle.currency,
      rows,
      count: rows.length,
      totalMinor,
    };
  }
}

/** The plain file: a header, one row per person, and a last row `TOTAL,<count>,<sum>,<currency>`. */
export function payrollCsv({ cycle, currency, rows, period }: Payroll): Buffer {
  const entries = rows.map(({ employee, name, amountMinor, adjustmentMinor }) => ({
    employee,
    name,
    legalEntity: '',
    amounts: { bonus: amountMinor - adjustmentMinor, adjustment: adjustmentMinor },
  }));
  return payrollFile({ cycle, currency, period }, entries, PLAIN).bytes;
}
