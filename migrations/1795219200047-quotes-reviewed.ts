/** What a reviewer left of a customer's words beside what was written, translations, and a consent that was taken back. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

export class QuotesReviewed1795219200047 implements MigrationInterface {
  name = 'QuotesReviewed1795219200047';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      // As the customer wrote it, masked like every comment; null while nothing was left out.
      `ALTER TABLE quote ADD COLUMN original {text}`,
      // By the customer, on the page behind the link of the answer.
      `ALTER TABLE quote ADD COLUMN consent_ended_at {big}`,
      // Asked for while the text is null.
      `CREATE TABLE quote_translation (
         quote_id {uuid} NOT NULL REFERENCES quote (id), locale {name} NOT NULL, text {text},
         asked_by {name} NOT NULL, asked_at {big} NOT NULL, written_by {name}, written_at {big},
         PRIMARY KEY (quote_id, locale)) {clustered}`,
    ]);
    // What boards show changes with it: see the journal of the migration before.
    await runner.query(
      dialectOf(runner) === 'postgres'
        ? `CREATE TRIGGER quote_translated AFTER UPDATE ON quote_translation FOR EACH ROW EXECUTE FUNCTION note_board_change()`
        : `CREATE TRIGGER quote_translated AFTER UPDATE ON quote_translation BEGIN INSERT INTO board_change (id) VALUES (NULL); END`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE quote_translation');
    for (const column of ['consent_ended_at', 'original'])
      await runner.query(`ALTER TABLE quote DROP COLUMN ${column}`);
  }
}
