/** Calls that customers ask for behind the link of an invitation, also before they answer. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class CallsAskedFor1795219200050 implements MigrationInterface {
  name = 'CallsAskedFor1795219200050';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `ALTER TABLE recovery_event ADD COLUMN invitation_id {uuid} REFERENCES invitation (id)`,
      `ALTER TABLE recovery_event ADD COLUMN promise_id {uuid} REFERENCES promise (id)`,
      `CREATE INDEX recovery_event_invitation ON recovery_event (invitation_id)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX recovery_event_invitation');
    await runner.query('ALTER TABLE recovery_event DROP COLUMN promise_id');
    await runner.query('ALTER TABLE recovery_event DROP COLUMN invitation_id');
  }
}
