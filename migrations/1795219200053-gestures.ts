/** Goodwill given to unhappy customers: what there is to give, who may give how much, the money set aside, and what was given. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class Gestures1795219200053 implements MigrationInterface {
  name = 'Gestures1795219200053';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE TABLE gesture_kind (
         id {serial}, names {text} NOT NULL, value_minor {big} NOT NULL CHECK (value_minor >= 0),
         cost_minor {big} NOT NULL CHECK (cost_minor >= 0), currency {name} NOT NULL, needs_voucher {int} NOT NULL,
         created_at {big} NOT NULL, retired_at {big})`,
      `CREATE TABLE gesture_authority (
         role {name} NOT NULL, currency {name} NOT NULL, up_to_minor {big} NOT NULL CHECK (up_to_minor >= 0),
         PRIMARY KEY (role, currency))`,
      // What is left can be taken by many at once, and never falls below nothing.
      `CREATE TABLE gesture_budget (
         id {serial}, team_id {int} REFERENCES team (id), from_day {day} NOT NULL, to_day {day} NOT NULL,
         currency {name} NOT NULL, amount_minor {big} NOT NULL, left_minor {big} NOT NULL, created_at {big} NOT NULL,
         created_by {name} NOT NULL,
         CONSTRAINT gesture_budget_days CHECK (to_day > from_day),
         CONSTRAINT gesture_budget_left CHECK (left_minor >= 0 AND left_minor <= amount_minor))`,
      `CREATE INDEX gesture_budget_of_days ON gesture_budget (currency, from_day, to_day)`,
      `CREATE TABLE gesture (
         id {uuid} PRIMARY KEY NOT NULL, case_id {uuid} NOT NULL REFERENCES recovery_case (id),
         kind_id {int} NOT NULL REFERENCES gesture_kind (id), value_minor {big} NOT NULL, cost_minor {big} NOT NULL,
         currency {name} NOT NULL, state {name} NOT NULL CHECK (state IN ('asked','granted','refused')),
         budget_id {int} REFERENCES gesture_budget (id), reason {text} NOT NULL, asked_at {big} NOT NULL,
         asked_by {name} NOT NULL, asked_user_id {int} REFERENCES user_account (id), decided_at {big}, decided_by {name},
         decision {text})`,
      `CREATE INDEX gesture_case ON gesture (case_id, asked_at)`,
      `CREATE INDEX gesture_asked ON gesture (asked_at) WHERE state = 'asked'`,
      `CREATE INDEX gesture_granted ON gesture (decided_at) WHERE state = 'granted'`,
      `CREATE TABLE gesture_voucher (
         id {serial}, kind_id {int} NOT NULL REFERENCES gesture_kind (id), code_hash {name} NOT NULL UNIQUE,
         sealed {text} NOT NULL, added_at {big} NOT NULL, gesture_id {uuid} UNIQUE REFERENCES gesture (id))`,
      `CREATE INDEX gesture_voucher_free ON gesture_voucher (kind_id, id) WHERE gesture_id IS NULL`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['gesture_voucher', 'gesture', 'gesture_budget', 'gesture_authority', 'gesture_kind'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
