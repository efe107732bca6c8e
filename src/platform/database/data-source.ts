/** Opens the database named by a URL: `sqlite:./data/aplauso.sqlite` or `postgres://…`. Never synchronises a schema. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from '../../../migrations';
import { SnakeCaseNaming } from './naming';

type Entities = NonNullable<DataSourceOptions['entities']>;

export function sqliteFileOf(url: string): string | undefined {
  if (!url.startsWith('sqlite:')) return undefined;
  const file = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  return file === ':memory:' ? file : resolve(file);
}

/** An initialised data source with all migrations known and none run. */
export async function openDataSource(url: string, entities: Entities): Promise<DataSource> {
  const shared = {
    entities,
    migrations,
    migrationsTransactionMode: 'each' as const,
    synchronize: false,
    logging: false as const,
    namingStrategy: new SnakeCaseNaming(),
  };
  const file = sqliteFileOf(url);
  if (file === undefined) {
    return new DataSource({
      ...shared,
      type: 'postgres',
      url,
      poolSize: 10,
      applicationName: 'aplauso',
      // Statements are sent without waiting for the answers of those before them.
      extra: { pipeline: true },
    }).initialize();
  }
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  return new DataSource({
    ...shared,
    type: 'better-sqlite3',
    database: file,
    enableWAL: true,
    timeout: 5000,
    prepareDatabase: (db: BetterSqlite3.Database) => {
      db.pragma('foreign_keys = ON');
      // An acknowledged answer survives a power cut; shared commits keep it cheap (docs/adr/0002).
      db.pragma('synchronous = FULL');
      db.pragma('cache_size = -65536');
      // Writing the log back less often: pages that many answers share are written once for all of them.
      db.pragma('wal_autocheckpoint = 8000');
      // Each answer is a savepoint, and what undoing it would need goes to a temporary file: 90 KB of writes per answer.
      db.pragma('temp_store = MEMORY');
    },
  }).initialize();
}
