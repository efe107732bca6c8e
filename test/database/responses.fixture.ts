/** A database with one customer, two employees and invitations to answer, and the services around them made by hand. */
import { BusinessHours } from '../../src/organization';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Devices } from '../../src/access';
import { Suppressions } from '../../src/customers';
import { Invitations } from '../../src/invitations';
import { InvitationStore } from '../../src/invitations/invitation.store';
import { OpenInvitations } from '../../src/invitations/open-invitation';
import { PlanningStore } from '../../src/invitations/planning.store';
import { Reminders } from '../../src/invitations/reminders';
import { Calendar, Employees } from '../../src/organization';
import { DatedLinks } from '../../src/organization/dated-links';
import { EmployeeCache } from '../../src/organization/employee.cache';
import { Audit } from '../../src/platform/audit';
import { ManualClock } from '../../src/platform/clock';
import { loadConfig, projectRoot } from '../../src/platform/config';
import { newId } from '../../src/platform/database';
import { EventBus } from '../../src/platform/events';
import { I18n, Messages } from '../../src/platform/i18n';
import { SettingsStore } from '../../src/platform/views';
import {
  Exclusions,
  ResponseCountingChanged,
  ResponseQueries,
  ResponseRecorded,
  Responses,
  Verifications,
} from '../../src/responses';
import { Deciding } from '../../src/responses/deciding';
import { LinkWatch } from '../../src/responses/link-watch';
import { PageStamps } from '../../src/responses/page-stamp';
import { Recording } from '../../src/responses/recording';
import { Settling } from '../../src/responses/settling';
import { ResponseStore } from '../../src/responses/response.store';
import { type PublishedSurvey, Surveys, surveysEntities } from '../../src/surveys';
import { type DatabaseKind, openTestDatabase } from '../support';

export const SENT_AT = Date.UTC(2026, 10, 4, 2, 0); // the evening of 3 November in Mexico City
export const SECOND = 1000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export type ResponsesFixture = Awaited<ReturnType<typeof responsesFixture>>;

