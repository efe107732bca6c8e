/** Displays follow within seconds what somebody hides or shows, and awards that are given or revoked. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect';

/** Table, trigger, and what makes it note a change. */
const WATCHED = [
  ['recognition_hidden', 'recognition_hidden_added', 'INSERT'],
  ['recognition_hidden', 'recognition_hidden_gone', 'DELETE'],
  ['award_grant', 'award_grant_added', 'INSERT'],
  ['award_grant', 'award_grant_changed', 'UPDATE'],
] as const;

export class BoardsFollowChoices1795219200060 implements MigrationInterface {
  name = 'BoardsFollowChoices1795219200060';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, name, event] of WATCHED)
      await runner.query(
        dialectOf(runner) === 'postgres'
          ? `CREATE TRIGGER ${name} AFTER ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION note_board_change()`
          : `CREATE TRIGGER ${name} AFTER ${event} ON ${table} BEGIN INSERT INTO board_change (id) VALUES (NULL); END`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, name] of WATCHED)
      await runner.query(`DROP TRIGGER ${name}${dialectOf(runner) === 'postgres' ? ` ON ${table}` : ''}`);
  }
}
