/**
 * Hand-overs to payroll. The first file of a cycle holds everybody; each later one only what has changed since, so that nobody is
 * paid twice. Files are kept to the byte, with what stood in them; what payroll says it paid is held against them.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type Cycle, Cycles, isSealed } from '../../evaluations';
import { Employees } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, newId } from '../../platform/database';
import { errors, parseInput, zExternalId } from '../../platform/errors';
import { defineSetting, SettingsStore } from '../../platform/views';
import { payoutErrors } from '../payouts.errors';
import { LateSeals } from '../late-seals';
import { SnapshotsQueries } from '../snapshots.queries';
import { payrollFile, type PayrollEntry, type PayrollTotals } from './payroll-file';
import {
  PAY_KINDS,
  type PayKind,
  PAYROLL_PRESETS,
  type PayrollLayout,
  zPayrollLayout,
} from './payroll-layout';

/** How the organization's payroll program wants its files. */
export const payrollSetting = defineSetting<PayrollLayout>({
  name: 'payroll',
  schema: zPayrollLayout,
  defaults: () => zPayrollLayout.parse(PAYROLL_PRESETS.columns),
});

export const zConfirmation = z.strictObject({
  payments: z
    .array(
      z.strictObject({
        employee: zExternalId,
        amountMinor: z.int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
      }),
    )
    .min(1)
    .max(100_000),
});

export interface PayrollRun {
  id: string;
  cycleId: number;
  /** 1 for the cycle's first file, which holds everybody; later ones hold differences. */
  number: number;
  checksum: string;
  totals: PayrollTotals;
  createdBy: string;
  createdAt: number;
}

/** A cycle's account with payroll, in minor units. */
export interface PayrollAccount {
  byKind: Record<PayKind, number>;
  dueMinor: number;
  /** In all files so far. */
  toldMinor: number;
  /** Null while nothing was confirmed. */
  paidMinor: number | null;
}

/** What a file said and what payroll says it paid, where they differ. */
export interface PaymentDifference {
  employee: string;
  name: string;
  dueMinor: number;
  /** Null while nothing was confirmed. */
  paidMinor: number | null;
}

type RunRow = Omit<PayrollRun, 'totals'> & { totals: string };
interface DueRow {
  employeeId: number;
  employee: string;
  name: string;
  legalEntity: string;
  bonusMinor: number;
  adjustmentMinor: number;
}

const RUN = `SELECT id AS "id", cycle_id AS "cycleId", number AS "number", checksum AS "checksum", totals AS "totals",
    created_by AS "createdBy", created_at AS "createdAt" FROM payroll_run`;

