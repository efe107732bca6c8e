/** Thanks between colleagues with the values of the company, and what each person chose not to show of what they received. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class Kudos1795219200058 implements MigrationInterface {
  name = 'Kudos1795219200058';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE TABLE company_value (
         id {serial}, name_es {text} NOT NULL, name_en {text} NOT NULL, name_pt {text} NOT NULL,
         position {int} NOT NULL, created_at {big} NOT NULL, retired_at {big})`,
      `CREATE TABLE kudos (
         id {uuid} PRIMARY KEY NOT NULL, from_employee_id {int} NOT NULL REFERENCES employee (id),
         to_employee_id {int} NOT NULL REFERENCES employee (id), value_id {int} REFERENCES company_value (id),
         text {text} NOT NULL, given_day {day} NOT NULL, given_at {big} NOT NULL,
         hidden_at {big}, hidden_by {name}, hidden_reason {text},
         CONSTRAINT kudos_to_others CHECK (from_employee_id <> to_employee_id))`,
      `CREATE INDEX kudos_from ON kudos (from_employee_id, given_day)`,
      `CREATE INDEX kudos_to ON kudos (to_employee_id, given_day)`,
      `CREATE INDEX kudos_day ON kudos (given_day)`,
      `CREATE TABLE kudos_reaction (
         kudos_id {uuid} NOT NULL REFERENCES kudos (id), employee_id {int} NOT NULL REFERENCES employee (id),
         kind {name} NOT NULL CHECK (kind IN ('clap','heart','star')), PRIMARY KEY (kudos_id, employee_id, kind))`,
      `CREATE TABLE kudos_report (
         id {uuid} PRIMARY KEY NOT NULL, kudos_id {uuid} NOT NULL REFERENCES kudos (id),
         employee_id {int} NOT NULL REFERENCES employee (id), reason {text} NOT NULL, reported_at {big} NOT NULL,
         settled_at {big}, settled_by {name}, UNIQUE (kudos_id, employee_id))`,
      `CREATE INDEX kudos_report_waiting ON kudos_report (reported_at) WHERE settled_at IS NULL`,
      // A row says no to the weekly mail.
      `CREATE TABLE kudos_digest_refusal (
         user_id {int} PRIMARY KEY NOT NULL REFERENCES user_account (id), refused_at {big} NOT NULL)`,
      // At most one mail per person and week leaves.
      `CREATE TABLE kudos_digest_sent (
         user_id {int} NOT NULL REFERENCES user_account (id), week_from {day} NOT NULL, claimed_at {big} NOT NULL,
         PRIMARY KEY (user_id, week_from))`,
      // A row hides one thing from everybody else; without one it is shown as the person is shown at all.
      `CREATE TABLE recognition_hidden (
         employee_id {int} NOT NULL REFERENCES employee (id),
         kind {name} NOT NULL CHECK (kind IN ('quote','kudos','award','anniversary')), subject {name} NOT NULL,
         hidden_at {big} NOT NULL, PRIMARY KEY (kind, subject, employee_id))`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'recognition_hidden',
      'kudos_digest_sent',
      'kudos_digest_refusal',
      'kudos_report',
      'kudos_reaction',
      'kudos',
      'company_value',
    ])
      await runner.query(`DROP TABLE ${table}`);
  }
}
