/**
 * Questionnaires of every kind, answers given step by step, and the other ways an answer comes in.
 *
 * An answer may be about one of several employees who served (`about_employee_id`, 0: about nobody in particular), so
 * that employee becomes part of its key. Steps, contact windows and completeness are additions with a default that is
 * true of every answer given before: it was complete.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

/** [table, column, type and default] */
const columns: readonly (readonly [string, string, string])[] = [
  ['question', 'part', `{name} NOT NULL DEFAULT ''`],
  ['question', 'about', `{name} NOT NULL DEFAULT 'all'`],
  ['survey_version', 'edits', '{int} NOT NULL DEFAULT 0'],
  ['survey_version', 'created_at', '{big}'],
  ['survey_version', 'retired_at', '{big}'],
  ['response', 'collector_id', '{int}'],
  ['response', 'entered_by', '{int}'],
  ['response_revision', 'step', '{name}'],
  ['response_revision', 'contact_when', '{name}'],
  ['response_current', 'complete', '{int} NOT NULL DEFAULT 1'],
  ['response_current', 'settled_at', '{big}'],
];

const tables = [
  `CREATE TABLE answer_choice (
     response_id {uuid} NOT NULL REFERENCES response (id), revision {int} NOT NULL,
     question_id {int} NOT NULL REFERENCES question (id), choice {name} NOT NULL,
     PRIMARY KEY (response_id, revision, question_id, choice)) {clustered}`,
  `CREATE TABLE machine_sign (
     invitation_id {uuid} NOT NULL REFERENCES invitation (id), sign {name} NOT NULL, times {int} NOT NULL,
     first_at {big} NOT NULL, last_at {big} NOT NULL, PRIMARY KEY (invitation_id, sign)) {clustered}`,
  `CREATE TABLE data_quality_note (
     id {uuid} PRIMARY KEY NOT NULL, interaction_id {uuid} NOT NULL REFERENCES interaction (id),
     invitation_id {uuid} REFERENCES invitation (id), kind {name} NOT NULL, text {text},
     state {name} NOT NULL CHECK (state IN ('open','settled','withdrawn')), opened_at {big} NOT NULL,
     settled_at {big}, settled_by {name}, resolution {name})`,
  `CREATE INDEX data_quality_note_state ON data_quality_note (state, opened_at, id)`,
  `CREATE INDEX data_quality_note_interaction ON data_quality_note (interaction_id)`,
  `CREATE TABLE collector (
     id {serial}, kind {name} NOT NULL CHECK (kind IN ('kiosk','qr','link')), name {name} NOT NULL,
     key_hash {name} NOT NULL UNIQUE, public_key {name}, touchpoint_id {int} NOT NULL REFERENCES touchpoint (id),
     employee_id {int} REFERENCES employee (id), locale {name} NOT NULL, created_at {big} NOT NULL,
     created_by {name} NOT NULL, revoked_at {big}, last_seen_at {big})`,
  `CREATE TABLE brand_image (
     hash {name} PRIMARY KEY NOT NULL, media_type {name} NOT NULL, width {int} NOT NULL, height {int} NOT NULL,
     base64 {text} NOT NULL, created_at {big} NOT NULL)`,
  `CREATE INDEX response_survey_version ON response (survey_version_id)`,
];

const APPEND_ONLY = 'answer_choice';

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

/** SQLite cannot change a key in place: the table is written anew. Its triggers go with it and are made again. */
async function rekeyAnswer(runner: QueryRunner, withEmployee: boolean): Promise<void> {
  const key = `response_id, revision, question_id${withEmployee ? ', about_employee_id' : ''}`;
  if (dialectOf(runner) === 'postgres') {
    await runner.query('ALTER TABLE answer DROP CONSTRAINT answer_pkey');
    await runner.query(
      withEmployee
        ? 'ALTER TABLE answer ADD COLUMN about_employee_id integer NOT NULL DEFAULT 0'
        : 'ALTER TABLE answer DROP COLUMN about_employee_id',
    );
    await runner.query(`ALTER TABLE answer ADD CONSTRAINT answer_pkey PRIMARY KEY (${key})`);
    return;
  }
  await ddl(runner, [
    `CREATE TABLE answer_rekeyed (
     response_id {uuid} NOT NULL REFERENCES response (id), revision {int} NOT NULL,
     question_id {int} NOT NULL REFERENCES question (id), rating {int},${
       withEmployee ? '\n     about_employee_id {int} NOT NULL DEFAULT 0,' : ''
     } PRIMARY KEY (${key})) {clustered}`,
    `INSERT INTO answer_rekeyed (response_id, revision, question_id, rating)
     SELECT response_id, revision, question_id, rating FROM answer`,
    'DROP TABLE answer',
    'ALTER TABLE answer_rekeyed RENAME TO answer',
  ]);
  await guard(runner, 'answer');
}

export class QuestionnairesAndWaysIn1795219200004 implements MigrationInterface {
  name = 'QuestionnairesAndWaysIn1795219200004';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(
      runner,
      columns.map(([table, column, type]) => `ALTER TABLE ${table} ADD COLUMN ${column} ${type}`),
    );
    await ddl(runner, tables);
    await guard(runner, APPEND_ONLY);
    await rekeyAnswer(runner, true);
  }

  /** What only the newer columns held (choices, steps) is lost; fails where one answer rated several employees. */
  async down(runner: QueryRunner): Promise<void> {
    await rekeyAnswer(runner, false);
    await runner.query('DROP INDEX response_survey_version');
    for (const table of ['brand_image', 'collector', 'data_quality_note', 'machine_sign', 'answer_choice']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    for (const [table, column] of [...columns].reverse()) {
      await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
  }
}
