/** First schema, part three: evaluations, payouts, and the triggers that keep the ledgers append-only. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dropAppendOnly, makeAppendOnly } from './dialect';

const tables = [
  `CREATE TABLE evaluation_plan (id {serial}, key {name} NOT NULL UNIQUE, name {name} NOT NULL, created_at {big} NOT NULL)`,
  `CREATE TABLE plan_version (
     id {serial}, plan_id {int} NOT NULL REFERENCES evaluation_plan (id), version {int} NOT NULL,
     state {name} NOT NULL CHECK (state IN ('draft','published')), definition {text} NOT NULL, currency {name} NOT NULL,
     published_at {big}, UNIQUE (plan_id, version))`,
  `CREATE TABLE evaluation_cycle (
     id {serial}, key {name} NOT NULL UNIQUE, name {name} NOT NULL, plan_version_id {int} NOT NULL REFERENCES plan_version (id),
     from_day {day} NOT NULL, to_day {day} NOT NULL, state {name} NOT NULL CHECK (state IN
       ('draft','shadow','open','collecting','calculated','calibrated','signed_off','published','appeals','final','paid','cancelled')),
     pool_minor {big} NOT NULL, currency {name} NOT NULL, appeals_until {day}, snapshot_id {int},
     created_at {big} NOT NULL, updated_at {big} NOT NULL)`,
  `CREATE TABLE cycle_member (
     cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), employee_id {int} NOT NULL REFERENCES employee (id),
     team_id {int} REFERENCES team (id), target_bonus_minor {big} NOT NULL, eligible_days {int} NOT NULL,
     period_days {int} NOT NULL, reason {name} NOT NULL, PRIMARY KEY (cycle_id, employee_id)) {clustered}`,
  `CREATE TABLE manager_rating (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     employee_id {int} NOT NULL REFERENCES employee (id), line_key {name} NOT NULL, rating_hundredths {int} NOT NULL,
     reason {text} NOT NULL, rated_by {int} NOT NULL REFERENCES user_account (id), rated_at {big} NOT NULL)`,
  `CREATE INDEX manager_rating_member ON manager_rating (cycle_id, employee_id, line_key, rated_at)`,
  `CREATE TABLE cycle_snapshot (
     id {serial}, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), snapshot {text} NOT NULL,
     snapshot_hash {name} NOT NULL, result {text} NOT NULL, result_hash {name} NOT NULL, formula {name} NOT NULL,
     created_by {name} NOT NULL, created_at {big} NOT NULL)`,
  `CREATE INDEX cycle_snapshot_cycle ON cycle_snapshot (cycle_id, id)`,
  `CREATE TABLE sign_off (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     snapshot_id {int} NOT NULL REFERENCES cycle_snapshot (id), user_id {int} NOT NULL REFERENCES user_account (id),
     signer_name {name} NOT NULL, reason {text} NOT NULL, snapshot_hash {name} NOT NULL, result_hash {name} NOT NULL,
     signed_at {big} NOT NULL)`,
  `CREATE INDEX sign_off_cycle ON sign_off (cycle_id)`,
  `CREATE TABLE payout (
     snapshot_id {int} NOT NULL REFERENCES cycle_snapshot (id), employee_id {int} NOT NULL REFERENCES employee (id),
     cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), amount_minor {big} NOT NULL, currency {name} NOT NULL,
     statement {text} NOT NULL, PRIMARY KEY (snapshot_id, employee_id))`,
  `CREATE INDEX payout_employee ON payout (employee_id, cycle_id)`,
];

const ledgers = [
  'audit_entry',
  'invitation_event',
  'response',
  'response_revision',
  'answer',
  'verification',
  'attribution',
  'exclusion',
  'manager_rating',
  'cycle_snapshot',
  'sign_off',
  'payout',
];

export class EvaluationsAndPayouts1795219200002 implements MigrationInterface {
  name = 'EvaluationsAndPayouts1795219200002';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    await makeAppendOnly(runner, ledgers);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropAppendOnly(runner, ledgers);
    for (const table of [
      'payout',
      'sign_off',
      'cycle_snapshot',
      'manager_rating',
      'cycle_member',
      'evaluation_cycle',
      'plan_version',
      'evaluation_plan',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
