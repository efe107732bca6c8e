/** How fast mail leaves: one row per receiver with a limit, one for the mail server itself; and the turn a mail has been given. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class SendingPace1795219200008 implements MigrationInterface {
  name = 'SendingPace1795219200008';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE TABLE sending_pace (
     pace_key {name} PRIMARY KEY NOT NULL, full_until {big} NOT NULL, failures {int} NOT NULL, updated_at {big} NOT NULL)`,
      `ALTER TABLE invitation ADD COLUMN slot_at {big}`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await ddl(runner, [`ALTER TABLE invitation DROP COLUMN slot_at`, 'DROP TABLE sending_pace']);
  }
}
