/** A chart across a change of wording says so, on both databases: new words are not better service. */
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { Responses } from '../../src/responses';
import { DEFAULT_SURVEY, Surveys } from '../../src/surveys';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp, TEST_NOW } from '../support';

const DAY = 86_400_000;

describeOnBothDatabases('a change of wording', (kind) => {
  let test: TestApp;
  let ana: SignedIn;
  let made = 0;

  async function answers(count: number): Promise<void> {
    const { versionId } = await test.get(Surveys).publishedFor(null);
    const now = test.clock.now();
    for (let n = 0; n < count; n += 1) {
      made += 1;
      const contact = await test.get(Interactions).intake(
        interactionInput.parse({
          externalId: `T-${made}`,
          touchpoint: 'phone',
          occurredAt: new Date(now - 3_600_000).toISOString(),
          participants: [{ employee: n % 2 === 0 ? 'E-12' : 'E-07' }],
        }),
      );
      await test.get(Responses).record({
        interactionId: contact.id,
        surveyVersionId: versionId,
        source: 'operator',
        locale: 'es',
        answeredAt: now,
        answers: { rating: 5 - (n % 3) },
      });
    }
  }

  beforeAll(async () => {
    test = await bootApp(kind, { now: TEST_NOW - 40 * DAY });
    await test.get(Teams).upsert('T-TEL', { name: 'Telefónica' }, 'test');
    await test.get(Touchpoints).upsert('phone', { name: 'Teléfono', channel: 'phone' }, 'test');
    const facts = { name: 'Ana Beltrán', team: 'T-TEL', hiredOn: '2024-01-01' };
    const employee = await test.get(Employees).upsert('E-12', facts, 'test');
    await test.get(Employees).upsert('E-07', { ...facts, name: 'Hugo Salas' }, 'test');
    await answers(30);
    test.clock.set(TEST_NOW);
    ana = await test.signIn([{ role: 'employee', scope: 'own' }], { employeeId: employee.id });
  });
  afterAll(() => test.close());

  it('the first version of a survey marks nothing', async () => {
    const { text } = await ana.get('/me?period=2026-Q4').expect(200);
    expect(text).not.toContain('La línea punteada');
  });

  it('a new version marks the month it was published in, in the chart, its table and a sentence', async () => {
    const surveys = test.get(Surveys);
    const draft = await surveys.draft(
      { key: 'csat', name: 'Satisfacción después del contacto' },
      DEFAULT_SURVEY,
    );
    await surveys.publish(draft, 'user:1');
    await answers(30);
    const { text } = await ana.get('/me?period=2026-Q4').expect(200);
    expect(text).toMatch(
      /La línea punteada vertical marca un cambio en las preguntas: 3 nov\.? 2026: versión 2 de “Satisfacción/,
    );
    const data = [...text.matchAll(/<script type="application\/json">(.*?)<\/script>/gs)]
      .map(
        ([, json]) =>
          JSON.parse((json ?? '').replaceAll('&quot;', '"')) as { marks?: number[]; labels: string[] },
      )
      .find(({ marks }) => marks);
    expect(data?.marks?.map((index) => data.labels[index])).toEqual(['nov']);
    const november = /<tr><th scope="row">noviembre.*?<\/th>/s.exec(text)?.[0];
    expect(november).toContain('versión 2');
  });
});
