/** What was promised to unhappy customers, by when and by whom; and which line of a case's story is about which promise. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class Promises1795219200040 implements MigrationInterface {
  name = 'Promises1795219200040';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      // A broken promise is broken since it was due, whenever somebody noticed.
      `CREATE TABLE promise (
         id {uuid} PRIMARY KEY NOT NULL, case_id {uuid} NOT NULL REFERENCES recovery_case (id), text {text} NOT NULL,
         due_at {big} NOT NULL, user_id {int} REFERENCES user_account (id), employee_id {int} REFERENCES employee (id),
         made_by {name} NOT NULL, made_at {big} NOT NULL, kept_at {big}, kept_by {name},
         customer_word {name} CHECK (customer_word IN ('kept','not_kept')), customer_word_at {big},
         broken_at {big}, remind_at {big},
         CONSTRAINT promise_due_later CHECK (due_at > made_at),
         CONSTRAINT promise_broken_when_due CHECK (broken_at IS NULL OR broken_at = due_at))`,
      `CREATE INDEX promise_case ON promise (case_id, due_at)`,
      `CREATE INDEX promise_due ON promise (due_at)`,
      `CREATE INDEX promise_waiting ON promise (due_at) WHERE broken_at IS NULL AND kept_at IS NULL`,
      `CREATE INDEX promise_reminder ON promise (remind_at) WHERE remind_at IS NOT NULL`,
      `ALTER TABLE recovery_note ADD COLUMN promise_id {uuid} REFERENCES promise (id)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE recovery_note DROP COLUMN promise_id');
    await runner.query('DROP TABLE promise');
  }
}
