/**
 * One server per SQLite file. The lock is held by the operating system, so a killed process leaves none behind.
 * Command-line tools do not take it: they only ever open short transactions.
 */
import BetterSqlite3 from 'better-sqlite3';

export class DatabaseInUse extends Error {
  readonly code = 'database_in_use';

  constructor(file: string) {
    super(
      `Another Aplauso server already uses ${file}. SQLite serves one process: stop the other one, ` +
        'or set DATABASE_URL to a PostgreSQL database to run several.',
    );
  }
}

/** @returns the function that gives the lock back. @throws DatabaseInUse */
export function lockDatabaseFile(file: string): () => void {
  const lock = new BetterSqlite3(`${file}.lock`, { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw new DatabaseInUse(file);
    throw error;
  }
  return () => lock.close();
}
