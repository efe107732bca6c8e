/** Appeals against statements: what was contested and decided, the story of each with its evidence, and who has read a statement. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  `CREATE TABLE appeal (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id),
     employee_id {int} NOT NULL REFERENCES employee (id),
     subject {name} NOT NULL CHECK (subject IN ('response','attribution','line','computation')),
     response_id {uuid} REFERENCES response (id), line_key {name}, reason {text} NOT NULL,
     state {name} NOT NULL CHECK (state IN ('submitted','under_review','upheld','rejected','withdrawn')),
     outcome {name} CHECK (outcome IN ('whole','part')), decide_until {day} NOT NULL,
     reviewer_id {int} REFERENCES user_account (id), submitted_by {int} NOT NULL REFERENCES user_account (id),
     submitted_at {big} NOT NULL, updated_at {big} NOT NULL)`,
  `CREATE INDEX appeal_state ON appeal (state, decide_until)`,
  `CREATE INDEX appeal_employee ON appeal (employee_id, cycle_id)`,
  `CREATE TABLE appeal_event (
     id {uuid} PRIMARY KEY NOT NULL, appeal_id {uuid} NOT NULL REFERENCES appeal (id), kind {name} NOT NULL,
     actor {name} NOT NULL, note {text}, details {text} NOT NULL, at {big} NOT NULL)`,
  `CREATE INDEX appeal_event_appeal ON appeal_event (appeal_id, at)`,
  `CREATE TABLE appeal_evidence (
     id {uuid} PRIMARY KEY NOT NULL, appeal_id {uuid} NOT NULL REFERENCES appeal (id), name {name} NOT NULL,
     media_type {name} NOT NULL, size {int} NOT NULL, sha256 {name} NOT NULL, content {text} NOT NULL,
     added_by {name} NOT NULL, added_at {big} NOT NULL)`,
  `CREATE INDEX appeal_evidence_appeal ON appeal_evidence (appeal_id, added_at)`,
  `CREATE TABLE statement_reading (
     cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), employee_id {int} NOT NULL REFERENCES employee (id),
     version {name} NOT NULL, user_id {int} NOT NULL REFERENCES user_account (id), read_at {big} NOT NULL,
     PRIMARY KEY (cycle_id, employee_id, version)) {clustered}`,
  `ALTER TABLE payout_adjustment ADD COLUMN appeal_id {uuid} REFERENCES appeal (id)`,
  `ALTER TABLE payout_adjustment ADD COLUMN corrected {text}`,
  `ALTER TABLE payout_adjustment ADD COLUMN beyond_reserve {text}`,
];

const LEDGERS = ['appeal_event', 'appeal_evidence', 'statement_reading'];

export class Appeals1795219200027 implements MigrationInterface {
  name = 'Appeals1795219200027';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    for (const table of LEDGERS) await keepAppendOnly(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['beyond_reserve', 'corrected', 'appeal_id'])
      await runner.query(`ALTER TABLE payout_adjustment DROP COLUMN ${column}`);
    for (const table of [...LEDGERS, 'appeal']) await runner.query(`DROP TABLE ${table}`);
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
