/** Whether somebody knew the rating when they decided that an answer does not count or is somebody else's; empty: nobody asked. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BlindDecisions1795219200022 implements MigrationInterface {
  name = 'BlindDecisions1795219200022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE exclusion ADD COLUMN rating_seen integer');
    await runner.query('ALTER TABLE attribution ADD COLUMN rating_seen integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE attribution DROP COLUMN rating_seen');
    await runner.query('ALTER TABLE exclusion DROP COLUMN rating_seen');
  }
}
