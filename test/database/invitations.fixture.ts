/** The product up to the invitations, with one touchpoint, its people and a clock that is moved by hand. */
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessEntities, AccessModule } from '../../src/access';
import { CustomersModule } from '../../src/customers';
import {
  type Intake,
  interactionInput,
  Interactions,
  interactionsEntities,
  InteractionsModule,
  Touchpoints,
} from '../../src/interactions';
import { InvitationsModule } from '../../src/invitations';
import { Employees, organizationEntities, OrganizationModule } from '../../src/organization';
import { AuditModule } from '../../src/platform/audit';
import { ClockModule, ManualClock } from '../../src/platform/clock';
import { ConfigModule, loadConfig } from '../../src/platform/config';
import { Database, DatabaseModule } from '../../src/platform/database';
import { parseInput } from '../../src/platform/errors';
import { EventsModule } from '../../src/platform/events';
import { createHttpApp, HttpModule } from '../../src/platform/http';
import { I18nModule } from '../../src/platform/i18n';
import { JobRunner, JobsModule } from '../../src/platform/jobs';
import { compileEmails, MailModule } from '../../src/platform/mail';
import { SettingsStore, ViewsModule } from '../../src/platform/views';
import { Surveys, surveysEntities, SurveysModule } from '../../src/surveys';
import { createTestDatabase, type DatabaseKind } from '../support';

/** Tuesday 3 November 2026, 11:00 in Mexico City. */
export const NOON = Date.parse('2026-11-03T17:00:00Z');
export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const BASE = 'https://encuestas.aguaclara.example';

export interface InvitationRow {
  id: string;
  state: string;
  reason: string | null;
  sendAt: number | null;
  sentAt: number | null;
  expiresAt: number | null;
  answeredAt: number | null;
  leaseUntil: number | null;
  attempts: number;
  messageId: string | null;
  lastError: string | null;
}

export interface Mail {
  envelopeFrom: string;
  envelopeTo: string;
  subject: string;
  raw: string;
}

export interface InvitationsUnderTest {
  app: NestFastifyApplication;
  database: Database;
  clock: ManualClock;
  runner: JobRunner;
  get: NestFastifyApplication['get'];
  /** Records a contact; every field has a usual value. */
  contact(change?: Record<string, unknown>, customer?: Record<string, unknown> | null): Promise<Intake>;
  invitation(interactionId: string): Promise<InvitationRow>;
  timeline(interactionId: string): Promise<string[]>;
  mails(): Promise<Mail[]>;
  close(): Promise<void>;
}

export async function invitationsOn(
  kind: DatabaseKind,
  environment: Record<string, string> = {},
): Promise<InvitationsUnderTest> {
  const file = await createTestDatabase(kind);
  const clock = new ManualClock(NOON);
  const config = loadConfig({
    NODE_ENV: 'test',
    BASE_URL: BASE,
    DATABASE_URL: file.url,
    SECRET_KEY: 'x'.repeat(32),
    MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>',
    ...environment,
  });
  const entities = [...accessEntities, ...organizationEntities, ...interactionsEntities, ...surveysEntities];

  @Module({
    imports: [
      ConfigModule.forRoot(config), ClockModule.forRoot(clock), DatabaseModule.forRoot({ entities, server: false }),
      EventsModule, I18nModule, ViewsModule, HttpModule, JobsModule, AuditModule, MailModule.forRoot(config),
      AccessModule, OrganizationModule, CustomersModule, InteractionsModule, SurveysModule, InvitationsModule,
    ],
  }) // prettier-ignore
  class ProductUnderTest {}

  await compileEmails();
  const app = await createHttpApp(ProductUnderTest, { config });
  const database = app.get(Database);
  await app.get(Surveys).ensureDefault();
  const settings = app.get(SettingsStore);
  await settings.set('organization', { ...(await settings.get('organization')), name: 'Agua Clara' });
  const employees = app.get(Employees);
  await employees.upsert(
    'E-1',
    { name: 'Ana Beltrán', email: 'Ana.Beltran@aguaclara.example', hiredOn: '2020-01-01' },
    'system',
  );
  await employees.upsert('E-2', { name: 'Diego Mora', hiredOn: '2020-01-01' }, 'system');
  await app
    .get(Touchpoints)
    .upsert(
      'phone-support',
      { name: 'Atención telefónica', channel: 'phone', phone: '800 123 4567' },
      'system',
    );

  // From here on the schedules have been looked at once and follow the clock.
  await app.get(JobRunner).drain();

  let contacts = 0;
  const marta = {
    externalId: 'C-77',
    name: 'Marta Ruiz',
    email: 'marta@example.com',
    locale: 'es',
    segment: 'repeat',
  };
  return {
    app,
    database,
    clock,
    runner: app.get(JobRunner),
    get: app.get.bind(app),
    contact: (change = {}, customer = {}) => {
      contacts += 1;
      const input = {
        source: 'crm',
        externalId: `T-${contacts}`,
        touchpoint: 'phone-support',
        reason: 'billing',
        occurredAt: new Date(clock.now()).toISOString(),
        customer: customer === null ? null : { ...marta, ...customer },
        participants: [{ employee: 'E-1' }],
        ...change,
      };
      return app.get(Interactions).intake(parseInput(interactionInput, input));
    },
    invitation: async (interactionId) => {
      const rows = await database.all<InvitationRow>(
        `SELECT id AS "id", state AS "state", reason AS "reason", send_at AS "sendAt", sent_at AS "sentAt",
           expires_at AS "expiresAt", answered_at AS "answeredAt", lease_until AS "leaseUntil", attempts AS "attempts",
           message_id AS "messageId", last_error AS "lastError" FROM invitation WHERE interaction_id = ?`,
        [interactionId],
      );
      expect(rows).toHaveLength(1);
      return rows[0] as InvitationRow;
    },
    timeline: async (interactionId) =>
      (
        await database.all<{ state: string }>(
          `SELECT e.state AS "state" FROM invitation_event e JOIN invitation i ON i.id = e.invitation_id
           WHERE i.interaction_id = ? ORDER BY e.at, e.id`,
          [interactionId],
        )
      ).map((row) => row.state),
    mails: () =>
      database.all<Mail>(
        `SELECT envelope_from AS "envelopeFrom", envelope_to AS "envelopeTo", subject AS "subject", raw AS "raw"
         FROM captured_mail ORDER BY id`,
      ),
    close: async () => {
      await app.close();
      await file.remove();
    },
  };
}
