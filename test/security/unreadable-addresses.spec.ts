/** A NUL in an address, which PostgreSQL takes in no text: whoever asks gets a page or is told what is wrong, never an error of ours. */
import { seedCompany } from '../../seeds/demo/seed';
import { bootApp, describeOnBothDatabases, type TestApp } from '../support';
import { demoPlaces, filledIn } from '../support/places';
import { MATRIX } from '../support/route-matrix';

/** What addresses of pages and of programs are asked with, wherever a text is taken. */
const NAMES = [
  'q', 'before', 'cursor', 'since', 'subject', 'touchpoint', 'reason', 'segment', 'channel', 'period', 'theme', 'employee',
]; // prettier-ignore

describeOnBothDatabases('an address with a NUL', (kind) => {
  let test: TestApp;

  beforeAll(async () => {
    test = await bootApp(kind);
    await seedCompany({ get: test.get, clock: test.clock, now: test.clock.now(), interactions: 100 });
  });
  afterAll(() => test.close());

  it.each(['an administrator', 'a program'])('is answered to %s', async (who) => {
    const ask =
      who === 'a program' ? await program() : (await test.signIn([{ role: 'admin', scope: 'all' }])).get;
    const places = await demoPlaces(test);
    const reads = MATRIX.filter(({ method }) => method === 'GET').filter(
      ({ rule }) => rule.startsWith('api ') === (who === 'a program'),
    );
    expect(reads.length).toBeGreaterThan(15);
    const errors: string[] = [];
    let answered = 0;
    for (const { path } of reads) {
      const filled = filledIn(path, places);
      const addresses = [path.replace(/:\w+/g, '%00'), ...NAMES.map((name) => `${filled}?${name}=a%00b`)];
      for (const address of new Set(addresses)) {
        const { status } = await ask(address);
        if (status >= 500) errors.push(`${status} ${address}`);
        else if (status !== 403) answered += 1;
      }
    }
    expect(errors).toEqual([]);
    expect(answered).toBeGreaterThan(200);
  });

  async function program() {
    const key = await test.apiKey();
    return (path: string) => test.http.get(path).set('Authorization', `Bearer ${key}`);
  }
});
