/** Looking changes nothing: every page and every reading operation, asked by GET and by HEAD, leaves the business data as it is. */
import { createHash } from 'node:crypto';
import { DEMO_PASSWORD, seedCompany } from '../../seeds/demo/seed';
import { SIGN_INS } from '../../seeds/demo/cast';
import type { Database } from '../../src/platform/database';
import { bootApp, describeOnBothDatabases, type TestApp } from '../support';
import { demoPlaces, filledIn } from '../support/places';
import { MATRIX } from '../support/route-matrix';

/** Not business data: when somebody was last seen, how often somebody asked. */
const HOUSEKEEPING = ['session', 'api_key', 'rate_counter', 'schedule_tick', 'job', 'migrations'];

async function tablesOf(database: Database): Promise<string[]> {
  const rows = await database.all<{ name: string }>(
    database.dialect === 'sqlite'
      ? `SELECT name AS "name" FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
      : `SELECT table_name AS "name" FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name`,
  );
  return rows.map((row) => row.name).filter((name) => !HOUSEKEEPING.includes(name));
}

/** One digest per table over all its rows, in whatever order they are stored. */
async function digest(database: Database): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const table of await tablesOf(database)) {
    // That somebody looked at pay is itself put on record; nothing else may be, by a look.
    const rows = await database.all<Record<string, unknown>>(
      `SELECT * FROM ${table}${table === 'audit_entry' ? ` WHERE action <> 'pay.viewed'` : ''}`,
    );
    const lines = rows.map((row) => JSON.stringify(row)).sort();
    digests[table] =
      `${lines.length} ${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`;
  }
  return digests;
}

describeOnBothDatabases('looking', (kind) => {
  let test: TestApp;
  let places: Record<string, string>;

  beforeAll(async () => {
    test = await bootApp(kind);
    await seedCompany({ get: test.get, clock: test.clock, now: test.clock.now(), interactions: 150 });
    places = await demoPlaces(test);
  });
  afterAll(() => test.close());

  it('as anybody, at anything, by GET and by HEAD, changes no row', async () => {
    const key = await test.apiKey();
    const cookies = await Promise.all(
      SIGN_INS.map(async ({ email }) => {
        const reply = await test.http
          .post('/sign-in')
          .type('form')
          .set('Sec-Fetch-Site', 'same-origin')
          .send({ email, password: DEMO_PASSWORD });
        expect(reply.status).toBe(303);
        return (reply.get('Set-Cookie') ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
      }),
    );
    const paths = MATRIX.filter((row) => row.method === 'GET').map(({ path }) => filledIn(path, places));
    expect(paths.length).toBeGreaterThan(40);

    const before = await digest(test.database);
    expect(Object.keys(before).length).toBeGreaterThan(30);
    let found = 0;
    for (const path of paths) {
      for (const credentials of [
        {},
        { Authorization: `Bearer ${key}` },
        ...cookies.map((Cookie) => ({ Cookie })),
      ]) {
        const got = await test.http.get(path).set(credentials);
        if (got.status === 200) found += 1;
        expect([path, got.status < 500]).toEqual([path, true]);
        const head = await test.http.head(path).set(credentials);
        expect([path, head.status]).toEqual([path, got.status]);
      }
    }
    expect(found).toBeGreaterThan(150);
    expect(await digest(test.database)).toEqual(before);
  });
});