@Injectable()
export class PayrollRuns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly settings: SettingsStore,
    private readonly cycles: Cycles,
    private readonly snapshots: SnapshotsQueries,
    private readonly employees: Employees,
    private readonly seals: LateSeals,
  ) {}

  /**
   * Makes the cycle's next file: the first with everybody, later ones with what has changed since.
   * @throws DomainError `not_found`, `cycle_not_signed_off`, `payroll_nothing_new`, `payroll_unwritable`
   */
  async prepare(cycleId: number, actor: string): Promise<PayrollRun> {
    const layout = await this.settings.get(payrollSetting);
    return this.database.transaction(async () => {
      const cycle = await this.cycles.locked(cycleId);
      if (!isSealed(cycle.state)) throw payoutErrors.cycle_not_signed_off();
      const before = await this.of(cycleId);
      const due = await this.due(cycle);
      const entries = before.length === 0 ? due : await this.changed(cycleId, due);
      if (entries.length === 0) throw payoutErrors.payroll_nothing_new();
      const head = { cycle: cycle.key, currency: cycle.currency, period: cycle.period };
      const { bytes, checksum, totals } = payrollFile(
        head,
        entries.map(({ entry }) => entry),
        layout,
      );
      const id = newId();
      const number = before.length + 1;
      await this.database.run(
        `INSERT INTO payroll_run (id, cycle_id, number, layout, content, checksum, totals, created_by, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          cycleId,
          number,
          JSON.stringify(layout),
          bytes.toString('base64'),
          checksum,
          JSON.stringify(totals),
          actor,
          this.clock.now(),
        ],
      );
      for (const { employeeId, entry } of entries) {
        for (const kind of PAY_KINDS) {
          const minor = entry.amounts[kind] ?? 0;
          if (minor === 0) continue;
          await this.database.run(
            'INSERT INTO payroll_entry (run_id, employee_id, kind, amount_minor) VALUES (?, ?, ?, ?)',
            [id, employeeId, kind, minor],
          );
        }
      }
      await this.audit.record({
        actor,
        action: 'payroll.prepared',
        subject: `cycle:${cycleId}`,
        details: {
          run: id,
          number,
          checksum,
          rows: totals.rows,
          people: totals.people,
          ...(await this.seals.payroll(cycleId)),
        },
      });
      return this.byId(id);
    });
  }

  /** The cycle's files, oldest first. */
  async of(cycleId: number): Promise<PayrollRun[]> {
    const rows = await this.database.all<RunRow>(`${RUN} WHERE cycle_id = ? ORDER BY number`, [cycleId]);
    return rows.map(toRun);
  }

  /** @throws DomainError `not_found` */
  async byId(id: string): Promise<PayrollRun> {
    const row = await this.database.get<RunRow>(`${RUN} WHERE id = ?`, [id]);
    if (!row) throw errors.not_found();
    return toRun(row);
  }

  /**
   * The file as it was made, to the byte; that it was taken is in the audit.
   * @throws DomainError `not_found`
   */
  async take(id: string, actor: string): Promise<Buffer> {
    return this.database.transaction(async () => {
      const row = await this.database.get<{ content: string; cycleId: number; checksum: string }>(
        'SELECT content AS "content", cycle_id AS "cycleId", checksum AS "checksum" FROM payroll_run WHERE id = ?',
        [id],
      );
      if (!row) throw errors.not_found();
      await this.audit.record({
        actor,
        action: 'payroll.taken',
        subject: `cycle:${row.cycleId}`,
        details: { run: id, checksum: row.checksum },
      });
      return Buffer.from(row.content, 'base64');
    });
  }

  /**
   * Keeps what payroll says it paid for a file; said again, the newest counts. All or nothing.
   * @returns where it differs from the file
   * @throws DomainError `not_found`, `validation_failed`, `payment_not_due` for whoever is not in the file
   */
  async confirm(
    id: string,
    given: z.input<typeof zConfirmation>['payments'],
    actor: string,
  ): Promise<PaymentDifference[]> {
    const { payments } = parseInput(zConfirmation, { payments: given });
    return this.database.transaction(async () => {
      const run = await this.byId(id);
      const known = await this.employees.byExternalIds(payments.map(({ employee }) => employee));
      const due = new Set((await this.dueIn(id)).map(({ employee }) => employee));
      const now = this.clock.now();
      for (const [index, { employee, amountMinor }] of payments.entries()) {
        const person = known.get(employee);
        if (!person || !due.has(employee))
          throw payoutErrors.payment_not_due({ employee }, `/payments/${index}/employee`);
        await this.database.run(
          `INSERT INTO payroll_confirmation (id, run_id, employee_id, amount_minor, recorded_by, recorded_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
          [newId(), id, person.id, amountMinor, actor, now],
        );
      }
      await this.audit.record({
        actor,
        action: 'payroll.confirmed',
        subject: `cycle:${run.cycleId}`,
        details: { run: id, payments: payments.length, ...(await this.seals.payroll(run.cycleId)) },
      });
      return this.differences(id);
    });
  }

  /** Whom payroll did not pay what the file says, as far as it has been told. */
  async differences(id: string): Promise<PaymentDifference[]> {
    const paid = await this.database.all<{ employee: string; amountMinor: number }>(
      `SELECT e.external_id AS "employee", c.amount_minor AS "amountMinor"
       FROM payroll_confirmation c JOIN employee e ON e.id = c.employee_id WHERE c.run_id = ? ORDER BY c.recorded_at, c.id`,
      [id],
    );
    const newest = new Map(paid.map(({ employee, amountMinor }) => [employee, amountMinor]));
    return (await this.dueIn(id))
      .map((row) => ({ ...row, paidMinor: newest.get(row.employee) ?? null }))
      .filter(({ dueMinor, paidMinor }) => dueMinor !== paidMinor);
  }

  /** What everybody is due altogether, what files have told payroll so far, and what payroll says it paid; minor units. */
  async account(cycle: Cycle): Promise<PayrollAccount> {
    const due = await this.due(cycle);
    const sum = (kind: PayKind) => due.reduce((total, { entry }) => total + (entry.amounts[kind] ?? 0), 0);
    const runs = await this.of(cycle.id);
    const paid = await this.database.get<{ minor: number | null }>(
      `SELECT CAST(SUM(c.amount_minor) AS bigint) AS "minor" FROM payroll_confirmation c
       JOIN payroll_run r ON r.id = c.run_id
       WHERE r.cycle_id = ? AND c.id = (SELECT MAX(x.id) FROM payroll_confirmation x
         WHERE x.run_id = c.run_id AND x.employee_id = c.employee_id)`,
      [cycle.id],
    );
    const byKind = Object.fromEntries(PAY_KINDS.map((kind) => [kind, sum(kind)])) as Record<PayKind, number>;
    return {
      byKind,
      dueMinor: PAY_KINDS.reduce((total, kind) => total + byKind[kind], 0),
      toldMinor: runs.reduce((total, { totals }) => total + totals.totalMinor, 0),
      paidMinor: paid?.minor ?? null,
    };
  }

  /** How the files are laid out. */
  layout(): Promise<PayrollLayout> {
    return this.settings.get(payrollSetting);
  }

  /**
   * Settles how files are laid out from the next one on.
   * @throws DomainError `validation_failed`, `payroll_column_text`, `payroll_code_by_person`, `payroll_columns_missing`
   */
  async settle(layout: z.input<typeof zPayrollLayout>, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.settings.set(payrollSetting, parseInput(zPayrollLayout, layout));
      await this.audit.record({ actor, action: 'payroll.layout_settled', subject: 'setting:payroll' });
    });
  }

  private dueIn(id: string): Promise<{ employee: string; name: string; dueMinor: number }[]> {
    return this.database.all(
      `SELECT e.external_id AS "employee", e.name AS "name", CAST(SUM(x.amount_minor) AS bigint) AS "dueMinor"
       FROM payroll_entry x JOIN employee e ON e.id = x.employee_id WHERE x.run_id = ?
       GROUP BY e.id, e.external_id, e.name ORDER BY e.id`,
      [id],
    );
  }

  /** What everybody of the cycle is due altogether. */
  private async due(cycle: Cycle): Promise<{ employeeId: number; entry: PayrollEntry }[]> {
    const raises = await this.raises(cycle);
    const rows = await this.database.all<DueRow>(
      `SELECT e.id AS "employeeId", e.external_id AS "employee", e.name AS "name", p.amount_minor AS "bonusMinor",
              COALESCE((SELECT b.legal_entity FROM pay_base b WHERE b.employee_id = e.id AND b.from_day < ?
                ORDER BY b.from_day DESC LIMIT 1), '') AS "legalEntity",
              CAST(COALESCE((SELECT SUM(a.amount_minor) FROM payout_adjustment a
                WHERE a.cycle_id = p.cycle_id AND a.employee_id = e.id), 0) AS bigint) AS "adjustmentMinor"
       FROM payout p JOIN employee e ON e.id = p.employee_id WHERE p.snapshot_id = ? ORDER BY e.id`,
      [cycle.period.to, cycle.snapshotId],
    );
    return rows.map(({ employeeId, employee, name, legalEntity, bonusMinor, adjustmentMinor }) => {
      const raise = raises.get(employee);
      const amounts = {
        bonus: bonusMinor,
        adjustment: adjustmentMinor,
        raise: raise?.baseMinor ?? 0,
        lump_sum: raise?.lumpMinor ?? 0,
      };
      return { employeeId, entry: { employee, name, legalEntity, amounts } };
    });
  }

  private async raises(cycle: Cycle): Promise<Map<string, { baseMinor: number; lumpMinor: number }>> {
    const pays = cycle.snapshotId === null ? [] : await this.snapshots.pays(cycle.snapshotId);
    return new Map(
      pays.flatMap(({ employee, pay: { merit } }) => (merit ? [[employee, merit] as const] : [])),
    );
  }

  /** What is due and stood in no file yet; kinds that are even are left out, and people without any. */
  private async changed(
    cycleId: number,
    due: readonly { employeeId: number; entry: PayrollEntry }[],
  ): Promise<{ employeeId: number; entry: PayrollEntry }[]> {
    const told = await this.database.all<{ employeeId: number; kind: PayKind; amountMinor: number }>(
      `SELECT x.employee_id AS "employeeId", x.kind AS "kind", CAST(SUM(x.amount_minor) AS bigint) AS "amountMinor"
       FROM payroll_entry x JOIN payroll_run r ON r.id = x.run_id WHERE r.cycle_id = ? GROUP BY x.employee_id, x.kind`,
      [cycleId],
    );
    const before = new Map(told.map((row) => [`${row.employeeId} ${row.kind}`, row.amountMinor]));
    return due.flatMap(({ employeeId, entry }) => {
      const amounts = Object.fromEntries(
        PAY_KINDS.flatMap((kind) => {
          const minor = (entry.amounts[kind] ?? 0) - (before.get(`${employeeId} ${kind}`) ?? 0);
          return minor === 0 ? [] : [[kind, minor]];
        }),
      );
      return Object.keys(amounts).length === 0 ? [] : [{ employeeId, entry: { ...entry, amounts } }];
    });
  }
}

function toRun({ totals, ...row }: RunRow): PayrollRun {
  return { ...row, totals: JSON.parse(totals) as PayrollTotals };
}
