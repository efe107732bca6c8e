/** How ready a result was to carry money, who let it through in spite of what, and who approved each person's result. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  `CREATE TABLE cycle_readiness (
     snapshot_id {int} NOT NULL REFERENCES cycle_snapshot (id), gate {name} NOT NULL, value {name}, needed {name} NOT NULL,
     met {int} NOT NULL, PRIMARY KEY (snapshot_id, gate)) {clustered}`,
  `CREATE TABLE readiness_override (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), gate {name} NOT NULL,
     user_id {int} NOT NULL REFERENCES user_account (id), name {name} NOT NULL, reason {text} NOT NULL,
     decided_at {big} NOT NULL)`,
  `CREATE INDEX readiness_override_cycle ON readiness_override (cycle_id, decided_at)`,
  `CREATE TABLE result_sign_off (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     snapshot_id {int} NOT NULL REFERENCES cycle_snapshot (id), employee_id {int} NOT NULL REFERENCES employee (id),
     user_id {int} NOT NULL REFERENCES user_account (id), signer_name {name} NOT NULL, reason {text} NOT NULL,
     evaluation_hash {name} NOT NULL, signed_at {big} NOT NULL)`,
  `CREATE UNIQUE INDEX result_sign_off_once ON result_sign_off (cycle_id, employee_id, evaluation_hash)`,
  // Results of before were approved as a whole and need none.
  `ALTER TABLE payout ADD COLUMN evaluation_hash {name}`,
];

const LEDGERS = ['cycle_readiness', 'readiness_override', 'result_sign_off'];

export class Approvals1795219200035 implements MigrationInterface {
  name = 'Approvals1795219200035';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    for (const table of LEDGERS) await keepAppendOnly(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE payout DROP COLUMN evaluation_hash');
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
