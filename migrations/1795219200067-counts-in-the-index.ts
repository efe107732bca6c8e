/**
 * On PostgreSQL the key of the rollups carries the counts as well: what is summed of a period is read from the index alone, in the
 * order of the employees, instead of row by row from wherever the row was written. On SQLite the table is its index already.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect';

const KEY = 'employee_id, day, touchpoint_id, cell_id, question_id, rating';

async function keyed(runner: QueryRunner, carrying: string): Promise<void> {
  if (dialectOf(runner) === 'sqlite') return;
  await runner.query(
    `ALTER TABLE rollup DROP CONSTRAINT rollup_pkey, ADD CONSTRAINT rollup_pkey PRIMARY KEY (${KEY}) ${carrying}`,
  );
}

export class CountsInTheIndex1795219200067 implements MigrationInterface {
  name = 'CountsInTheIndex1795219200067';

  up(runner: QueryRunner): Promise<void> {
    return keyed(runner, 'INCLUDE (responses, weight_ppm)');
  }

  down(runner: QueryRunner): Promise<void> {
    return keyed(runner, '');
  }
}