export async function responsesFixture(kind: DatabaseKind) {
  const test = await openTestDatabase(kind, { entities: surveysEntities });
  const { database } = test;
  const clock = new ManualClock(SENT_AT + HOUR);
  const config = loadConfig({
    NODE_ENV: 'test',
    SECRET_KEY: 'x'.repeat(32),
    ORG_TIMEZONE: 'America/Mexico_City',
  });
  const i18n = new I18n(new Messages(join(projectRoot(), 'views/messages')), config);
  const settings = new SettingsStore(database, clock, config, i18n);
  const audit = new Audit(database, clock);
  const events = new EventBus(database);
  const surveys = new Surveys(database, audit, clock);
  await surveys.ensureDefault();
  const survey = await surveys.publishedFor(null);
  const invitationStore = new InvitationStore(database);
  const invitations = new Invitations(
    invitationStore,
    new OpenInvitations(database, settings, i18n, new BusinessHours(settings, database)),
    settings,
    new Reminders(database, settings, invitationStore, new PlanningStore(database)),
  );
  const store = new ResponseStore(database);
  const recording = new Recording(store, invitations, events);
  const stamps = new PageStamps(clock, config);
  const watch = new LinkWatch(clock, database);
  const responses = new Responses(
    database,
    clock,
    settings,
    surveys,
    invitations,
    recording,
    store,
    stamps,
    watch,
    new Devices(database, settings, clock),
  );
  const calendar = new Calendar(clock, settings);
  const cache = new EmployeeCache(database, clock);
  const employees = new Employees(database, clock, calendar, new DatedLinks(database), cache, audit);
  const deciding = new Deciding(
    database, clock, audit, events, store, surveys, invitations, calendar, employees,
  ); // prettier-ignore

  const recorded: ResponseRecorded[] = [];
  const changed: ResponseCountingChanged[] = [];
  events.on(ResponseRecorded, async (event) => void recorded.push(event));
  events.on(ResponseCountingChanged, async (event) => void changed.push(event));

  const at = clock.now();
  const customerId = newId();
  await database.run(
    `INSERT INTO customer (id, name, email, phone, segment, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [customerId, 'Marta Ruiz', 'marta@example.com', '5512345678', 'repeat', at, at],
  );
  const employee = async (externalId: string, name: string): Promise<number> => {
    const row = await database.get<{ id: number }>(
      `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
       VALUES (?, ?, 'agent', '2020-01-01', 'full', ?, ?) RETURNING id AS "id"`,
      [externalId, name, at, at],
    );
    return row?.id ?? 0;
  };
  const ana = await employee('E-12', 'Ana Beltrán');
  const hugo = await employee('E-07', 'Hugo Salas');
  const touchpoint = await database.get<{ id: number }>(
    `INSERT INTO touchpoint (code, names, channel, presence, created_at)
     VALUES ('phone-support', '{"es":"Teléfono","en":"Phone","pt-BR":"Telefone"}', 'phone', 'remote', ?) RETURNING id AS "id"`,
    [at],
  );
  const cell = await database.get<{ id: number }>(
    `INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'billing', 'repeat') RETURNING id AS "id"`,
  );

  /** A contact that Ana and Hugo served 70 : 30. */
  async function interaction(): Promise<string> {
    const id = newId();
    await database.run(
      `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
       VALUES (?, 'crm', ?, ?, ?, ?, '2026-11-03', ?, ?)`,
      [id, `T-${id}`, touchpoint?.id ?? 0, cell?.id ?? 0, SENT_AT - HOUR, customerId, SENT_AT - HOUR],
    );
    for (const [employeeId, share] of [
      [ana, 700_000],
      [hugo, 300_000],
    ] as const) {
      await database.run(
        `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day) VALUES (?, ?, 'agent', ?, '2026-11-03')`,
        [id, employeeId, share],
      );
    }
    return id;
  }

  /** An invitation that was mailed at `SENT_AT` and can be answered for 14 days. */
  async function invite(
    options: { purpose?: 'answer' | 'unsubscribe'; revoked?: boolean; survey?: PublishedSurvey } = {},
  ) {
    const { surveyId, versionId } = options.survey ?? survey;
    const interactionId = await interaction();
    const invitationId = newId();
    const token = randomBytes(32).toString('base64url');
    await database.run(
      `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state,
         send_at, expires_at, sent_at, attempts, created_at, updated_at)
       VALUES (?, ?, ?, ?, 1, 'email', ?, 'es', 'sent', ?, ?, ?, 1, ?, ?)`,
      [
        invitationId,
        interactionId,
        surveyId,
        versionId,
        customerId,
        SENT_AT,
        SENT_AT + 14 * DAY,
        SENT_AT,
        SENT_AT,
        SENT_AT,
      ],
    );
    await database.run(
      `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?)`,
      [
        createHash('sha256').update(token).digest('hex'),
        invitationId,
        options.purpose ?? 'answer',
        SENT_AT,
        SENT_AT + 14 * DAY,
        options.revoked ? SENT_AT : null,
      ],
    );
    return { token, invitationId, interactionId };
  }

  /** Publishes a survey under a key of its own. */
  async function publish(definition: object): Promise<PublishedSurvey> {
    const draft = await surveys.draft({ key: `survey-${newId()}`, name: 'Encuesta' }, definition);
    return surveys.publish(draft, 'test');
  }

  /** Sends the form and expects it to be taken. */
  async function answer(token: string, form: Record<string, unknown>) {
    const outcome = await responses.submit(token, form, {
      userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/126.0',
    });
    if (outcome.kind !== 'recorded') throw new Error(`The answer was not taken: ${outcome.kind}`);
    return outcome;
  }

  const count = async (table: string): Promise<number> =>
    (await database.get<{ n: number }>(`SELECT CAST(COUNT(*) AS bigint) AS "n" FROM ${table}`))?.n ?? -1;

  return {
    close: async () => {
      await watch.noted();
      await test.close();
    },
    database,
    clock,
    audit,
    events,
    survey,
    responses,
    stamps,
    watch,
    suppressions: new Suppressions(database, clock, config),
    exclusions: new Exclusions(database, deciding),
    verifications: new Verifications(deciding, store),
    queries: new ResponseQueries(database),
    recorded,
    changed,
    customerId,
    ana,
    hugo,
    interaction,
    invite,
    publish,
    answer,
    settling: new Settling(database, clock, events, surveys, store),
    count,
  };
}
