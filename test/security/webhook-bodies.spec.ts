/**
 * What other programs are told of a company that is measured, thanked and paid: every type of event reaches a receiver,
 * and no body holds a name, an address, a number, a customer's words or an amount.
 */
import { seedCompany } from '../../seeds/demo/seed';
import { WebhookEndpoints } from '../../src/integrations';
import { EVENT_TYPES } from '../../src/integrations/webhooks/event-types';
import { EvaluationPublished } from '../../src/payouts';
import { EventBus } from '../../src/platform/events';
import { RecognitionAwarded } from '../../src/recognition';
import { PromiseBroken, Promises } from '../../src/recovery';
import { bootApp, describeOnBothDatabases, type TestApp } from '../support';
import { type FakeProvider, startFakeProvider } from '../support/fake-provider';
import { toldIn } from '../database/webhooks.fixture';

/** Shorter ones stand in identifiers by chance. */
const TELLING = 4;
const LARGEST = 20_000;
const DAY = 86_400_000;

describeOnBothDatabases('what webhooks tell', (kind) => {
  let test: TestApp;
  let receiver: FakeProvider;
  const happened = new Map<string, number>();

  beforeAll(async () => {
    test = await bootApp(kind, { env: { PRIVATE_HOSTS: '127.0.0.1' } });
    receiver = await startFakeProvider();
    await test.get(WebhookEndpoints).add({ name: 'All', url: receiver.url, events: [...EVENT_TYPES] }, 'cli');
    for (const one of [EvaluationPublished, RecognitionAwarded, PromiseBroken])
      test
        .get(EventBus)
        .on<object>(one, () => void happened.set(one.name, (happened.get(one.name) ?? 0) + 1));
    await seedCompany({ get: test.get, clock: test.clock, now: test.clock.now(), interactions: 150 });
    await test.work();
    await breakPromise();
    await test.work();
  });
  afterAll(async () => {
    await test.close();
    await receiver.close();
  });

  /** Somebody promises an unhappy customer something, and it is not done by its time. */
  async function breakPromise(): Promise<void> {
    const open = await test.database.get<{ id: string; user: number }>(
      `SELECT id AS "id", owner_user_id AS "user" FROM recovery_case
       WHERE state IN ('open', 'acknowledged') AND owner_user_id IS NOT NULL ORDER BY id LIMIT 1`,
    );
    const [caseId, userId] = [open?.id ?? '', open?.user ?? 0];
    await test.get(Promises).make(
      caseId,
      {
        text: 'Devolver el cargo de octubre',
        dueAt: test.clock.now() + DAY,
        by: { userId, employeeId: null },
      },
      { actor: `user:${userId}`, employeeId: null },
    );
    test.clock.advance(2 * DAY);
  }

  const bodies = () => receiver.requests.map(({ body }) => body);
  const typesTold = () => new Set(receiver.requests.map((request) => toldIn(request).type));

  it('tells of every kind of thing that happened, published evaluations and awards as often as they did', () => {
    expect([...typesTold()].sort()).toEqual([...EVENT_TYPES].sort());
    const ids = (type: string) =>
      new Set(
        receiver.requests
          .filter((one) => toldIn(one).type === type)
          .map(({ headers }) => headers['webhook-id']),
      );
    expect(ids('evaluation.published').size).toBe(happened.get('EvaluationPublished'));
    expect(ids('recognition.awarded').size).toBe(happened.get('RecognitionAwarded'));
    expect(ids('promise.broken').size).toBe(happened.get('PromiseBroken'));
  });

  it('has nothing of a person in any body, and none is large', async () => {
    const texts = await test.database.all<{ text: string | null }>(
      `SELECT name AS "text" FROM customer UNION SELECT email FROM customer UNION SELECT phone FROM customer
       UNION SELECT name FROM employee UNION SELECT email FROM employee UNION SELECT name FROM user_account
       UNION SELECT email FROM user_account UNION SELECT text FROM answer_text UNION SELECT text FROM promise
       UNION SELECT text FROM kudos`,
    );
    const amounts = await test.database.all<{ minor: number }>(
      `SELECT amount_minor AS "minor" FROM payout UNION SELECT annual_salary_minor FROM pay_base`,
    );
    const canaries = texts.flatMap(({ text }) => (text !== null && text.length >= TELLING ? [text] : []));
    expect(canaries.length).toBeGreaterThan(200);
    const said = bodies();
    for (const body of said) expect(Buffer.byteLength(body)).toBeLessThan(LARGEST);
    const all = said.join('\n');
    expect(canaries.filter((text) => all.includes(JSON.stringify(text).slice(1, -1)))).toEqual([]);
    const numbers = new Set(all.match(/(?<![\w-])\d{4,}(?![\w-])/g) ?? []);
    expect(
      amounts.filter(({ minor }) => numbers.has(String(minor)) || numbers.has(String(minor / 100))),
    ).toEqual([]);
  });

  it('says what the documentation lists, no field more', () => {
    const fields = Object.fromEntries(
      EVENT_TYPES.map((type) => {
        const found = receiver.requests.find((request) => toldIn(request).type === type);
        return [type, found ? Object.keys(toldIn(found).data) : []];
      }),
    );
    expect(fields).toEqual({
      'response.recorded': [
        'response',
        'interaction',
        'touchpoint',
        'revision',
        'verification',
        'counts',
        'lowRating',
        'source',
      ],
      'response.low_rating': ['response', 'interaction', 'touchpoint'],
      'recovery_case.opened': ['case', 'response'],
      'recovery_case.resolved': ['case', 'response'],
      'promise.broken': ['promise', 'case', 'dueAt'],
      'evaluation.published': ['cycle', 'key', 'people', 'appealsUntil'],
      'recognition.awarded': ['grant', 'award', 'employee', 'from', 'to'],
    });
  });
});
