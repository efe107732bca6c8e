/** Why a credit was corrected, in the words of whoever did. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AttributionNotes1795219200013 implements MigrationInterface {
  name = 'AttributionNotes1795219200013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE attribution ADD COLUMN note text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE attribution DROP COLUMN note');
  }
}
