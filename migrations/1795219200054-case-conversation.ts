/** What is said between an unhappy customer and us: letters there and back, calls, who speaks for the customer, and rules broken for them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class CaseConversation1795219200054 implements MigrationInterface {
  name = 'CaseConversation1795219200054';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE TABLE case_letter (
         id {uuid} PRIMARY KEY NOT NULL, case_id {uuid} NOT NULL REFERENCES recovery_case (id),
         direction {name} NOT NULL CHECK (direction IN ('out','in')), kind {name} NOT NULL, author {name},
         subject {text} NOT NULL, text {text} NOT NULL, message_id {text} NOT NULL, at {big} NOT NULL,
         state {name} NOT NULL CHECK (state IN ('queued','sending','sent','unknown','failed','received')),
         settled_at {big}, from_customer {int} NOT NULL, attachments {int} NOT NULL,
         gesture_id {uuid} UNIQUE REFERENCES gesture (id))`,
      `CREATE INDEX case_letter_case ON case_letter (case_id, at)`,
      `CREATE TABLE case_call (
         id {uuid} PRIMARY KEY NOT NULL, case_id {uuid} NOT NULL REFERENCES recovery_case (id), at {big} NOT NULL,
         author {name} NOT NULL, outcome {name} NOT NULL CHECK (outcome IN
           ('reached','no_answer','voicemail','busy','wrong_number')),
         text {text} NOT NULL, next {text} NOT NULL, noted_at {big} NOT NULL)`,
      `CREATE INDEX case_call_case ON case_call (case_id, at)`,
      `CREATE TABLE case_rule_break (
         id {uuid} PRIMARY KEY NOT NULL, case_id {uuid} NOT NULL REFERENCES recovery_case (id), at {big} NOT NULL,
         author {name} NOT NULL, rule {text} NOT NULL, reason {text} NOT NULL)`,
      `CREATE INDEX case_rule_break_case ON case_rule_break (case_id, at)`,
      `ALTER TABLE recovery_case ADD COLUMN advocate_user_id {int} REFERENCES user_account (id)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE recovery_case DROP COLUMN advocate_user_id');
    for (const table of ['case_rule_break', 'case_call', 'case_letter'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
