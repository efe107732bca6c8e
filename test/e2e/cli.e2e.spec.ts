/** The commands operators type, as programs of their own on a database of their own. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, openDataSource } from '../../src/platform/database';
import { createTestDatabase, describeOnBothDatabases, type TestDatabaseFile } from '../support';

const program = join(__dirname, '../../dist/src/cli.js');

interface Outcome {
  code: number;
  lines: string[];
  complaint: string;
}

describeOnBothDatabases('the command line', (kind) => {
  let file: TestDatabaseFile;
  let folder: string;

  beforeAll(async () => {
    if (!existsSync(program)) throw new Error('The command line is not built. Run `npm run build` first.');
    file = await createTestDatabase(kind, { empty: true });
    folder = mkdtempSync(join(tmpdir(), 'aplauso-cli-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await file.remove();
  });

  const aplauso = (...args: string[]) =>
    new Promise<Outcome>((resolve) => {
      const env = { PATH: process.env.PATH, DATABASE_URL: file.url, DATA_DIR: folder, LOG_LEVEL: 'warn' };
      execFile(process.execPath, [program, ...args], { env, cwd: folder }, (error, stdout, stderr) => {
        const code = error ? Number(error.code ?? 1) : 0;
        resolve({ code, lines: stdout.trimEnd().split('\n'), complaint: stderr });
      });
    });
  const withDatabase = async (work: (database: Database) => Promise<unknown>) => {
    const database = new Database(await openDataSource(file.url, []));
    try {
      await work(database);
    } finally {
      await database.close();
    }
  };

  it('tells of pending migrations with an exit code, runs them, and publishes the default survey', async () => {
    const pending = await aplauso('migrate:status');
    expect([pending.code, pending.lines.every((line) => line.startsWith('pending'))]).toEqual([1, true]);
    const early = await aplauso('rollups', 'verify');
    expect([early.code, early.lines.join('')]).toEqual([1, '']);
    expect(early.complaint.trim()).toMatch(/^The database waits for \d+ migrations\. Run `migrate` first\.$/);
    const migrated = await aplauso('migrate');
    expect(migrated.code).toBe(0);
    expect((await aplauso('migrate:status')).code).toBe(0);
    expect((await aplauso('migrate')).lines.at(-1)).toBe('The schema was already current.');
    await withDatabase(async (database) => {
      const survey = await database.get<{ state: string }>(`SELECT state AS "state" FROM survey_version`);
      expect(survey).toEqual({ state: 'published' });
    });
  });

  it('prints a new key alone on the last line', async () => {
    const made = await aplauso('api-key', 'create', '--name', 'crm', '--scopes', 'all');
    expect(made.code).toBe(0);
    expect(made.lines.at(-1)).toMatch(/^apl_[\w-]{40,}$/);
    const refused = await aplauso('api-key', 'create', '--name', 'crm', '--scopes', 'everything');
    expect([refused.code, refused.complaint.includes('Unknown scopes: everything')]).toEqual([1, true]);
  });

  it('creates a user once', async () => {
    const create = [
      'user',
      'create',
      '--email',
      'sofia@aguaclara.example',
      '--name',
      'Sofía Márquez',
      '--role',
      'admin',
    ];
    const made = await aplauso(...create, '--password', 'caracol-violeta-47');
    expect(made.code).toBe(0);
    const again = await aplauso(...create, '--password', 'caracol-violeta-47');
    expect([again.code, again.complaint.includes('user_email_taken')]).toEqual([1, true]);
    const unknown = await aplauso(...create.slice(0, -1), 'boss', '--password', 'caracol-violeta-47');
    expect([unknown.code, unknown.complaint.includes('There is no role "boss"')]).toEqual([1, true]);
  });

  it('says in words and by exit code when rollups or the audit chain are wrong', async () => {
    expect((await aplauso('rollups', 'verify')).code).toBe(0);
    expect((await aplauso('audit', 'verify')).lines.at(-1)).toMatch(
      /^\d+ entries, unbroken\. Head: \d+ [0-9a-f]{64}$/,
    );
    await withDatabase(async (database) => {
      const drop =
        kind === 'sqlite'
          ? 'DROP TRIGGER audit_entry_no_update'
          : 'DROP TRIGGER audit_entry_append_only ON audit_entry';
      await database.run(drop);
      await database.run(`UPDATE audit_entry SET actor = 'nobody' WHERE seq = 1`);
    });
    const broken = await aplauso('audit', 'verify');
    expect([broken.code, broken.complaint.includes('The audit chain is broken')]).toEqual([1, true]);
  });

  it('refuses what is not there: a cycle, a customer, a seed, a command', async () => {
    for (const args of [
      ['cycle', 'recompute', '99'],
      ['erase-customer', 'C-99'],
      ['seed', 'nothing'],
      ['dance'],
    ]) {
      const refused = await aplauso(...args);
      expect([args[0], refused.code, refused.complaint.length > 10]).toEqual([args[0], 1, true]);
    }
  });

  it('backs up a SQLite database while it is in use, and leaves PostgreSQL to its own tools', async () => {
    const copy = join(folder, 'copy.sqlite');
    const saved = await aplauso('backup', copy);
    if (kind === 'postgres') {
      expect([saved.code, saved.complaint.includes('pg_dump')]).toEqual([1, true]);
      return;
    }
    expect([saved.code, existsSync(copy)]).toEqual([0, true]);
    expect((await aplauso('backup', copy)).code).toBe(1);
    expect((await aplauso('restore', copy)).code).toBe(0);
    expect((await aplauso('migrate:status')).code).toBe(0);
  });
});
