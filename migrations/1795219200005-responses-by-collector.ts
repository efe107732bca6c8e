/**
 * Finds the answers of one collector by when they were given: how many came in a burst, how many this month. Answers
 * that came by invitation are not in the index.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ResponsesByCollector1795219200005 implements MigrationInterface {
  name = 'ResponsesByCollector1795219200005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX response_collector ON response (collector_id, received_at) WHERE collector_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX response_collector');
  }
}
