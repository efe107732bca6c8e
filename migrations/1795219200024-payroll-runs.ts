/** What was handed to payroll, file by file, what payroll says it paid, and amounts added after the sign-off. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  `CREATE TABLE payout_adjustment (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     employee_id {int} NOT NULL REFERENCES employee (id), amount_minor {big} NOT NULL, reason {text} NOT NULL,
     statement {text}, decided_by {name} NOT NULL, decided_at {big} NOT NULL)`,
  `CREATE INDEX payout_adjustment_cycle ON payout_adjustment (cycle_id, employee_id)`,
  `CREATE TABLE payroll_run (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), number {int} NOT NULL,
     layout {text} NOT NULL, content {text} NOT NULL, checksum {name} NOT NULL, totals {text} NOT NULL,
     created_by {name} NOT NULL, created_at {big} NOT NULL, UNIQUE (cycle_id, number))`,
  `CREATE TABLE payroll_entry (
     run_id {uuid} NOT NULL REFERENCES payroll_run (id), employee_id {int} NOT NULL REFERENCES employee (id),
     kind {name} NOT NULL, amount_minor {big} NOT NULL, PRIMARY KEY (run_id, employee_id, kind)) {clustered}`,
  `CREATE TABLE payroll_confirmation (
     id {uuid} PRIMARY KEY NOT NULL, run_id {uuid} NOT NULL REFERENCES payroll_run (id),
     employee_id {int} NOT NULL REFERENCES employee (id), amount_minor {big} NOT NULL, recorded_by {name} NOT NULL,
     recorded_at {big} NOT NULL)`,
  `CREATE INDEX payroll_confirmation_run ON payroll_confirmation (run_id, employee_id, recorded_at)`,
];

const LEDGERS = ['payout_adjustment', 'payroll_run', 'payroll_entry', 'payroll_confirmation'];

export class PayrollRuns1795219200024 implements MigrationInterface {
  name = 'PayrollRuns1795219200024';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    for (const table of LEDGERS) await keepAppendOnly(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...LEDGERS].reverse()) await runner.query(`DROP TABLE ${table}`);
  }
}

async function keepAppendOnly(runner: QueryRunner, table: string): Promise<void> {
  if (dialectOf(runner) === 'postgres') {
    await runner.query(
      `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    );
    await runner.query(
      `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
    );
    return;
  }
  for (const verb of ['UPDATE', 'DELETE']) {
    await runner.query(
      `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
       BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
    );
  }
}
