/** Snapshots of cycles with a row for each person instead of one text for all: large cycles are written and read piece by piece. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  // No reference to the snapshot: its hash is known only when the last row is written, and it is never changed afterwards.
  `CREATE TABLE snapshot_row (
     rows_key {uuid} NOT NULL, place {int} NOT NULL, content {text} NOT NULL, PRIMARY KEY (rows_key, place))`,
  // Snapshots of before are in one piece, and stay as they are.
  `ALTER TABLE cycle_snapshot ADD COLUMN rows_key {uuid}`,
  `ALTER TABLE payout ADD COLUMN place {int}`,
];

export class SnapshotsInRows1795219200044 implements MigrationInterface {
  name = 'SnapshotsInRows1795219200044';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    if (dialectOf(runner) === 'postgres') {
      await runner.query(
        `CREATE TRIGGER snapshot_row_append_only BEFORE UPDATE OR DELETE ON snapshot_row FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      );
      await runner.query(
        `CREATE TRIGGER snapshot_row_no_truncate BEFORE TRUNCATE ON snapshot_row FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
      );
      return;
    }
    for (const verb of ['UPDATE', 'DELETE']) {
      await runner.query(
        `CREATE TRIGGER snapshot_row_no_${verb.toLowerCase()} BEFORE ${verb} ON snapshot_row
         BEGIN SELECT RAISE(ABORT, 'snapshot_row is append-only'); END`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE payout DROP COLUMN place');
    await runner.query('ALTER TABLE cycle_snapshot DROP COLUMN rows_key');
    await runner.query('DROP TABLE snapshot_row');
  }
}
