/**
 * Finds the answers that wait for something: begun and left, or in doubt whether a person gave them. Both are few among
 * many, so each has an index of its own.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnswersInDoubt1795219200009 implements MigrationInterface {
  name = 'AnswersInDoubt1795219200009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX response_current_begun ON response_current (updated_at) WHERE complete = 0 AND settled_at IS NULL',
    );
    await runner.query(
      `CREATE INDEX response_current_provisional ON response_current (updated_at) WHERE verification = 'provisional'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX response_current_provisional');
    await runner.query('DROP INDEX response_current_begun');
  }
}
