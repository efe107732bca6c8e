/** What the sending desk reads: what left lately, and what may or may not have left. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SendingDesk1795219200010 implements MigrationInterface {
  name = 'SendingDesk1795219200010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX invitation_sent ON invitation (sent_at) WHERE sent_at IS NOT NULL');
    await runner.query(`CREATE INDEX invitation_unknown ON invitation (updated_at) WHERE state = 'unknown'`);
    await runner.query(`CREATE INDEX invitation_bounced ON invitation (updated_at) WHERE state = 'bounced'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX invitation_bounced');
    await runner.query('DROP INDEX invitation_unknown');
    await runner.query('DROP INDEX invitation_sent');
  }
}
