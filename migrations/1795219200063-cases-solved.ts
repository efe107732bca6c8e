/** Cases that customers called solved are found by when they said so: plans may leave their answers out. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class CasesSolved1795219200063 implements MigrationInterface {
  name = 'CasesSolved1795219200063';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE INDEX recovery_case_solved ON recovery_case (outcome_at) WHERE outcome = 'solved'`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX recovery_case_solved');
  }
}
