/** Parameters and scores of closed periods, kept as they were shown. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  `CREATE TABLE frozen_period (
     id {uuid} PRIMARY KEY NOT NULL, unit {name} NOT NULL, from_day {day} NOT NULL, to_day {day} NOT NULL,
     formula {name} NOT NULL, settings {text} NOT NULL, priors {text} NOT NULL, cells {text} NOT NULL, cell_of {text} NOT NULL,
     units {int} NOT NULL, inputs_hash {name} NOT NULL, result_hash {name} NOT NULL, frozen_by {name} NOT NULL,
     frozen_at {big} NOT NULL, UNIQUE (unit, from_day, to_day))`,
  `CREATE TABLE frozen_group (
     period_id {uuid} NOT NULL REFERENCES frozen_period (id), peer_group {name} NOT NULL, parameters {text} NOT NULL,
     PRIMARY KEY (period_id, peer_group)) {clustered}`,
  `CREATE TABLE frozen_score (
     period_id {uuid} NOT NULL REFERENCES frozen_period (id), unit_key {name} NOT NULL, peer_group {name} NOT NULL,
     ratings {text} NOT NULL, result {text} NOT NULL, PRIMARY KEY (period_id, unit_key)) {clustered}`,
];

const APPEND_ONLY = ['frozen_period', 'frozen_group', 'frozen_score'];

export class FrozenScores1795219200014 implements MigrationInterface {
  name = 'FrozenScores1795219200014';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    const postgres = dialectOf(runner) === 'postgres';
    for (const table of APPEND_ONLY) {
      if (postgres) {
        await runner.query(
          `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
        );
        await runner.query(
          `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
        );
        continue;
      }
      for (const verb of ['UPDATE', 'DELETE']) {
        await runner.query(
          `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
             BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
        );
      }
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...APPEND_ONLY].reverse()) await runner.query(`DROP TABLE ${table}`);
  }
}
