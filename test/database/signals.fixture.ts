/** The application with colleagues alike, many contacts and answers, written as rows: a quarter in a second. */
import { type RoleGrant, Viewer } from '../../src/access';
import { addDays } from '../../src/kernel';
import { Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { newId } from '../../src/platform/database';
import { Look, SignalDecisions, SignalQueries } from '../../src/signals';
import { Surveys } from '../../src/surveys';
import { bootApp, type BootOptions, type DatabaseKind, TEST_NOW } from '../support';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** The local day of the tests. */
export const TODAY = '2026-11-03';

export interface ContactFacts {
  count: number;
  /** Of them not asked, and why. */
  unasked?: number;
  reason?: string;
  /** Of them with an address edited this long before the decision, milliseconds. */
  edited?: number;
  editedBefore?: number;
  daysAgo?: number;
  /** Of the kind that customers rate low. */
  hard?: boolean;
}

export interface AnswerFacts {
  at: number;
  rating?: number;
  evidence?: Record<string, unknown>;
  comment?: string;
  customerEmail?: string;
  excluded?: boolean;
  byLink?: boolean;
  hard?: boolean;
  /** Whether the customer says that a good rating was asked for. */
  plead?: boolean;
}

export type SignalsWorld = Awaited<ReturnType<typeof signalsWorld>>;

/** Diego Paz leads ten people of Telefónica; Olga Reyes leads nobody here. */
export async function signalsWorld(kind: DatabaseKind, options: BootOptions = {}) {
  const test = await bootApp(kind, options);
  const { database } = test;
  await test.get(Teams).upsert('T-TEL', { name: 'Telefónica' }, 'test');
  const ids: Record<string, number> = {};
  const hire = async (id: string, name: string, manager: string | null, email: string | null = null) => {
    const facts = { name, email, team: 'T-TEL', manager, hiredOn: '2024-01-01' };
    ids[id] = (await test.get(Employees).upsert(id, facts, 'test')).id;
  };
  await hire('E-00', 'Diego Paz', null);
  await hire('E-99', 'Olga Reyes', null);
  const people = Array.from({ length: 10 }, (_, index) => `E-${String(index + 1).padStart(2, '0')}`);
  for (const id of people) await hire(id, `Persona ${id}`, 'E-00', `${id.toLowerCase()}@aguaclara.example`);
  await test.get(Touchpoints).upsert('phone', { name: 'Teléfono', channel: 'phone' }, 'test');
  const touchpoint = await database.get<{ id: number }>(`SELECT id FROM touchpoint WHERE code = 'phone'`);
  const cell = await database.get<{ id: number }>(
    `INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'billing', 'repeat') RETURNING id`,
  );
  const hardCell = await database.get<{ id: number }>(
    `INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'outage', 'repeat') RETURNING id`,
  );
  const survey = await test.get(Surveys).publishedFor(null);
  const question = await database.get<{ id: number }>(
    'SELECT id FROM question WHERE survey_version_id = ? AND position = 0',
    [survey.versionId],
  );
  const text = await database.get<{ id: number }>(
    `SELECT id FROM question WHERE survey_version_id = ? AND kind = 'text' ORDER BY position LIMIT 1`,
    [survey.versionId],
  );
  const pleaQuestion = await database.get<{ id: number }>(
    `INSERT INTO question (survey_version_id, key, kind, subject, position)
     VALUES (?, 'asked_for_rating', 'choice', 'process', 90) RETURNING id`,
    [survey.versionId],
  );
  let made = 0;

  async function interaction(employee: string, at: number, email: string | null = null, hard = false) {
    made += 1;
    const [id, customerId] = [newId(), newId()];
    const day = new Date(at - 6 * 3_600_000).toISOString().slice(0, 10);
    await database.run(
      `INSERT INTO customer (id, external_id, email, segment, created_at, updated_at) VALUES (?, ?, ?, 'repeat', ?, ?)`,
      [customerId, `C-${made}`, email, at, at],
    );
    await database.run(
      `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
       VALUES (?, 'test', ?, ?, ?, ?, ?, ?, ?)`,
      [id, `T-${made}`, touchpoint?.id ?? 0, (hard ? hardCell : cell)?.id ?? 0, at, day, customerId, at],
    );
    await database.run(
      `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day) VALUES (?, ?, 'agent', 1000000, ?)`,
      [id, ids[employee] ?? 0, day],
    );
    return { id, customerId, day };
  }

  async function invitation(interactionId: string, customerId: string, at: number, reason: string | null) {
    const id = newId();
    await database.run(
      `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state,
         reason, sent_at, attempts, created_at, updated_at) VALUES (?, ?, ?, ?, 1, 'email', ?, 'es', ?, ?, ?, 1, ?, ?)`,
      [
        id, interactionId, survey.surveyId, survey.versionId, customerId, reason === null ? 'sent' : 'suppressed', reason,
        reason === null ? at : null, at, at,
      ], // prettier-ignore
    );
    return id;
  }

  /** Contacts of one employee, spread over the days. */
  const contacts = (employee: string, facts: ContactFacts) =>
    database.transaction(async () => {
      const {
        count,
        unasked = 0,
        reason = 'no_address',
        edited = 0,
        editedBefore = 3_600_000,
        daysAgo = 10,
        hard = false,
      } = facts;
      for (let index = 0; index < count; index += 1) {
        const at = TEST_NOW - (daysAgo + (index % 40)) * DAY;
        const { id, customerId } = await interaction(employee, at, null, hard);
        await invitation(id, customerId, at, index < unasked ? reason : null);
        if (index < edited)
          await database.run(
            `INSERT INTO contact_edit (customer_id, edited_at, kind) VALUES (?, ?, 'removed')`,
            [customerId, at - editedBefore],
          );
      }
    });

  /** Answers about one employee that count. @returns their ids */
  const answers = (employee: string, list: readonly AnswerFacts[]): Promise<string[]> =>
    database.transaction(async () => {
      const responses: string[] = [];
      for (const {
        at,
        rating = 5,
        evidence = {},
        comment,
        customerEmail,
        excluded = false,
        byLink = true,
        hard = false,
        plead,
      } of list) {
        const { id, customerId } = await interaction(employee, at, customerEmail ?? null, hard);
        const invited = byLink ? await invitation(id, customerId, at, null) : null;
        const responseId = newId();
        const day = new Date(at - 6 * 3_600_000).toISOString().slice(0, 10);
        await database.run(
          `INSERT INTO response (id, invitation_id, interaction_id, survey_version_id, source, locale, received_at, counting_day)
           VALUES (?, ?, ?, ?, 'email', 'es', ?, ?)`,
          [responseId, invited, id, survey.versionId, at, day],
        );
        await database.run(
          `INSERT INTO response_revision (response_id, revision, received_at, state, may_contact, may_quote, quote_name, evidence)
           VALUES (?, 1, ?, 'complete', 0, 0, 'anonymous', ?)`,
          [responseId, at, JSON.stringify(evidence)],
        );
        await database.run(
          `INSERT INTO attribution (response_id, entry, employee_id, share_ppm, reason, decided_by, decided_at, counting_day)
           VALUES (?, 1, ?, 1000000, 'participation', 'system', ?, ?)`,
          [responseId, ids[employee] ?? 0, at, day],
        );
        await database.run(
          `INSERT INTO response_current (response_id, revision, attribution_entry, verification, excluded, counts, updated_at)
           VALUES (?, 1, 1, 'confirmed', ?, ?, ?)`,
          [responseId, excluded ? 1 : 0, excluded ? 0 : 1, at],
        );
        await database.run(
          `INSERT INTO answer (response_id, revision, question_id, rating) VALUES (?, 1, ?, ?)`,
          [responseId, question?.id ?? 0, rating],
        );
        if (comment !== undefined)
          await database.run(
            `INSERT INTO answer_text (response_id, revision, question_id, text) VALUES (?, 1, ?, ?)`,
            [responseId, text?.id ?? 0, comment],
          );
        if (plead !== undefined)
          await database.run(
            `INSERT INTO answer_choice (response_id, revision, question_id, choice) VALUES (?, 1, ?, ?)`,
            [responseId, pleaQuestion?.id ?? 0, plead ? 'yes' : 'no'],
          );
        responses.push(responseId);
      }
      return responses;
    });

  /** Everybody else: a hundred contacts each, three of them without an address. */
  const colleagues = async (from = 2) => {
    for (const id of people.slice(from - 1)) await contacts(id, { count: 100, unasked: 3 });
  };

  const found = async () =>
    (
      await database.all<{ kind: string; employee: string; state: string; holds: number }>(
        `SELECT s.kind AS "kind", e.external_id AS "employee", s.state AS "state", s.holds AS "holds"
         FROM integrity_signal s JOIN employee e ON e.id = s.employee_id ORDER BY s.kind, e.external_id`,
      )
    ).map(
      ({ kind: name, employee, state, holds }) => `${name} ${employee} ${state}${holds ? '' : ' ceased'}`,
    );

  const viewer = (grants: RoleGrant[], employee: string | null = null): Viewer =>
    new Viewer({
      userId: 999_999,
      name: 'Test Person',
      email: 'x@aguaclara.example',
      locale: 'es',
      employeeId: employee === null ? null : (ids[employee] ?? null),
      grants,
    });

  return {
    ...test,
    ids,
    people,
    contacts,
    answers,
    colleagues,
    found,
    viewer,
    reviewer: viewer([{ role: 'reviewer', scope: 'all' }]),
    look: () => test.get(Look).run(),
    decisions: test.get(SignalDecisions),
    queries: test.get(SignalQueries),
    /** An instant so many days and minutes ago. */
    ago: (days: number, minutes = 0) => TEST_NOW - days * DAY + minutes * MINUTE,
    dayAgo: (days: number) => addDays(TODAY, -days),
  };
}
