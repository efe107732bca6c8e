/** Which days of the rollups were recounted when, and where they were not what the ledgers give. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const tables = [
  `CREATE TABLE rollup_check (day {day} PRIMARY KEY NOT NULL, checked_at {big} NOT NULL, differences {int} NOT NULL)`,
  `CREATE TABLE rollup_alarm (
     id {uuid} PRIMARY KEY NOT NULL, employee_id {int} NOT NULL, day {day} NOT NULL, touchpoint_id {int} NOT NULL,
     cell_id {int} NOT NULL, question_id {int} NOT NULL, rating {int} NOT NULL, stored {name} NOT NULL,
     recounted {name} NOT NULL, found_at {big} NOT NULL, cleared_at {big}, cleared_by {name}, reason {text})`,
  `CREATE UNIQUE INDEX rollup_alarm_open ON rollup_alarm (employee_id, day, touchpoint_id, cell_id, question_id, rating)
     WHERE cleared_at IS NULL`,
];

export class RollupAlarms1795219200019 implements MigrationInterface {
  name = 'RollupAlarms1795219200019';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await ddl(runner, ['DROP TABLE rollup_alarm', 'DROP TABLE rollup_check']);
  }
}
