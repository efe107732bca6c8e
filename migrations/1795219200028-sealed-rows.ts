/** Digests of every row that a signed cycle was made of, so that a change of any of them is found and named. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

const tables = [
  `CREATE TABLE sealed_row (
     cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), table_name {name} NOT NULL, row_key {name} NOT NULL,
     digest {name} NOT NULL, PRIMARY KEY (cycle_id, table_name, row_key)) {clustered}`,
];

export class SealedRows1795219200028 implements MigrationInterface {
  name = 'SealedRows1795219200028';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
    if (dialectOf(runner) === 'postgres') {
      await runner.query(
        `CREATE TRIGGER sealed_row_append_only BEFORE UPDATE OR DELETE ON sealed_row FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      );
      await runner.query(
        `CREATE TRIGGER sealed_row_no_truncate BEFORE TRUNCATE ON sealed_row FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
      );
      return;
    }
    for (const verb of ['UPDATE', 'DELETE']) {
      await runner.query(
        `CREATE TRIGGER sealed_row_no_${verb.toLowerCase()} BEFORE ${verb} ON sealed_row
         BEGIN SELECT RAISE(ABORT, 'sealed_row is append-only'); END`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sealed_row');
  }
}
