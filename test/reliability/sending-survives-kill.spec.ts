/**
 * The server is killed with -9 while it sends, in a real conversation with a mail server. Nobody gets two mails,
 * nothing is lost silently: what left is `sent`, what is uncertain is `unknown` and never sent again by itself.
 */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Database, newId, openDataSource } from '../../src/platform/database';
import { createTestDatabase, describeOnBothDatabases } from '../support';
import { compileSources, ServerProcess } from './server-process';

const PLANNED = 120;
/** The server dies after so many mails were taken, with the next ones on their way. */
const KILLED_AFTER = [40];

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database(await openDataSource(url, []));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Invitations that are due, one per customer; the quiet hours are switched off. */
async function plan(database: Database): Promise<void> {
  const now = Date.now();
  const id = async (sql: string, params: (string | number)[] = []) =>
    (await database.get<{ id: number }>(sql, params))?.id ?? 0;
  const touchpoint = await id(
    `INSERT INTO touchpoint (code, names, channel, presence, created_at)
     VALUES ('phone', '{"es":"Teléfono","en":"Phone","pt-BR":"Telefone"}', 'phone', 'remote', 0) RETURNING id AS "id"`,
  );
  const employee = await id(
    `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
     VALUES ('E-12', 'Ana Beltrán', 'agent', '2020-01-01', 'full', 0, 0) RETURNING id AS "id"`,
  );
  const cell = await id(
    `INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'billing', 'repeat') RETURNING id AS "id"`,
  );
  const version = await id(`SELECT id AS "id" FROM survey_version WHERE state = 'published'`);
  const survey = await id(`SELECT id AS "id" FROM survey WHERE key = 'csat'`);
  await database.transaction(async () => {
    await database.run(
      `INSERT INTO setting (name, value, updated_at) VALUES ('invitations', '{"quietHours":null}', 0)`,
    );
    for (let index = 0; index < PLANNED; index += 1) {
      const [customer, interaction] = [newId(), newId()];
      await database.run(
        `INSERT INTO customer (id, external_id, name, email, locale, segment, created_at, updated_at)
         VALUES (?, ?, 'Marta Ruiz', ?, 'es', 'repeat', 0, 0)`,
        [customer, `C-${index}`, `customer-${index}@example.com`],
      );
      await database.run(
        `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
         VALUES (?, 'crm', ?, ?, ?, ?, '2026-11-03', ?, 0)`,
        [interaction, `T-${index}`, touchpoint, cell, now - 3_600_000, customer],
      );
      await database.run(
        `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day) VALUES (?, ?, 'agent', 1000000, '2026-11-03')`,
        [interaction, employee],
      );
      await database.run(
        `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state, send_at,
           expires_at, attempts, created_at, updated_at)
         VALUES (?, ?, ?, ?, 1, 'email', ?, 'es', 'planned', ?, ?, 0, ?, ?)`,
        [newId(), interaction, survey, version, customer, now - 1000, now + 72 * 3_600_000, now, now],
      );
    }
  });
}

describeOnBothDatabases('a server that is killed while it sends', (kind) => {
  const built = { main: '', remove: (): void => undefined };
  const taken = new Map<string, number>();
  let onMail: () => void = () => undefined;
  let mailServer: SMTPServer;

  beforeAll(async () => {
    Object.assign(built, compileSources());
    mailServer = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData(stream, session, callback) {
        stream.resume();
        stream.once('end', () => {
          for (const { address } of session.envelope.rcptTo)
            taken.set(address, (taken.get(address) ?? 0) + 1);
          onMail();
          callback();
        });
      },
    });
    // A client that is killed resets its connections.
    mailServer.on('error', () => undefined);
    await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    built.remove();
    await new Promise<void>((resolve) => mailServer.close(resolve));
  });

  it('mails nobody twice and loses no invitation silently', async () => {
    const file = await createTestDatabase(kind);
    const { port } = mailServer.server.address() as AddressInfo;
    const env = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: file.url,
      SECRET_KEY: 'a secret that is long enough for a test',
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>',
    };
    try {
      // The first start publishes the survey.
      await (await ServerProcess.start(built.main, { ...env, ROLE: 'web' })).kill();
      await withDatabase(file.url, plan);
      for (const enough of KILLED_AFTER) {
        const reached = new Promise<void>((resolve) => {
          onMail = () => {
            if (taken.size >= enough) resolve();
          };
        });
        const server = await ServerProcess.start(built.main, env);
        await reached;
        await server.kill();
        // What the dead process had leased lapses at once instead of in minutes.
        await withDatabase(file.url, async (database) => {
          await database.run(`UPDATE invitation SET lease_until = 1 WHERE state = 'sending'`);
          await database.run(
            `UPDATE job SET state = 'ready', run_at = 0, lease_until = NULL, lease_owner = NULL WHERE state = 'leased'`,
          );
        });
      }
      const server = await ServerProcess.start(built.main, env);
      const states = () =>
        withDatabase(file.url, (database) =>
          database.all<{ state: string; email: string }>(
            `SELECT i.state AS "state", c.email AS "email" FROM invitation i JOIN customer c ON c.id = i.customer_id`,
          ),
        );
      await until(async () =>
        (await states()).every(({ state }) => state !== 'planned' && state !== 'sending'),
      );
      await server.kill();

      const rows = await states();
      expect(rows).toHaveLength(PLANNED);
      expect([...taken.values()].filter((times) => times > 1)).toEqual([]);
      for (const { state, email } of rows) {
        expect(['sent', 'unknown']).toContain(state);
        if (state === 'sent') expect(taken.get(email)).toBe(1);
      }
      // Only what was in the air when the process died may be uncertain.
      expect(rows.filter((row) => row.state === 'unknown').length).toBeLessThanOrEqual(
        KILLED_AFTER.length * 20,
      );
      expect(taken.size).toBeGreaterThanOrEqual(PLANNED - KILLED_AFTER.length * 20);
    } finally {
      taken.clear();
      await file.remove();
    }
  }, 240_000);
});

/** Looks again until the condition holds. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('The invitations were not settled in time.');
}
