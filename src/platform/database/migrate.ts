/** Brings the schema up to date, one migrator at a time. */
import type { Database } from './database';

const MIGRATION_LOCK = 4217001;

/** @returns the names of the migrations that ran, oldest first; empty when the schema was current */
export async function migrate(database: Database): Promise<string[]> {
  const { dataSource } = database;
  if (database.dialect === 'sqlite')
    return (await dataSource.runMigrations()).map((migration) => migration.name);
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return (await dataSource.runMigrations()).map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await lock.release();
  }
}

/** Every known migration and whether it has run. */
export async function migrationStatus(database: Database): Promise<{ name: string; applied: boolean }[]> {
  const known = database.dataSource.migrations.map(
    (migration) => migration.name ?? migration.constructor.name,
  );
  let applied: string[];
  try {
    applied = (await database.all<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(
      (row) => row.name,
    );
  } catch {
    // Before the first migration there is no table to read.
    applied = [];
  }
  return known.map((name) => ({ name, applied: applied.includes(name) }));
}
