/**
 * The server is killed with -9 while answers pour in, twice. Every answer that was acknowledged is there afterwards,
 * none is there twice or by halves, and the rollups are what a recount gives.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Database, newId, openDataSource } from '../../src/platform/database';
import { EventBus } from '../../src/platform/events';
import { RegularAnswers, Rollups } from '../../src/scoring';
import { createTestDatabase, describeOnBothDatabases } from '../support';
import { compileSources, ServerProcess } from './server-process';

const INVITED = 900;
const CLIENTS = 24;
/** The server dies after so many acknowledged answers, with the next ones on their way. */
const KILLED_AFTER = [150, 400];
const HOUR = 3_600_000;

interface Asked {
  token: string;
  invitationId: string;
  rating: number;
}

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database(await openDataSource(url, []));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Invitations mailed an hour ago about contacts of three employees, two of them together in each. */
async function invite(database: Database): Promise<Asked[]> {
  const idOf = async (sql: string, params: (string | number)[] = []) =>
    (await database.get<{ id: number }>(sql, params))?.id ?? 0;
  const sentAt = Date.now() - HOUR;
  const employees: number[] = [];
  for (const name of ['Ana', 'Hugo', 'Irene']) {
    employees.push(
      await idOf(
        `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
         VALUES (?, ?, 'agent', '2020-01-01', 'full', 0, 0) RETURNING id AS "id"`,
        [name, name],
      ),
    );
  }
  const touchpoint = await idOf(
    `INSERT INTO touchpoint (code, names, channel, presence, created_at)
     VALUES ('phone', '{"es":"Teléfono","en":"Phone","pt-BR":"Telefone"}', 'phone', 'remote', 0) RETURNING id AS "id"`,
  );
  const cell = await idOf(
    `INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'billing', 'repeat') RETURNING id AS "id"`,
  );
  const version = await idOf(`SELECT id AS "id" FROM survey_version WHERE state = 'published'`);
  const survey = await idOf(`SELECT id AS "id" FROM survey WHERE key = 'csat'`);
  const asked: Asked[] = [];
  await database.transaction(async () => {
    for (let index = 0; index < INVITED; index += 1) {
      const [interactionId, invitationId] = [newId(), newId()];
      const token = randomBytes(32).toString('base64url');
      await database.run(
        `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, created_at)
         VALUES (?, 'crm', ?, ?, ?, ?, '2026-11-03', 0)`,
        [interactionId, `T-${index}`, touchpoint, cell, sentAt],
      );
      for (const [offset, share] of [600_000, 400_000].entries()) {
        await database.run(
          `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day)
           VALUES (?, ?, 'agent', ?, '2026-11-03')`,
          [interactionId, employees[(index + offset) % 3] ?? 0, share],
        );
      }
      await database.run(
        `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, locale, state, send_at,
           expires_at, sent_at, attempts, created_at, updated_at)
         VALUES (?, ?, ?, ?, 1, 'email', 'es', 'sent', ?, ?, ?, 1, ?, ?)`,
        [invitationId, interactionId, survey, version, sentAt, sentAt + 300 * HOUR, sentAt, sentAt, sentAt],
      );
      await database.run(
        `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at)
         VALUES (?, ?, 'answer', ?, ?)`,
        [createHash('sha256').update(token).digest('hex'), invitationId, sentAt, sentAt + 300 * HOUR],
      );
      asked.push({ token, invitationId, rating: (index % 5) + 1 });
    }
  });
  return asked;
}

/** Answers one after the other from many clients at once until so many are acknowledged or the server is gone. */
async function pour(
  server: ServerProcess,
  open: Asked[],
  acknowledged: Asked[],
  enough: number,
): Promise<void> {
  const client = async () => {
    for (let next = open.pop(); next && acknowledged.length < enough; next = open.pop()) {
      const reply = await fetch(`${server.address}/s/${next.token}`, {
        method: 'POST',
        body: new URLSearchParams({ rating: String(next.rating), comment: `Respuesta ${next.rating}` }),
      }).catch(() => undefined);
      if (!reply) return;
      if (reply.status !== 200) throw new Error(`An answer was refused with ${reply.status}.`);
      acknowledged.push(next);
      if (acknowledged.length === enough) void server.kill();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

describeOnBothDatabases('a server that is killed', (kind) => {
  const built = { main: '', remove: (): void => undefined };
  beforeAll(() => Object.assign(built, compileSources()));
  afterAll(() => built.remove());

  it('loses no acknowledged answer, keeps none by halves, and its rollups are right', async () => {
    const file = await createTestDatabase(kind);
    const env = {
      NODE_ENV: 'test',
      ROLE: 'web',
      LOG_LEVEL: 'silent',
      DATABASE_URL: file.url,
      SECRET_KEY: 'a secret that is long enough for a test',
    };
    const start = () => ServerProcess.start(built.main, env);
    try {
      // The first start publishes the survey.
      await (await start()).kill();
      const asked = await withDatabase(file.url, invite);
      const open = [...asked];
      const acknowledged: Asked[] = [];
      for (const enough of KILLED_AFTER) {
        const server = await start();
        await pour(server, open, acknowledged, enough);
        await server.kill();
        expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
      }

      const server = await start();
      const page = await fetch(`${server.address}/s/${acknowledged[0]?.token}`);
      expect(await page.text()).toContain('Ya tenemos su respuesta');
      await server.kill();

      await withDatabase(file.url, async (database) => {
        const stored = await database.all<{
          invitationId: string;
          rating: number;
          text: string;
          state: string;
        }>(
          `SELECT r.invitation_id AS "invitationId", a.rating AS "rating", t.text AS "text", i.state AS "state"
           FROM response r
           JOIN response_current c ON c.response_id = r.id AND c.counts = 1 AND c.revision = 1
           JOIN response_revision v ON v.response_id = r.id
           JOIN answer a ON a.response_id = r.id
           JOIN answer_text t ON t.response_id = r.id
           JOIN verification f ON f.response_id = r.id
           JOIN invitation i ON i.id = r.invitation_id
           WHERE (SELECT COUNT(*) FROM attribution s WHERE s.response_id = r.id) = 2`,
        );
        const byInvitation = new Map(stored.map((row) => [row.invitationId, row]));
        expect(byInvitation.size).toBe(stored.length);
        for (const { invitationId, rating } of acknowledged) {
          expect(byInvitation.get(invitationId)).toEqual({
            invitationId,
            rating,
            text: `Respuesta ${rating}`,
            state: 'answered',
          });
        }
        const count = async (sql: string) => (await database.get<{ n: number }>(sql))?.n;
        expect(await count(`SELECT CAST(COUNT(*) AS bigint) AS "n" FROM response`)).toBe(stored.length);
        expect(
          await count(`SELECT CAST(COUNT(*) AS bigint) AS "n" FROM invitation WHERE state = 'answered'`),
        ).toBe(stored.length);
        expect(await count(`SELECT CAST(SUM(responses) AS bigint) AS "n" FROM rollup`)).toBe(
          stored.length * 2,
        );
        expect(
          await new Rollups(database, new EventBus(database), new RegularAnswers(database)).verify(),
        ).toEqual([]);
      });
    } finally {
      await file.remove();
    }
  });
});
