/**
 * Rollups without foreign keys (ADR 13): they are worked out from the ledgers, whose own keys hold, and are compared with them every
 * night. Keys checked once more for every count cost the recording of an answer and the counting anew a good part of their time.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const KEYS = [
  ['employee_id', 'employee'],
  ['touchpoint_id', 'touchpoint'],
  ['cell_id', 'cell'],
  ['question_id', 'question'],
] as const;

/** SQLite cannot change keys in place: the table is written anew, in its own order. */
async function rewritten(runner: QueryRunner, withKeys: boolean): Promise<void> {
  const refers = (column: string): string => {
    const table = KEYS.find(([name]) => name === column)?.[1];
    return withKeys && table !== undefined ? ` REFERENCES ${table} (id)` : '';
  };
  await ddl(runner, [
    `CREATE TABLE rollup_rewritten (
     employee_id {int} NOT NULL${refers('employee_id')}, day {day} NOT NULL,
     touchpoint_id {int} NOT NULL${refers('touchpoint_id')}, cell_id {int} NOT NULL${refers('cell_id')},
     question_id {int} NOT NULL${refers('question_id')}, rating {int} NOT NULL, responses {int} NOT NULL,
     weight_ppm {big} NOT NULL, PRIMARY KEY (employee_id, day, touchpoint_id, cell_id, question_id, rating)) {clustered}`,
    'INSERT INTO rollup_rewritten SELECT * FROM rollup',
    'DROP TABLE rollup',
    'ALTER TABLE rollup_rewritten RENAME TO rollup',
  ]);
}

export class RollupWithoutKeys1795219200025 implements MigrationInterface {
  name = 'RollupWithoutKeys1795219200025';

  async up(runner: QueryRunner): Promise<void> {
    if (dialectOf(runner) === 'sqlite') return rewritten(runner, false);
    for (const [column] of KEYS)
      await runner.query(`ALTER TABLE rollup DROP CONSTRAINT rollup_${column}_fkey`);
  }

  /** Fails where a rollup names somebody or something that is not there: count anew first. */
  async down(runner: QueryRunner): Promise<void> {
    if (dialectOf(runner) === 'sqlite') return rewritten(runner, true);
    for (const [column, table] of KEYS)
      await runner.query(
        `ALTER TABLE rollup ADD CONSTRAINT rollup_${column}_fkey FOREIGN KEY (${column}) REFERENCES ${table} (id)`,
      );
  }
}
