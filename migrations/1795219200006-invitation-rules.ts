/**
 * Rules of asking: the places of a quota, taken one by one so that no two contacts get the same; every set of rules
 * that ever decided, so that a decision can be checked against what held then; the account a customer belongs to.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  `CREATE TABLE invitation_quota_place (
     quota {name} NOT NULL, employee_id {int} NOT NULL REFERENCES employee (id), period {name} NOT NULL,
     place {int} NOT NULL, invitation_id {uuid} NOT NULL, taken_at {big} NOT NULL,
     PRIMARY KEY (quota, employee_id, period, place)) {clustered}`,
  `CREATE TABLE invitation_rule_set (
     hash {name} PRIMARY KEY NOT NULL, rules {text} NOT NULL, first_used_at {big} NOT NULL)`,
  `ALTER TABLE invitation ADD COLUMN priority {int} NOT NULL DEFAULT 50`,
  `ALTER TABLE customer ADD COLUMN account {name}`,
  `CREATE INDEX customer_account ON customer (account) WHERE account IS NOT NULL`,
  `CREATE INDEX employee_address ON employee (LOWER(email)) WHERE email IS NOT NULL`,
];

const APPEND_ONLY = ['invitation_quota_place', 'invitation_rule_set'] as const;

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

export class InvitationRules1795219200006 implements MigrationInterface {
  name = 'InvitationRules1795219200006';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    for (const table of APPEND_ONLY) await guard(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX employee_address');
    await runner.query('DROP INDEX customer_account');
    await runner.query('ALTER TABLE customer DROP COLUMN account');
    await runner.query('ALTER TABLE invitation DROP COLUMN priority');
    for (const table of APPEND_ONLY) await runner.query(`DROP TABLE ${table}`);
  }
}
