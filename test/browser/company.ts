/** The demo company, small, in front of a browser: people who sign in, a year of answers, surveys waiting in mailboxes. */
import { SIGN_INS, type SignInRole } from '../../seeds/demo/cast';
import { DEMO_PASSWORD, seedCompany } from '../../seeds/demo/seed';
import { Cycles } from '../../src/evaluations';
import { TEST_NOW } from '../support';
import { serveApp, type ServedApp, type Visitor } from './browser';

export const BOARD = 'agua-clara';
const INTERACTIONS = 900;

/** Paths of one survey mail: the mail itself in the mailbox, and where its links lead. */
export interface SurveyMail {
  mail: string;
  answer: string;
  unsubscribe: string;
}

export interface Company {
  test: ServedApp;
  enter(visitor: Visitor, role: SignInRole): Promise<void>;
  /** A contact of a new customer with Ana Beltrán, told through the API, and the mail that follows. */
  ask(locale: 'es' | 'en'): Promise<SurveyMail>;
}

export async function openCompany(): Promise<Company> {
  const test = await serveApp();
  await seedCompany({ get: test.get, clock: test.clock, now: TEST_NOW, interactions: INTERACTIONS });
  // In the running cycle the leads are asked for their ratings.
  const cycles = test.get(Cycles);
  const running = (await cycles.all()).find(({ state }) => state === 'open');
  if (running) await cycles.move(running.id, 'collect', 'cli');
  // Whoever looks at pages lets weeks go by; appeals stay open meanwhile.
  await test.database.run(
    `UPDATE evaluation_cycle SET appeals_until = '2027-12-31' WHERE appeals_until IS NOT NULL`,
  );
  const key = await test.apiKey();
  let asked = 0;

  return {
    test,
    enter: (visitor, role) => {
      const person = SIGN_INS.find((one) => one.role === role);
      if (!person) throw new Error(`The cast has no ${role}.`);
      return visitor.signIn(person.email, DEMO_PASSWORD);
    },
    ask: async (locale) => {
      asked += 1;
      await test.http
        .post('/api/v1/interactions')
        .set('Authorization', `Bearer ${key}`)
        .send({
          source: 'crm',
          externalId: `asked-${asked}`,
          touchpoint: 'phone-support',
          channel: 'phone',
          reason: 'billing',
          occurredAt: new Date(test.clock.now()).toISOString(),
          customer: {
            externalId: `asked-${asked}`,
            name: 'Marta Ruiz',
            email: `marta${asked}@example.com`,
            locale,
            segment: 'repeat',
          },
          participants: [{ employee: 'E-12', role: 'agent', share: 1 }],
        })
        .expect(201);
      await test.work();
      const mailbox = await test.http.get('/dev/mailbox.json').expect(200);
      // Staff are written to as well.
      const { items } = mailbox.body as { items: { id: string; envelopeTo: string }[] };
      const mail = `/dev/mailbox/${items.find(({ envelopeTo }) => envelopeTo === `marta${asked}@example.com`)?.id}`;
      const { text } = (await test.http.get(`${mail}.json`).expect(200)).body as { text: string };
      const path = (pattern: RegExp) => pattern.exec(text)?.[0] ?? '';
      test.clock.advance(60_000);
      return { mail, answer: path(/\/s\/[\w-]+/), unsubscribe: path(/\/u\/[\w-]+/) };
    },
  };
}
