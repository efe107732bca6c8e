/** A connection for loading in bulk: set-based SQL, beside the product, with nobody else on the database. */
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { sqliteFileOf } from '../../src/platform/database';

export interface Bulk {
  readonly dialect: 'sqlite' | 'postgres';
  /** Runs one statement without parameters. */
  run(sql: string): Promise<void>;
  all<R>(sql: string): Promise<R[]>;
  /** Leaves the database as a server expects it: checkpointed, with statistics where a server keeps them. */
  close(): Promise<void>;
}

/** @param url a database with a schema, opened by nobody else */
export async function openBulk(url: string): Promise<Bulk> {
  const file = sqliteFileOf(url);
  return file === undefined ? openPostgres(url) : openSqlite(file);
}

function openSqlite(file: string): Bulk {
  const raw = new BetterSqlite3(file);
  // Nothing to protect while loading: a run that fails starts over. Keys and triggers stay in force.
  raw.pragma('journal_mode = OFF');
  raw.pragma('synchronous = OFF');
  raw.pragma('locking_mode = EXCLUSIVE');
  raw.pragma('cache_size = -3000000');
  raw.pragma('temp_store = MEMORY');
  raw.pragma('foreign_keys = ON');
  return {
    dialect: 'sqlite',
    run: async (sql) => {
      raw.prepare(sql).run();
    },
    all: async <R>(sql: string) => raw.prepare(sql).all() as R[],
    close: async () => {
      raw.pragma('locking_mode = NORMAL');
      raw.pragma('synchronous = FULL');
      raw.pragma('journal_mode = WAL');
      raw.close();
    },
  };
}

async function openPostgres(url: string): Promise<Bulk> {
  const client = new Client(url);
  await client.connect();
  await client.query(`SET synchronous_commit = off`);
  await client.query(`SET work_mem = '256MB'`);
  // Foreign keys are checked row by row by triggers: minutes for a million responses. The counts at the end and the
  // recount of the rollups, which joins every table that was loaded, look for what they would have found.
  await client.query(`SET session_replication_role = replica`);
  return {
    dialect: 'postgres',
    run: async (sql) => {
      await client.query(sql);
    },
    all: async <R>(sql: string) => (await client.query(sql)).rows as R[],
    close: async () => {
      await client.query('VACUUM ANALYZE');
      await client.query('CHECKPOINT');
      await client.end();
    },
  };
}
