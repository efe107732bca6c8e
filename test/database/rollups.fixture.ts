/** The application with three employees, and the doors through which the answers about them come and are decided. */
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { newId } from '../../src/platform/database';
import { Exclusions, Responses, Verifications } from '../../src/responses';
import { Rollups } from '../../src/scoring';
import { Surveys } from '../../src/surveys';
import { bootApp, type BootOptions, type DatabaseKind, TEST_NOW } from '../support';

export const HOUR = 3_600_000;
/** The days on which answers count are those of Mexico City. */
export const TODAY = '2026-11-03';

/** Part of the credit by employee; null where all participants have the same. */
export type Credit = Readonly<Record<string, number | null>>;

/** A response that may be corrected: its link is the invitation it was given to. */
export interface Given {
  responseId: string;
  correct(answers: Record<string, number>, answeredAt?: number): Promise<number>;
}

export type RollupWorld = Awaited<ReturnType<typeof rollupWorld>>;

export async function rollupWorld(kind: DatabaseKind, options: BootOptions = {}) {
  const test = await bootApp(kind, options);
  const { database } = test;
  await test.get(Teams).upsert('T-TEL', { name: 'Telefónica' }, 'test');
  const ids: Record<string, number> = {};
  for (const [id, name] of [
    ['E-12', 'Ana Beltrán'],
    ['E-07', 'Hugo Salas'],
    ['E-15', 'Irene Soto'],
  ] as const) {
    const facts = { name, team: 'T-TEL', hiredOn: '2024-01-01' };
    ids[id] = (await test.get(Employees).upsert(id, facts, 'test')).id;
  }
  await test.get(Touchpoints).upsert('phone', { name: 'Teléfono', channel: 'phone' }, 'test');
  await test.get(Touchpoints).upsert('chat', { name: 'Chat', channel: 'chat' }, 'test');
  const survey = await test.get(Surveys).publishedFor(null);
  const decider = { actor: 'cli' };
  let made = 0;

  /** A contact, mailed and answered. @param answers by question key */
  async function answer(
    answers: Record<string, number>,
    options: {
      credit?: Credit;
      answeredAt?: number;
      touchpoint?: string;
      reason?: string;
      /** External id; absent: nobody knows who answered. */
      customer?: string | undefined;
    } = {},
  ): Promise<Given> {
    made += 1;
    const {
      credit = { 'E-12': 1 },
      answeredAt = TEST_NOW,
      touchpoint = 'phone',
      reason = 'billing',
      customer,
    } = options;
    const contact = await test.get(Interactions).intake(
      interactionInput.parse({
        externalId: `T-${made}`,
        touchpoint,
        reason,
        occurredAt: new Date(answeredAt - HOUR).toISOString(),
        ...(customer !== undefined && { customer: { externalId: customer } }),
        participants: Object.entries(credit).map(([employee, share]) =>
          share === null ? { employee } : { employee, share },
        ),
      }),
    );
    const invitationId = newId();
    await database.run(
      `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, locale, state, send_at,
         attempts, created_at, updated_at) VALUES (?, ?, ?, ?, 10, 'email', 'es', 'sent', ?, 1, ?, ?)`,
      [invitationId, contact.id, survey.surveyId, survey.versionId, answeredAt, answeredAt, answeredAt],
    );
    const record = (given: Record<string, number>, at: number) =>
      test.get(Responses).record({
        interactionId: contact.id,
        invitationId,
        surveyVersionId: survey.versionId,
        source: 'email',
        locale: 'es',
        answeredAt: at,
        answers: given,
      });
    const { responseId } = await record(answers, answeredAt);
    return {
      responseId,
      correct: async (given, at = answeredAt + HOUR) => (await record(given, at)).revision,
    };
  }

  /** Every rollup row in words, sorted: `E-12 2026-11-03 phone/billing rating=5: 1 (1000000 ppm)`. */
  async function rows(): Promise<string[]> {
    const found = await database.all<Record<string, string | number>>(
      `SELECT e.external_id AS "employee", r.day AS "day", tp.code AS "touchpoint", c.reason AS "reason", q.key AS "question",
              r.rating AS "rating", r.responses AS "responses", r.weight_ppm AS "weight"
       FROM rollup r JOIN employee e ON e.id = r.employee_id JOIN touchpoint tp ON tp.id = r.touchpoint_id
       JOIN cell c ON c.id = r.cell_id JOIN question q ON q.id = r.question_id`,
    );
    return found
      .map(
        (row) =>
          `${row.employee} ${row.day} ${row.touchpoint}/${row.reason} ${row.question}=${row.rating}: ` +
          `${row.responses} (${row.weight} ppm)`,
      )
      .sort();
  }

  /** The table as it is stored, one line a row. */
  async function dump(): Promise<string> {
    const found = await database.all<Record<string, string | number>>('SELECT * FROM rollup');
    return found
      .map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))))
      .sort()
      .join('\n');
  }

  return {
    test,
    database,
    ids,
    answer,
    rows,
    dump,
    rollups: test.get(Rollups),
    exclude: (id: string) => test.get(Exclusions).exclude(id, 'outside_control', null, decider),
    lift: (id: string) => test.get(Exclusions).lift(id, null, decider),
    decide: (id: string, status: 'confirmed' | 'rejected') =>
      test.get(Verifications).decide(id, status, null, decider),
    close: () => test.close(),
  };
}
