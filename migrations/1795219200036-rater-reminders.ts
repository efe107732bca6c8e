/** Which rater was reminded of which cycle on which day: once a day at most, whoever asks and however often. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class RaterReminders1795219200036 implements MigrationInterface {
  name = 'RaterReminders1795219200036';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE TABLE rater_reminder (
         cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), user_id {int} NOT NULL REFERENCES user_account (id),
         on_day {day} NOT NULL, asked_by {name} NOT NULL, asked_at {big} NOT NULL,
         PRIMARY KEY (cycle_id, user_id, on_day)) {clustered}`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rater_reminder');
  }
}
