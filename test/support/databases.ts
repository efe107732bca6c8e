/** Empty, migrated databases for tests: a copy of the template for each call. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { Database, openDataSource } from '../../src/platform/database';

export type DatabaseKind = 'sqlite' | 'postgres';

export const databaseKinds: readonly DatabaseKind[] = ['sqlite', 'postgres'];

/** The same tests on SQLite and on PostgreSQL. */
export function describeOnBothDatabases(name: string, tests: (kind: DatabaseKind) => void): void {
  describe.each(databaseKinds)(`${name} (%s)`, tests);
}

export interface TestDatabaseFile {
  url: string;
  remove(): Promise<void>;
}

/** @param options.empty without the schema */
export async function createTestDatabase(
  kind: DatabaseKind,
  options: { empty?: boolean } = {},
): Promise<TestDatabaseFile> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  if (kind === 'sqlite') {
    const file = join(fromSetup('APLAUSO_TEST_FOLDER'), `${name}.sqlite`);
    if (!options.empty) copyFileSync(fromSetup('APLAUSO_TEST_SQLITE'), file);
    return {
      url: `sqlite:${file}`,
      remove: async () => {
        for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(file + suffix, { force: true });
      },
    };
  }
  const admin = fromSetup('APLAUSO_TEST_POSTGRES');
  await asAdmin(admin, `CREATE DATABASE ${name}${options.empty ? '' : ' TEMPLATE aplauso_template'}`);
  return {
    url: admin.replace(/postgres$/, name),
    remove: () => asAdmin(admin, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

export interface TestDatabase {
  database: Database;
  url: string;
  close(): Promise<void>;
}

export async function openTestDatabase(
  kind: DatabaseKind,
  options: { empty?: boolean; entities?: NonNullable<DataSourceOptions['entities']> } = {},
): Promise<TestDatabase> {
  const file = await createTestDatabase(kind, options);
  const database = new Database(await openDataSource(file.url, options.entities ?? []));
  return {
    database,
    url: file.url,
    close: async () => {
      await database.close();
      await file.remove();
    },
  };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function fromSetup(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set: run these tests through jest.config.cjs, which starts the databases.`,
    );
  return value;
}
