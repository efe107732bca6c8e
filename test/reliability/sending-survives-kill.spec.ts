/**
 * The server is killed with -9 while it sends, in a real conversation with a mail server that delays, refuses and
 * breaks off by turns. Nobody gets two mails, nothing is lost silently: what left is `sent`, what is uncertain is
 * `unknown` and never sent again by itself.
 */
import { type Database, newId } from '../../src/platform/database';
import { createTestDatabase, describeOnBothDatabases } from '../support';
import { MoodyMailServer, plan, type Treatment, withDatabase } from './planned-mails';
import { compileSources, ServerProcess } from './server-process';

const PLANNED = 500;
const KILLS = 20;
/** Mails in the air at once on one node: 4 lanes of 5. */
const IN_THE_AIR = 20;

/** Most mails are taken; every seventh address has a bad day first, of another kind each. */
const MOODS: readonly Treatment[] = ['drop_after', '421', 'drop_before', '450', '550', '5.7.1', 'slow'];

describeOnBothDatabases('a server that is killed while it sends', (kind) => {
  const built = { main: '', remove: (): void => undefined };
  const tries = new Map<string, number>();
  let mails: MoodyMailServer;
  let smtp = '';

  /** The mood shows on the first try; what is put off is taken on the next one. */
  const treat = (address: string): Treatment => {
    const number = Number(/\d+/.exec(address)?.[0] ?? 0);
    const mood = number % 7 === 0 ? MOODS[(number / 7) % MOODS.length] : undefined;
    const times = (tries.get(address) ?? 0) + 1;
    tries.set(address, times);
    if (mood === undefined) return 'accept';
    if (mood === '550' || mood === '5.7.1') return mood;
    return times === 1 ? mood : 'accept';
  };

  beforeAll(async () => {
    Object.assign(built, compileSources());
    mails = new MoodyMailServer(treat);
    smtp = `smtp://127.0.0.1:${await mails.listen()}`;
  });
  afterAll(async () => {
    built.remove();
    await mails.close();
  });

  const environment = (url: string) => ({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATABASE_URL: url,
    SECRET_KEY: 'a secret that is long enough for a test',
    SMTP_URL: smtp,
    MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>',
  });

  /** What a dead process had leased lapses at once instead of in minutes, and what was put off is due again. */
  const hurry = (url: string) =>
    withDatabase(url, async (database) => {
      await database.run(`UPDATE invitation SET lease_until = 1 WHERE state = 'sending'`);
      await database.run(`UPDATE invitation SET send_at = 1, slot_at = NULL WHERE state = 'planned'`);
      await database.run(`DELETE FROM sending_pace`);
      await database.run(`DELETE FROM job WHERE state = 'leased'`);
      await sendNow(database);
    });

  /** The schedule looks every ten seconds; nobody waits for it here. */
  const sendNow = (database: Database) =>
    database.run(
      `INSERT INTO job (id, kind, payload, unique_key, state, run_at, attempts, max_attempts, created_at)
       VALUES (?, 'invitations.send', '{"lane":1}', NULL, 'ready', 0, 0, 3, 0)`,
      [newId()],
    );

  const states = (url: string) =>
    withDatabase(url, (database) =>
      database.all<{ state: string; email: string }>(
        `SELECT i.state AS "state", c.email AS "email" FROM invitation i JOIN customer c ON c.id = i.customer_id`,
      ),
    );

  /** Lets the servers send until nothing is due any more, in spite of what was put off. */
  async function settled(url: string): Promise<{ state: string; email: string }[]> {
    for (let looks = 0; looks < 400; looks += 1) {
      const rows = await states(url);
      if (rows.every(({ state }) => state !== 'planned' && state !== 'sending')) return rows;
      if (looks % 8 === 7) {
        await withDatabase(url, async (database) => {
          await database.run(`UPDATE invitation SET send_at = 1, slot_at = NULL WHERE state = 'planned'`);
          await database.run(`DELETE FROM sending_pace`);
          await sendNow(database);
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error('The invitations were not settled in time.');
  }

  function judge(rows: readonly { state: string; email: string }[]): void {
    expect(rows).toHaveLength(PLANNED);
    expect([...mails.taken].filter(([, times]) => times > 1)).toEqual([]);
    for (const { state, email } of rows) {
      const times = mails.taken.get(email) ?? 0;
      expect({ email, state: ['sent', 'unknown', 'bounced'].includes(state) ? 'settled' : state }).toEqual({
        email,
        state: 'settled',
      });
      if (state === 'sent') expect({ email, times }).toEqual({ email, times: 1 });
      if (state === 'bounced') expect({ email, times }).toEqual({ email, times: 0 });
    }
  }

  afterEach(() => {
    mails.taken.clear();
    tries.clear();
  });

  it('twenty times: mails nobody twice and loses no invitation silently', async () => {
    const file = await createTestDatabase(kind);
    const env = environment(file.url);
    try {
      // The first start publishes the survey.
      await (await ServerProcess.start(built.main, { ...env, ROLE: 'web' })).kill();
      await withDatabase(file.url, (database) => plan(database, PLANNED));
      await hurry(file.url);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const enough = Math.floor((kill * (PLANNED - 100)) / KILLS) + Math.floor(Math.random() * 10);
        const reached = new Promise<void>((resolve) => {
          mails.onMail = () => (mails.taken.size >= enough ? resolve() : undefined);
          mails.onMail();
        });
        const server = await ServerProcess.start(built.main, env);
        await reached;
        await server.kill();
        await hurry(file.url);
      }
      const server = await ServerProcess.start(built.main, env);
      const rows = await settled(file.url);
      await server.kill();
      judge(rows);
      // Only what was in the air when the process died, or when the mail server broke off, may be uncertain.
      const unknown = rows.filter(({ state }) => state === 'unknown').length;
      expect(unknown).toBeGreaterThan(0);
      expect(unknown).toBeLessThanOrEqual(KILLS * IN_THE_AIR + PLANNED / 49 + 1);
    } finally {
      await file.remove();
    }
  }, 420_000);

  if (kind === 'postgres') {
    it('two workers on the same backlog: nobody gets two mails', async () => {
      const file = await createTestDatabase(kind);
      const env = environment(file.url);
      try {
        await (await ServerProcess.start(built.main, { ...env, ROLE: 'web' })).kill();
        await withDatabase(file.url, (database) => plan(database, PLANNED));
        await hurry(file.url);
        const workers = await Promise.all([1, 2].map(() => ServerProcess.start(built.main, env)));
        const rows = await settled(file.url);
        await Promise.all(workers.map((worker) => worker.kill()));
        judge(rows);
      } finally {
        await file.remove();
      }
    }, 240_000);
  }
});
