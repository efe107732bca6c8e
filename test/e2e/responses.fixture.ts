/** The application with one touchpoint, two employees and invitations to answer, reached over HTTP. */
import { createHash } from 'node:crypto';
import { newId } from '../../src/platform/database';
import { SettingsStore } from '../../src/platform/views';
import { Surveys } from '../../src/surveys';
import { bootApp, type DatabaseKind, type TestApp } from '../support';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface Person {
  id: number;
  name: string;
}

export type AnsweringWorld = Awaited<ReturnType<typeof answeringWorld>>;

/** What is different about one invitation. */
export interface Asked {
  /** The survey it asks; the default one when absent. */
  survey?: { surveyId: number; versionId: number };
  /** Who served besides, with smaller shares. */
  others?: Person[];
  locale?: 'es' | 'en' | 'pt-BR';
}

export const answeringWorld = async (kind: DatabaseKind) => answeringWorldIn(await bootApp(kind));

/** The same in an application that runs already. */
export async function answeringWorldIn<World extends TestApp>(world: World) {
  const { database } = world;
  const settings = world.get(SettingsStore);
  await settings.set('organization', {
    ...(await settings.get('organization')),
    name: 'Agua Clara',
    locale: 'es',
    region: 'MX',
    timezone: 'America/Mexico_City',
    accent: '#0f5c57',
    phone: '800 123 4567',
    hours: {
      es: 'todos los días de 7:00 a 23:00',
      en: 'every day from 7 am to 11 pm',
      'pt-BR': 'todos os dias das 7h às 23h',
    },
    mailFromName: 'Agua Clara',
  });
  const employee = async (externalId: string, name: string): Promise<Person> => {
    const row = await database.get<{ id: number }>(
      `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
         VALUES (?, ?, 'agent', '2020-01-01', 'full', 0, 0) RETURNING id AS "id"`,
      [externalId, name],
    );
    return { id: row?.id ?? 0, name };
  };
  const ana = await employee('E-12', 'Ana Beltrán');
  const hugo = await employee('E-07', 'Hugo Salas');
  const byDefault = await world.get(Surveys).publishedFor(null);
  const touchpoint = await database.get<{ id: number }>(
    `INSERT INTO touchpoint (code, names, channel, presence, created_at)
       VALUES ('phone', '{"es":"Teléfono","en":"Phone","pt-BR":"Telefone"}', 'phone', 'remote', 0) RETURNING id AS "id"`,
  );
  const cell = await database.get<{ id: number }>(
    `INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'billing', 'repeat') RETURNING id AS "id"`,
  );
  let made = 0;

  /** An invitation mailed an hour ago about a contact of one employee. */
  async function invite(
    employee: Person,
    customerName: string | null = 'Marta Ruiz',
    { survey = byDefault, others = [], locale = 'es' }: Asked = {},
  ) {
    made += 1;
    const [customerId, interactionId, invitationId] = [newId(), newId(), newId()];
    const token = createHash('sha256').update(`token ${made}`).digest('base64url');
    const at = world.clock.now() - HOUR;
    await database.run(
      `INSERT INTO customer (id, name, segment, created_at, updated_at) VALUES (?, ?, 'repeat', 0, 0)`,
      [customerId, customerName],
    );
    await database.run(
      `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
       VALUES (?, 'crm', ?, ?, ?, ?, '2026-11-03', ?, 0)`,
      [interactionId, `T-${made}`, touchpoint?.id ?? 0, cell?.id ?? 0, at, customerId],
    );
    const lesser = 200_000;
    for (const [index, served] of [employee, ...others].entries()) {
      await database.run(
        `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day)
         VALUES (?, ?, ?, ?, '2026-11-03')`,
        [
          interactionId,
          served.id,
          index === 0 ? 'agent' : 'backup',
          index === 0 ? 1_000_000 - lesser * others.length : lesser,
        ],
      );
    }
    await database.run(
      `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state,
         send_at, expires_at, sent_at, attempts, created_at, updated_at)
       VALUES (?, ?, ?, ?, 1, 'email', ?, ?, 'sent', ?, ?, ?, 1, ?, ?)`,
      [
        invitationId,
        interactionId,
        survey.surveyId,
        survey.versionId,
        customerId,
        locale,
        at,
        at + 14 * DAY,
        at,
        at,
        at,
      ],
    );
    await database.run(
      `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at) VALUES (?, ?, 'answer', ?, ?)`,
      [createHash('sha256').update(token).digest('hex'), invitationId, at, at + 14 * DAY],
    );
    return { token, interactionId };
  }

  const send = (token: string, form: Record<string, string | string[]>) =>
    world.http.post(`/s/${token}`).type('form').send(form);
  const responses = async () =>
    (await world.database.get<{ n: number }>('SELECT CAST(COUNT(*) AS bigint) AS "n" FROM response'))?.n ??
    -1;
  const idOf = async (interactionId: string) =>
    (
      await world.database.get<{ id: string }>('SELECT id FROM response WHERE interaction_id = ?', [
        interactionId,
      ])
    )?.id ?? '';

  return { ...world, ana, hugo, invite, send, responses, idOf };
}
