/**
 * The column types of the first schema, spelled for both databases. Frozen together with the migrations that use
 * it: a later migration that needs another type brings its own helper.
 *
 * Instants are UTC milliseconds since 1970 (`bigint`), local days are `YYYY-MM-DD` (`varchar`), money is an integer
 * count of minor units (`bigint`), identifiers of facts are UUID v7 text, identifiers of master data are integers.
 */
import type { QueryRunner } from 'typeorm';

type Dialect = 'sqlite' | 'postgres';

const types: Record<string, Record<Dialect, string>> = {
  serial: { sqlite: 'integer PRIMARY KEY AUTOINCREMENT NOT NULL', postgres: 'SERIAL PRIMARY KEY NOT NULL' },
  uuid: { sqlite: 'varchar', postgres: 'varchar' },
  text: { sqlite: 'text', postgres: 'text' },
  name: { sqlite: 'varchar', postgres: 'varchar' },
  day: { sqlite: 'varchar', postgres: 'varchar' },
  int: { sqlite: 'integer', postgres: 'integer' },
  big: { sqlite: 'bigint', postgres: 'bigint' },
  clustered: { sqlite: 'WITHOUT ROWID', postgres: '' },
};

export function dialectOf(runner: QueryRunner): Dialect {
  return runner.connection.options.type === 'postgres' ? 'postgres' : 'sqlite';
}

/** Runs DDL written with `{serial}`, `{int}`, `{big}`… placeholders. */
export async function ddl(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  const dialect = dialectOf(runner);
  for (const statement of statements) {
    const sql = statement.replace(/\{(\w+)\}/g, (whole, key: string) => types[key]?.[dialect] ?? whole);
    await runner.query(sql);
  }
}

/** Triggers that refuse UPDATE and DELETE (and TRUNCATE on PostgreSQL): the rows can only be added to. */
export async function makeAppendOnly(runner: QueryRunner, tables: readonly string[]): Promise<void> {
  if (dialectOf(runner) === 'postgres') {
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$`);
    for (const table of tables) {
      await runner.query(
        `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      );
      await runner.query(
        `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
      );
    }
    return;
  }
  for (const table of tables) {
    for (const verb of ['UPDATE', 'DELETE']) {
      await runner.query(
        `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
         BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
      );
    }
  }
}

export async function dropAppendOnly(runner: QueryRunner, tables: readonly string[]): Promise<void> {
  const postgres = dialectOf(runner) === 'postgres';
  for (const table of tables) {
    if (postgres) {
      await runner.query(`DROP TRIGGER ${table}_append_only ON ${table}`);
      await runner.query(`DROP TRIGGER ${table}_no_truncate ON ${table}`);
    } else {
      await runner.query(`DROP TRIGGER ${table}_no_update`);
      await runner.query(`DROP TRIGGER ${table}_no_delete`);
    }
  }
  if (postgres) await runner.query('DROP FUNCTION refuse_change()');
}
