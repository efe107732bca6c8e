/** Copies of the SQLite database, made while it is in use, and put back when it is not. */
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { currentConfig } from '../platform/config';
import { type Database, lockDatabaseFile, sqliteFileOf } from '../platform/database';
import { say, Unfinished } from './context';

const USE_PG_DUMP = 'This database is PostgreSQL: use pg_dump and pg_restore (docs/operations.md).';

export async function backUp(database: Database, file: string): Promise<void> {
  if (database.dialect === 'postgres') throw new Unfinished(USE_PG_DUMP);
  const target = resolve(file);
  if (existsSync(target)) throw new Unfinished(`${file} is there already. Choose another name.`);
  await database.run('VACUUM INTO ?', [target]);
  checkIntegrity(target);
  say(`Copied to ${file}. Keep the secret key of DATA_DIR with it: links in sent mails depend on it.`);
}

export function restore(file: string): void {
  const target = sqliteFileOf(currentConfig().databaseUrl);
  if (!target) throw new Unfinished(USE_PG_DUMP);
  if (!existsSync(file)) throw new Unfinished(`${file} does not exist.`);
  checkIntegrity(resolve(file));
  const unlock = lockDatabaseFile(target);
  try {
    if (existsSync(target)) {
      const kept = `${target}.before-restore-${Date.now()}`;
      new BetterSqlite3(target).pragma('wal_checkpoint(TRUNCATE)');
      renameSync(target, kept);
      for (const suffix of ['-wal', '-shm']) rmSync(target + suffix, { force: true });
      say(`The database that was there is kept as ${kept}.`);
    }
    copyFileSync(file, target);
  } finally {
    unlock();
  }
  say('Restored. Start the server; it brings the schema up to date.');
}

function checkIntegrity(file: string): void {
  const copy = new BetterSqlite3(file, { readonly: true });
  try {
    const result = copy.pragma('integrity_check', { simple: true });
    if (result !== 'ok') throw new Unfinished(`${file} is damaged: ${String(result)}.`);
  } finally {
    copy.close();
  }
}
