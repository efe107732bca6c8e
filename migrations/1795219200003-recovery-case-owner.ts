/** Finding the least loaded owner of a recovery case must not cost more with every case there is. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecoveryCaseOwner1795219200003 implements MigrationInterface {
  name = 'RecoveryCaseOwner1795219200003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX recovery_case_owner ON recovery_case (owner_user_id) WHERE state IN ('open', 'acknowledged', 'promised', 'reopened')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX recovery_case_owner');
  }
}
