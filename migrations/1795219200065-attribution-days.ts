/**
 * A credit knows the day on which its answer counts: the newest answers about one employee are read from an index in the order of
 * days, whatever was answered before. Through the old index all of them were looked at, and the day of each in its response.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect';

/** As it stood, in the order of its columns. */
const COLUMNS =
  'response_id, entry, employee_id, share_ppm, reason, decided_by, decided_at, note, rating_seen';
const VERBS = ['UPDATE', 'DELETE'] as const;

export class AttributionDays1795219200065 implements MigrationInterface {
  name = 'AttributionDays1795219200065';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX attribution_employee');
    if (dialectOf(runner) === 'postgres') {
      await runner.query('ALTER TABLE attribution DISABLE TRIGGER attribution_append_only');
      await runner.query('ALTER TABLE attribution ADD COLUMN counting_day varchar');
      await runner.query(
        'UPDATE attribution SET counting_day = r.counting_day FROM response r WHERE r.id = attribution.response_id',
      );
      await runner.query('ALTER TABLE attribution ALTER COLUMN counting_day SET NOT NULL');
      await runner.query('ALTER TABLE attribution ENABLE TRIGGER attribution_append_only');
    } else {
      // SQLite adds no column that must be given, and writes a table faster than it changes every row of one.
      await runner.query(
        `CREATE TABLE attribution_of_days (
           response_id varchar NOT NULL REFERENCES response (id), entry integer NOT NULL, employee_id integer NOT NULL REFERENCES employee (id),
           share_ppm integer NOT NULL, reason varchar NOT NULL, decided_by varchar NOT NULL, decided_at bigint NOT NULL, note text,
           rating_seen integer, counting_day varchar NOT NULL, PRIMARY KEY (response_id, entry, employee_id)) WITHOUT ROWID`,
      );
      await runner.query(
        `INSERT INTO attribution_of_days (${COLUMNS}, counting_day)
         SELECT ${COLUMNS.split(', ').map((column) => `t.${column}`).join(', ')}, r.counting_day
         FROM attribution t CROSS JOIN response r WHERE r.id = t.response_id ORDER BY t.response_id, t.entry, t.employee_id`,
      ); // prettier-ignore
      await runner.query('DROP TABLE attribution');
      await runner.query('ALTER TABLE attribution_of_days RENAME TO attribution');
      for (const verb of VERBS)
        await runner.query(
          `CREATE TRIGGER attribution_no_${verb.toLowerCase()} BEFORE ${verb} ON attribution
           BEGIN SELECT RAISE(ABORT, 'attribution is append-only'); END`,
        );
    }
    await runner.query('CREATE INDEX attribution_employee_day ON attribution (employee_id, counting_day)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX attribution_employee_day');
    await runner.query('ALTER TABLE attribution DROP COLUMN counting_day');
    await runner.query('CREATE INDEX attribution_employee ON attribution (employee_id, response_id)');
  }
}
