/**
 * Integrity signals: what they rest on that was not kept before (when a customer's address changed, from which kind of
 * device staff sign in, both without the address itself), what a nightly look found, and what people decided about it.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  `CREATE TABLE contact_edit (
     customer_id {uuid} NOT NULL REFERENCES customer (id), edited_at {big} NOT NULL,
     kind {name} NOT NULL CHECK (kind IN ('changed','removed')), PRIMARY KEY (customer_id, edited_at)) {clustered}`,
  `CREATE TABLE staff_device (
     device {name} NOT NULL, user_id {int} NOT NULL REFERENCES user_account (id), network {name} NOT NULL,
     last_seen_at {big} NOT NULL, PRIMARY KEY (device, user_id)) {clustered}`,
  `CREATE TABLE signal_run (
     id {uuid} PRIMARY KEY NOT NULL, from_day {day} NOT NULL, until_day {day} NOT NULL, comparisons {int} NOT NULL,
     standing {int} NOT NULL, formula {name} NOT NULL, ran_at {big} NOT NULL)`,
  `CREATE TABLE integrity_signal (
     id {uuid} PRIMARY KEY NOT NULL, kind {name} NOT NULL, subject {name} NOT NULL,
     employee_id {int} NOT NULL REFERENCES employee (id),
     state {name} NOT NULL CHECK (state IN ('open','investigating','settled','reopened')),
     strength {int} NOT NULL, holds {int} NOT NULL, from_day {day} NOT NULL, until_day {day} NOT NULL,
     finding {text} NOT NULL, evidence {text} NOT NULL, formula {name} NOT NULL,
     found_at {big} NOT NULL, changed_at {big} NOT NULL, UNIQUE (kind, subject))`,
  `CREATE INDEX integrity_signal_state ON integrity_signal (state, strength, found_at)`,
  `CREATE INDEX integrity_signal_employee ON integrity_signal (employee_id)`,
  `CREATE TABLE signal_decision (
     id {uuid} PRIMARY KEY NOT NULL, signal_id {uuid} NOT NULL REFERENCES integrity_signal (id), verdict {name} NOT NULL,
     reason {text} NOT NULL, evidence {text} NOT NULL, finding {text} NOT NULL, decided_by {name} NOT NULL,
     decided_on {day} NOT NULL, decided_at {big} NOT NULL)`,
  `CREATE INDEX signal_decision_signal ON signal_decision (signal_id, decided_at)`,
];

const APPEND_ONLY = ['signal_decision', 'contact_edit'] as const;

async function guard(runner: QueryRunner, table: string): Promise<void> {
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

export class IntegritySignals1795219200016 implements MigrationInterface {
  name = 'IntegritySignals1795219200016';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    for (const table of APPEND_ONLY) await guard(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['signal_decision', 'integrity_signal', 'signal_run', 'staff_device', 'contact_edit'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
