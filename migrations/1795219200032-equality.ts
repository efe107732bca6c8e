/**
 * What people said about themselves for the report on equal treatment, apart from everything else: persons stand under a keyed
 * code, not under their number. Who imported it when, and who opened which report, is only added to.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  `CREATE TABLE equality_answer (
     person {name} NOT NULL, attribute {name} NOT NULL, group_name {name} NOT NULL,
     PRIMARY KEY (person, attribute)) {clustered}`,
  `CREATE TABLE equality_import (
     id {uuid} PRIMARY KEY NOT NULL, answers {int} NOT NULL, withdrawn {int} NOT NULL, imported_by {name} NOT NULL,
     imported_at {big} NOT NULL)`,
  `CREATE TABLE equality_opening (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     snapshot_id {int} NOT NULL REFERENCES cycle_snapshot (id), user_id {int} NOT NULL REFERENCES user_account (id),
     name {name} NOT NULL, had_answers {int} NOT NULL, opened_at {big} NOT NULL)`,
  `CREATE INDEX equality_opening_snapshot ON equality_opening (cycle_id, snapshot_id, user_id)`,
];

const LEDGERS = ['equality_import', 'equality_opening'];

export class Equality1795219200032 implements MigrationInterface {
  name = 'Equality1795219200032';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    for (const table of LEDGERS) await keepAppendOnly(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...LEDGERS, 'equality_answer']) await runner.query(`DROP TABLE ${table}`);
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
