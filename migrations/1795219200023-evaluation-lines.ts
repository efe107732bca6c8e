/**
 * What a plan of several lines is computed from: pay ranges and legal entities, leaves, who is in a cycle and who is not,
 * results of goals and observations, gates and calibrations.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const columns = [
  `ALTER TABLE pay_base ADD COLUMN legal_entity {name} NOT NULL DEFAULT ''`,
  `ALTER TABLE pay_base ADD COLUMN range_midpoint_minor {big}`,
  `ALTER TABLE pay_base ADD COLUMN range_maximum_minor {big}`,
  `ALTER TABLE cycle_member ADD COLUMN segments {text}`,
  `ALTER TABLE evaluation_cycle ADD COLUMN reserve_minor {big} NOT NULL DEFAULT 0`,
];

const tables = [
  `CREATE TABLE employee_leave (
     id {serial}, employee_id {int} NOT NULL REFERENCES employee (id), external_id {name} NOT NULL,
     kind {name} NOT NULL CHECK (kind IN ('protected','unpaid')), from_day {day} NOT NULL, to_day {day} NOT NULL,
     UNIQUE (employee_id, external_id))`,
  `CREATE INDEX employee_leave_days ON employee_leave (employee_id, from_day)`,
  `CREATE TABLE population_decision (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     employee_id {int} NOT NULL REFERENCES employee (id), decision {name} NOT NULL CHECK (decision IN ('in','out','by_rule')),
     reason {text} NOT NULL, decided_by {int} NOT NULL REFERENCES user_account (id), decided_at {big} NOT NULL)`,
  `CREATE INDEX population_decision_member ON population_decision (cycle_id, employee_id, decided_at)`,
  `CREATE TABLE cycle_left_out (
     cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), employee_id {int} NOT NULL REFERENCES employee (id),
     team_id {int} REFERENCES team (id), reason {name} NOT NULL, PRIMARY KEY (cycle_id, employee_id)) {clustered}`,
  `CREATE TABLE line_result (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     employee_id {int} NOT NULL REFERENCES employee (id), line_key {name} NOT NULL, external_id {name} NOT NULL,
     on_day {day}, result {name}, threshold {name}, target {name}, maximum {name}, note {text},
     recorded_by {name} NOT NULL, recorded_at {big} NOT NULL)`,
  `CREATE INDEX line_result_member ON line_result (cycle_id, employee_id, line_key, external_id, recorded_at)`,
  `CREATE TABLE gate_decision (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     employee_id {int} REFERENCES employee (id), gate_key {name} NOT NULL, closed {int} NOT NULL, reason {text} NOT NULL,
     decided_by {name} NOT NULL, decided_at {big} NOT NULL)`,
  `CREATE INDEX gate_decision_cycle ON gate_decision (cycle_id, gate_key, employee_id, decided_at)`,
  `CREATE TABLE calibration (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     employee_id {int} NOT NULL REFERENCES employee (id), line_key {name} NOT NULL, from_score {name} NOT NULL,
     to_score {name} NOT NULL, reason {text} NOT NULL, decided_by {int} NOT NULL REFERENCES user_account (id),
     decided_at {big} NOT NULL)`,
  `CREATE INDEX calibration_member ON calibration (cycle_id, employee_id, line_key, decided_at)`,
];

const LEDGERS = ['population_decision', 'line_result', 'gate_decision', 'calibration'];

export class EvaluationLines1795219200023 implements MigrationInterface {
  name = 'EvaluationLines1795219200023';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [...columns, ...tables]);
    for (const table of LEDGERS) await keepAppendOnly(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...LEDGERS, 'cycle_left_out', 'employee_leave']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    for (const [table, column] of [
      ['evaluation_cycle', 'reserve_minor'],
      ['cycle_member', 'segments'],
      ['pay_base', 'range_maximum_minor'],
      ['pay_base', 'range_midpoint_minor'],
      ['pay_base', 'legal_entity'],
    ]) {
      await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
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
