/** First schema, part one: platform, access and organization. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const tables = [
  `CREATE TABLE setting (name {name} PRIMARY KEY NOT NULL, value {text} NOT NULL, updated_at {big} NOT NULL)`,

  `CREATE TABLE job (
     id {uuid} PRIMARY KEY NOT NULL, kind {name} NOT NULL, payload {text} NOT NULL, unique_key {name},
     state {name} NOT NULL CHECK (state IN ('ready','leased','dead')), run_at {big} NOT NULL,
     attempts {int} NOT NULL, max_attempts {int} NOT NULL, lease_owner {name}, lease_until {big},
     last_error {text}, created_at {big} NOT NULL)`,
  `CREATE INDEX job_ready ON job (run_at, id) WHERE state = 'ready'`,
  `CREATE INDEX job_leased ON job (lease_until) WHERE state = 'leased'`,
  `CREATE UNIQUE INDEX job_unique_key ON job (kind, unique_key) WHERE unique_key IS NOT NULL AND state <> 'dead'`,
  `CREATE TABLE schedule_tick (name {name} NOT NULL, tick_at {big} NOT NULL, PRIMARY KEY (name, tick_at))`,

  `CREATE TABLE audit_entry (
     seq {int} PRIMARY KEY NOT NULL, at {big} NOT NULL, actor {name} NOT NULL, action {name} NOT NULL,
     subject {name} NOT NULL, details {text} NOT NULL, prev_hash {name} NOT NULL, hash {name} NOT NULL)`,
  `CREATE INDEX audit_entry_subject ON audit_entry (subject, seq)`,

  `CREATE TABLE captured_mail (
     id {serial}, captured_at {big} NOT NULL, envelope_from {name} NOT NULL, envelope_to {name} NOT NULL,
     subject {name} NOT NULL, raw {text} NOT NULL)`,

  `CREATE TABLE rate_counter (
     name {name} NOT NULL, window_start {big} NOT NULL, hits {int} NOT NULL, PRIMARY KEY (name, window_start))`,

  `CREATE TABLE team (
     id {serial}, external_id {name} NOT NULL UNIQUE, name {name} NOT NULL,
     kind {name} NOT NULL CHECK (kind IN ('site','team')), parent_id {int} REFERENCES team (id), created_at {big} NOT NULL)`,
  `CREATE TABLE employee (
     id {serial}, external_id {name} NOT NULL UNIQUE, name {name} NOT NULL, email {name}, job_family {name} NOT NULL,
     hired_on {day} NOT NULL, left_on {day},
     public_name {name} NOT NULL CHECK (public_name IN ('full','first_name','hidden')),
     created_at {big} NOT NULL, updated_at {big} NOT NULL)`,
  `CREATE TABLE team_membership (
     id {serial}, employee_id {int} NOT NULL REFERENCES employee (id), team_id {int} NOT NULL REFERENCES team (id),
     from_day {day} NOT NULL, to_day {day})`,
  `CREATE INDEX team_membership_employee ON team_membership (employee_id, from_day)`,
  `CREATE INDEX team_membership_team ON team_membership (team_id, from_day)`,
  `CREATE TABLE reporting_line (
     id {serial}, employee_id {int} NOT NULL REFERENCES employee (id), manager_id {int} NOT NULL REFERENCES employee (id),
     from_day {day} NOT NULL, to_day {day})`,
  `CREATE INDEX reporting_line_employee ON reporting_line (employee_id, from_day)`,
  `CREATE INDEX reporting_line_manager ON reporting_line (manager_id, from_day)`,
  `CREATE TABLE pay_base (
     id {serial}, employee_id {int} NOT NULL REFERENCES employee (id), from_day {day} NOT NULL,
     annual_salary_minor {big} NOT NULL, target_bonus_minor {big} NOT NULL, currency {name} NOT NULL,
     UNIQUE (employee_id, from_day))`,

  `CREATE TABLE user_account (
     id {serial}, email {name} NOT NULL UNIQUE, name {name} NOT NULL, password_hash {name}, locale {name} NOT NULL,
     employee_id {int} REFERENCES employee (id), disabled_at {big}, created_at {big} NOT NULL)`,
  `CREATE TABLE role_grant (
     id {serial}, user_id {int} NOT NULL REFERENCES user_account (id), role {name} NOT NULL, scope {name} NOT NULL,
     granted_at {big} NOT NULL, granted_by {name} NOT NULL, UNIQUE (user_id, role))`,
  `CREATE TABLE session (
     id_hash {name} PRIMARY KEY NOT NULL, user_id {int} NOT NULL REFERENCES user_account (id),
     created_at {big} NOT NULL, last_seen_at {big} NOT NULL, expires_at {big} NOT NULL)`,
  `CREATE INDEX session_of_user ON session (user_id)`,
  `CREATE INDEX session_expiry ON session (expires_at)`,
  `CREATE TABLE api_key (
     id {serial}, name {name} NOT NULL, key_hash {name} NOT NULL UNIQUE, scopes {name} NOT NULL,
     created_at {big} NOT NULL, revoked_at {big}, last_used_at {big})`,
  `CREATE TABLE idempotency_key (
     api_key_id {int} NOT NULL REFERENCES api_key (id), key_hash {name} NOT NULL, fingerprint {name} NOT NULL,
     status {int}, body {text}, created_at {big} NOT NULL, PRIMARY KEY (api_key_id, key_hash))`,
  `CREATE INDEX idempotency_key_age ON idempotency_key (created_at)`,
];

export class PlatformAccessOrganization1795219200000 implements MigrationInterface {
  name = 'PlatformAccessOrganization1795219200000';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'idempotency_key',
      'api_key',
      'session',
      'role_grant',
      'user_account',
      'pay_base',
      'reporting_line',
      'team_membership',
      'employee',
      'team',
      'rate_counter',
      'captured_mail',
      'audit_entry',
      'schedule_tick',
      'job',
      'setting',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
