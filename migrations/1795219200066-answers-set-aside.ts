/** Answers that were excluded or rejected are few among many: the list of them has an index of its own, and answers none more to write. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnswersSetAside1795219200066 implements MigrationInterface {
  name = 'AnswersSetAside1795219200066';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX response_current_excluded ON response_current (response_id) WHERE excluded = 1',
    );
    await runner.query(
      `CREATE INDEX response_current_rejected ON response_current (response_id) WHERE verification = 'rejected'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX response_current_rejected');
    await runner.query('DROP INDEX response_current_excluded');
  }
}
