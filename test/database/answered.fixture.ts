/** The real application with two small teams, contacts they served, and customers who answer through their links. */
import { createHash } from 'node:crypto';
import { type RoleGrant, Viewer } from '../../src/access';
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { Audit } from '../../src/platform/audit';
import { newId } from '../../src/platform/database';
import { Responses } from '../../src/responses';
import { Surveys } from '../../src/surveys';
import { bootApp, type BootOptions, type DatabaseKind } from '../support';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const SECRET_COMMENT = 'Llamé tres veces y nadie resolvió el cobro.';

export interface Contact {
  token: string;
  interactionId: string;
  customerId: string;
}

export type AnsweredWorld = Awaited<ReturnType<typeof answeredWorld>>;

export const grant = (role: RoleGrant['role'], scope: RoleGrant['scope']): RoleGrant => ({ role, scope });

/** Diego Paz leads Ana Beltrán and Hugo Salas in Telefónica; Luis Mora works in Chat nocturno under Olga Reyes. */
export async function answeredWorld(kind: DatabaseKind, options: BootOptions = {}) {
  const world = await bootApp(kind, options);
  const { database, clock } = world;
  const ids: Record<string, number> = {};
  const teams: Record<string, number> = {};
  for (const [id, name] of [
    ['T-TEL', 'Telefónica'],
    ['T-CHA', 'Chat nocturno'],
  ] as const)
    teams[id] = (await world.get(Teams).upsert(id, { name }, 'test')).id;

  async function hire(id: string, name: string, facts: { team?: string; manager?: string } = {}) {
    ids[id] = (
      await world
        .get(Employees)
        .upsert(id, { name, hiredOn: '2024-01-01', publicName: 'full', ...facts }, 'test')
    ).id;
    return ids[id];
  }
  await hire('E-01', 'Diego Paz', { team: 'T-TEL' });
  await hire('E-12', 'Ana Beltrán', { team: 'T-TEL', manager: 'E-01' });
  await hire('E-07', 'Hugo Salas', { team: 'T-TEL', manager: 'E-01' });
  await hire('E-02', 'Olga Reyes', { team: 'T-CHA' });
  await hire('E-21', 'Luis Mora', { team: 'T-CHA', manager: 'E-02' });
  await world.get(Touchpoints).upsert('phone', { name: 'Teléfono', channel: 'phone' }, 'test');
  const survey = await world.get(Surveys).publishedFor(null);
  let made = 0;

  /** A contact that these people served, and the link mailed to the customer an hour ago. */
  async function contact(
    employees: readonly string[] = ['E-12'],
    customerName = 'Marta Ruiz',
  ): Promise<Contact> {
    made += 1;
    const at = clock.now() - HOUR;
    const intake = await world.get(Interactions).intake(
      interactionInput.parse({
        externalId: `T-${made}`,
        touchpoint: 'phone',
        occurredAt: new Date(at).toISOString(),
        customer: { externalId: `C-${made}`, name: customerName, phone: '55 1234 5678' },
        participants: employees.map((employee) => ({ employee })),
      }),
    );
    const row = await database.get<{ customerId: string }>(
      'SELECT customer_id AS "customerId" FROM interaction WHERE id = ?',
      [intake.id],
    );
    const customerId = row?.customerId ?? '';
    const invitationId = newId();
    const token = createHash('sha256').update(`token ${made}`).digest('base64url');
    await database.run(
      `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state,
         send_at, expires_at, sent_at, attempts, created_at, updated_at)
       VALUES (?, ?, ?, ?, 9, 'email', ?, 'es', 'sent', ?, ?, ?, 1, ?, ?)`,
      [
        invitationId, intake.id, survey.surveyId, survey.versionId, customerId,
        at, at + 14 * DAY, at, at, at,
      ], // prettier-ignore
    );
    await database.run(
      `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at) VALUES (?, ?, 'answer', ?, ?)`,
      [createHash('sha256').update(token).digest('hex'), invitationId, at, at + 14 * DAY],
    );
    return { token, interactionId: intake.id, customerId };
  }

  /** Sends the form of the link; `website` filled in is what a program does. @returns the response's id */
  async function answer({ token }: Contact, form: Record<string, string>): Promise<string> {
    const outcome = await world.get(Responses).submit(token, form, { userAgent: 'Mozilla/5.0' });
    if (outcome.kind !== 'recorded') throw new Error(`The answer was not taken: ${outcome.kind}`);
    return outcome.responseId;
  }

  /** A signed-in person as services see them. */
  const viewer = (grants: RoleGrant[], employeeId: number | null = null, userId = 999_999): Viewer =>
    new Viewer({
      userId,
      name: 'Test Person',
      email: 'x@aguaclara.example',
      locale: 'es',
      employeeId,
      grants,
    });

  const auditOf = async (subject: string): Promise<string[]> =>
    (await world.get(Audit).about(subject)).map(({ actor, action }) => `${actor} ${action}`);

  return { ...world, ids, teams, survey, hire, contact, answer, viewer, auditOf };
}
