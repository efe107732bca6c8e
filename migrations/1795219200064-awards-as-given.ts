/** An award can be changed: what was given says itself what it was called, and what went with it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const WORDS = ['name_es', 'name_en', 'name_pt', 'icon', 'reward_es', 'reward_en', 'reward_pt'];

export class AwardsAsGiven1795219200064 implements MigrationInterface {
  name = 'AwardsAsGiven1795219200064';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `ALTER TABLE award_grant ADD COLUMN name_es {text} NOT NULL DEFAULT ''`,
      `ALTER TABLE award_grant ADD COLUMN name_en {text} NOT NULL DEFAULT ''`,
      `ALTER TABLE award_grant ADD COLUMN name_pt {text} NOT NULL DEFAULT ''`,
      `ALTER TABLE award_grant ADD COLUMN icon {name} NOT NULL DEFAULT 'award'`,
      `ALTER TABLE award_grant ADD COLUMN reward_es {text}`,
      `ALTER TABLE award_grant ADD COLUMN reward_en {text}`,
      `ALTER TABLE award_grant ADD COLUMN reward_pt {text}`,
    ]);
    const same = WORDS.map(
      (column) => `${column} = (SELECT a.${column} FROM award a WHERE a.id = award_grant.award_id)`,
    );
    await runner.query(`UPDATE award_grant SET ${same.join(', ')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of [...WORDS].reverse())
      await runner.query(`ALTER TABLE award_grant DROP COLUMN ${column}`);
  }
}
