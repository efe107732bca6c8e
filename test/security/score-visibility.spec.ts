/**
 * What results give away. A company with names, words and ratings nobody else has is looked at by everybody who is rated, by
 * leads and by programs, on every page and in every file: no rated person learns who answered what, nobody learns of
 * another team's answers, and below five answers there is no result to be read or subtracted.
 */
import type { RoleGrant } from '../../src/access';
import { interactionInput, Interactions } from '../../src/interactions';
import { Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { Responses } from '../../src/responses';
import { Surveys } from '../../src/surveys';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp, TEST_NOW } from '../support';
import { MATRIX } from '../support/route-matrix';

const HOUR = 3_600_000;
const grant = (role: RoleGrant['role'], scope: RoleGrant['scope']): RoleGrant => ({ role, scope });
/** In every customer's name and address, and in no other word of the product. */
const NAME = 'Zacarías Quetzal';
const ADDRESS = 'zq-cliente';
/** In every comment about the northern team, with a number behind it. */
const WORDS = 'palabrazq';

const PEOPLE = [
  ['V-1', 'Lidia Norte', 'V-N', null],
  ['V-2', 'Ana Norte', 'V-N', 'V-1'],
  ['V-3', 'Beto Norte', 'V-N', 'V-1'],
  ['V-4', 'Lucía Sur', 'V-S', null],
  ['V-5', 'Carla Sur', 'V-S', 'V-4'],
  ['V-6', 'Dora Sur', 'V-S', 'V-4'],
] as const;

/** The page as a reader sees it: no tags, one space between words. */
const read = (html: string) =>
  html
    .replaceAll(/<script[\s\S]*?<\/script>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describeOnBothDatabases('what results give away', (kind) => {
  let test: TestApp;
  let key: string;
  let made = 0;
  const ids: Record<string, number> = {};
  const teams: Record<string, number> = {};
  const who: Record<'ana' | 'beto' | 'carla' | 'north' | 'south' | 'hr' | 'auditor', SignedIn> = {} as never;

  async function answered(employee: string, touchpoint: string, ratings: readonly number[]): Promise<void> {
    const { versionId } = await test.get(Surveys).publishedFor(null);
    for (const rating of ratings) {
      made += 1;
      const contact = await test.get(Interactions).intake(
        interactionInput.parse({
          source: 'test',
          externalId: `visible-${made}`,
          touchpoint,
          reason: 'billing',
          occurredAt: new Date(TEST_NOW - 5 * HOUR).toISOString(),
          customer: {
            externalId: `C-${made}`,
            name: `${NAME} ${made}`,
            email: `${ADDRESS}-${made}@clientes.example`,
            locale: 'es',
          },
          participants: [{ employee }],
        }),
      );
      await test.get(Responses).record({
        interactionId: contact.id,
        surveyVersionId: versionId,
        source: 'operator',
        locale: 'es',
        answeredAt: TEST_NOW - 2 * HOUR + made * 1000,
        answers: { rating, comment: `${WORDS} ${made}x` },
      });
    }
  }

  beforeAll(async () => {
    test = await bootApp(kind);
    for (const [code, channel] of [
      ['line', 'phone'],
      ['window', 'chat'],
    ] as const)
      await test
        .get(Touchpoints)
        .upsert(
          code,
          { names: { es: `Lugar ${code}`, en: code, 'pt-BR': code }, channel, presence: 'remote' },
          'cli',
        );
    for (const [id, name] of [
      ['V-N', 'Equipo Norte'],
      ['V-S', 'Equipo Sur'],
    ] as const) {
      await test.get(Teams).upsert(id, { name, kind: 'team' }, 'cli');
      teams[id] = (await test.database.get<{ id: number }>(
        'SELECT id AS "id" FROM team WHERE external_id = ?',
        [id],
      ))!.id;
    }
    for (const [id, name, team, manager] of PEOPLE)
      await test
        .get(Employees)
        .upsert(
          id,
          { name, team, manager, jobFamily: 'agent', hiredOn: '2026-01-01', effectiveOn: '2026-01-01' },
          'cli',
        );
    for (const [externalId, { id }] of await test.get(Employees).byExternalIds(PEOPLE.map(([id]) => id)))
      ids[externalId] = id;
    await test.database.transaction(async () => {
      await answered('V-2', 'line', [5, 4, 5, 3, 5, 2, 5, 4, 5, 5, 1, 5]);
      await answered('V-3', 'window', [1, 2, 4]);
      await answered('V-5', 'line', [4, 4, 5, 5, 3, 5, 4, 4]);
      await answered('V-6', 'line', [5, 5, 5, 4, 5, 5, 2]);
    });
    key = await test.apiKey('scores:read');
    const employee = [grant('employee', 'own')];
    who.ana = await test.signIn(employee, { employeeId: ids['V-2'] });
    who.beto = await test.signIn(employee, { employeeId: ids['V-3'] });
    who.carla = await test.signIn(employee, { employeeId: ids['V-5'] });
    who.north = await test.signIn([grant('lead', 'team')], { employeeId: ids['V-1'] });
    who.south = await test.signIn([grant('lead', 'team')], { employeeId: ids['V-4'] });
    who.hr = await test.signIn([grant('hr', 'all')]);
    who.auditor = await test.signIn([grant('auditor', 'all')]);
  });
  afterAll(() => test.close());

  /** Every address staff can look at, with everything of the company in the place of ids. */
  async function addresses(): Promise<string[]> {
    const all = async (sql: string) =>
      (await test.database.all<{ id: string | number }>(sql)).map(({ id }) => String(id));
    const responses = (await all('SELECT id AS "id" FROM response')).slice(0, 6);
    const cases = await all('SELECT id AS "id" FROM recovery_case');
    const contacts = (await all('SELECT id AS "id" FROM interaction')).slice(0, 3);
    const places: [RegExp, string[]][] = [
      [/^\/teams\/:id/, Object.values(teams).map(String)],
      [/^\/employees\/:id/, Object.values(ids).map(String)],
      [/^\/responses\/new\/:/, contacts],
      [/^\/responses\/:id/, responses],
      [/^\/recovery\/:id/, cases.slice(0, 4)],
      [/^\/invitations\/:id/, (await all('SELECT id AS "id" FROM invitation')).slice(0, 3)],
      [/^\/dashboard\/:units/, ['channels/phone', 'channels/chat', 'touchpoints/line', 'segments/repeat']],
    ];
    return MATRIX.filter(
      ({ method, path }) => method === 'GET' && !/^\/(api|assets|brand|dev|health|s|p|u|q|k)\b/.test(path),
    ).flatMap(({ path }) => {
      const found = places.find(([pattern]) => pattern.test(path));
      if (!found) return [path.replaceAll(/:\w+/g, '1')];
      return found[1].map((id) =>
        path.replace(path.startsWith('/dashboard') ? ':units/:key' : /:\w+/, id).replaceAll(/:\w+/g, '1'),
      );
    });
  }

  describe('before release', () => {
    it('nobody who is rated reads a customer’s name or address anywhere', async () => {
      const paths = await addresses();
      expect(paths.length).toBeGreaterThan(50);
      let seen = 0;
      for (const path of paths)
        for (const name of ['ana', 'beto', 'carla'] as const) {
          const { status, text } = await who[name].get(path);
          if (status === 200) seen += 1;
          expect([name, path, text.includes(NAME) || text.includes(ADDRESS)]).toEqual([name, path, false]);
        }
      expect(seen).toBeGreaterThan(10);
    });

    it('a lead reads of the own team without names, and of the other team nothing at all', async () => {
      for (const path of await addresses()) {
        const north = await who.north.get(path);
        const south = await who.south.get(path);
        // Nobody in this company asked to be called: even whoever works the case reads no name.
        // Who writes down what a customer says on the telephone knows whom; it shows no answer.
        if (!path.startsWith('/responses/new/'))
          expect([path, north.text.includes(NAME)]).toEqual([path, false]);
        else expect([path, north.text.includes(`${WORDS} `)]).toEqual([path, false]);
        expect([
          path,
          south.text.includes(`${WORDS} 3x`),
          /Ana Norte|Beto Norte/.test(south.text) &&
            !/^\/(teams|collectors|audit|recognition\/kudos)?$/.test(path),
        ]).toEqual([path, false, false]);
      }
      expect(read((await who.north.get(`/employees/${ids['V-2']}`)).text)).toContain(WORDS);
    });

    it('the order of answers says nothing about when they came', async () => {
      const { text } = await who.ana.get('/me');
      const order = [...text.matchAll(new RegExp(`${WORDS} (\\d+)`, 'g'))].map(([, number]) =>
        Number(number),
      );
      expect([...order].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(order).not.toEqual([...order].sort((a, b) => a - b));
      expect(order).not.toEqual([...order].sort((a, b) => b - a));
    });

    it('no answer sends a message to anybody who is rated', async () => {
      await test.work();
      const mails = (await test.http.get('/dev/mailbox.json')).text;
      expect(mails).not.toMatch(/aguaclara\.example"?\s*[,}]/);
    });

    it('other people’s pages are not there for an employee, and no file is', async () => {
      for (const path of [
        `/employees/${ids['V-5']}`,
        `/employees/${ids['V-5']}/score`,
        `/teams/${teams['V-N']}`,
      ])
        expect([path, (await who.ana.get(path)).status]).toEqual([path, 404]);
      for (const name of ['ana', 'north', 'south'] as const) {
        for (const path of ['/dashboard', '/dashboard/channels/phone'])
          expect((await who[name].get(path)).status).toBe(403);
        expect((await who[name].post('/dashboard/exports', { format: 'csv', table: 'team' })).status).toBe(
          403,
        );
        expect((await who[name].post('/dashboard/channels/phone/exports', { format: 'xlsx' })).status).toBe(
          403,
        );
      }
      expect((await who.ana.get('/responses')).status).toBe(403);
    });

    it('nobody takes away a file of results that are not theirs to see', async () => {
      const file = { format: 'csv', table: 'trend' };
      for (const path of [`/employees/${ids['V-5']}/exports`, `/teams/${teams['V-N']}/exports`]) {
        expect([path, (await who.ana.post(path, file)).status]).toEqual([path, 404]);
      }
      expect((await who.north.post(`/employees/${ids['V-5']}/exports`, file)).status).toBe(404);
      expect((await who.south.post(`/teams/${teams['V-N']}/exports`, file)).status).toBe(404);
      expect((await who.ana.post('/me/exports', { format: 'csv', table: 'people' })).status).toBe(404);
    });

    it('the file of one’s own results holds what the page shows, and no customer’s name', async () => {
      const page = read((await who.ana.get('/me?period=2026-Q4')).text);
      const { text, status } = await who.ana.post('/me/exports?period=2026-Q4', {
        format: 'csv',
        table: 'answers',
      });
      expect(status).toBe(200);
      const rows = text.trim().split('\r\n').slice(1);
      expect(rows).toHaveLength(12);
      for (const row of rows)
        expect(page).toContain(new RegExp(`${WORDS} \\d+x?`).exec(row)?.[0] ?? 'nothing');
      expect(text.includes(NAME) || text.includes(ADDRESS)).toBe(false);
    });

    it('the file of a team is as silent about somebody with three answers as its page', async () => {
      const { text } = await who.north.post(`/teams/${teams['V-N']}/exports?period=2026-Q4`, {
        format: 'csv',
        table: 'people',
      });
      const row = text.split('\r\n').find((line) => line.includes('Beto Norte'));
      expect(row).toMatch(/^"?Beto Norte"?,3,,,,/);
      const silent = await who.hr.post(`/employees/${ids['V-3']}/exports?period=2026-Q4`, {
        format: 'csv',
        table: 'answers',
      });
      expect(silent.text.trim().split('\n')).toHaveLength(1);
    });

    it('a filter by somebody else’s name finds a lead nothing', async () => {
      const { status, text } = await who.south.get(`/responses?employee=${ids['V-2']}`);
      expect(status).toBe(200);
      expect(text).not.toContain(WORDS);
      expect((await who.south.get(`/responses?team=${teams['V-N']}&rating=1`)).text).not.toContain(WORDS);
      expect((await who.south.get(`/responses?employee=${ids['V-2']}&measure=nps`)).text).not.toContain(
        WORDS,
      );
      const invitations = await who.south.get(`/invitations?employee=${ids['V-2']}&step=answered`);
      expect([invitations.status, invitations.text.includes('/invitations/0')]).toEqual([200, false]);
    });

    it('programs hear of no customer', async () => {
      for (const path of ['employee', 'team', 'touchpoint', 'channel', 'reason']
        .map((by) => `scores?period=2026-Q4&by=${by}`)
        .concat(PEOPLE.map(([id]) => `employees/${id}/scorecard?period=2026-Q4`))) {
        const { text } = await test.http.get(`/api/v1/${path}`).set('Authorization', `Bearer ${key}`);
        expect([path, text.includes(NAME) || text.includes(ADDRESS) || text.includes(WORDS)]).toEqual([
          path,
          false,
        ]);
      }
    });
  });

  describe('below five answers', () => {
    it('the one they are about reads how many there are, and none of them', async () => {
      const page = read((await who.beto.get('/me?period=2026-Q4')).text);
      expect(page).toContain('Hay 3 respuestas');
      expect(page).not.toContain(WORDS);
      expect(page).not.toMatch(/[1-5] de 5/);
      expect(page).not.toContain('Cómo se reparten');
      for (const name of ['north', 'hr', 'auditor'] as const)
        expect(read((await who[name].get(`/employees/${ids['V-3']}?period=2026-Q4`)).text)).not.toMatch(
          /[1-5] de 5|Cómo se reparten/,
        );
    });

    it('nor can they be had as the team without the colleague', async () => {
      const ana = read((await who.hr.get(`/employees/${ids['V-2']}?period=2026-Q4`)).text);
      expect(ana).not.toContain('Cómo se reparten');
      expect(ana).not.toContain('de clientes satisfechos');
      // In a team where everybody has enough, everybody's are shown.
      expect(read((await who.hr.get(`/employees/${ids['V-5']}?period=2026-Q4`)).text)).toContain(
        'Cómo se reparten',
      );
    });

    it.each([
      'channel=chat',
      'channel=phone',
      'touchpoint=window',
      'touchpoint=line',
      'channel=phone&reason=billing',
    ])('nor by choosing %s: three answers are on one side of it', async (filter) => {
      const { text } = await who.hr.get(`/dashboard?period=2026-Q4&${filter}`);
      expect(read(text)).toContain('Hay muy pocas respuestas');
      const { text: file } = await who.hr.post(`/dashboard/exports?period=2026-Q4&${filter}`, {
        format: 'csv',
        table: 'figures',
      });
      expect(file).toMatch(/"Satisfechos \(CSAT\)",,,,0,/);
      const distribution = await who.hr.post(`/dashboard/exports?period=2026-Q4&${filter}`, {
        format: 'csv',
        table: 'distribution',
      });
      expect(distribution.text.trim().split('\n')).toHaveLength(1);
    });

    it('nor by days of one’s own', async () => {
      for (const days of [
        'from=2026-11-01&to=2026-11-02',
        'from=2026-11-04&to=2026-11-30',
        'from=2026-11-03&to=2026-11-03',
      ]) {
        const { text, status } = await who.hr.get(`/dashboard?period=range&${days}&channel=chat`);
        expect(status).toBe(200);
        expect(read(text)).toMatch(/Hay muy pocas respuestas|Todavía no hay respuestas/);
      }
    });

    it('nor from a table of parts: the smallest other part is silent too', async () => {
      const { text } = await who.hr.post('/dashboard/exports?period=2026-Q4', {
        format: 'csv',
        table: 'channel',
      });
      const rows = text
        .replace(/^\ufeff/, '')
        .trim()
        .split('\r\n')
        .slice(1);
      expect(rows).toHaveLength(2);
      for (const row of rows) expect(row).toMatch(/^"[^"]+",(27|3),,,,,/);
    });

    it('programs hear how many, and no number of them', async () => {
      const { body } = await test.http
        .get('/api/v1/employees/V-3/scorecard?period=2026-Q4')
        .set('Authorization', `Bearer ${key}`);
      expect(body).toMatchObject({
        n: 3,
        display: 'hidden',
        ratingMean: null,
        csat: null,
        score: null,
        low: null,
        high: null,
        band: null,
        parameters: null,
      });
    });
  });

  describe('a file', () => {
    it('says what the page says: the same rows, the same numbers', async () => {
      const page = await who.hr.get('/dashboard?period=2026-Q4&compare=none');
      const table =
        /<h2 class="h3 mb-2">Equipo<\/h2>[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(page.text)?.[1] ?? '';
      const shown = table
        .split('</tr>')
        .map(read)
        .filter((row) => row.trim() !== '');
      const { text, headers } = await who.hr.post('/dashboard/exports?period=2026-Q4&compare=none', {
        format: 'csv',
        table: 'team',
      });
      expect(headers['content-disposition']).toBe(
        'attachment; filename="aplauso-dashboard-2026-q4-team.csv"',
      );
      const rows = text
        .replace(/^\ufeff/, '')
        .trim()
        .split('\r\n')
        .slice(1)
        .map((row) => row.split(','));
      expect(rows).toHaveLength(shown.length);
      const percent = (value: string | undefined) =>
        `${Math.round(Number(value) * 100)}\u00a0%`.replace('\u00a0', ' ');
      for (const [index, [name, n, mean, csat, low, high]] of rows.entries()) {
        const row = shown[index]!.replaceAll('\u00a0', ' ');
        for (const part of [
          name!.replaceAll('"', ''),
          Number(n).toFixed(0),
          Number(mean).toFixed(2),
          percent(csat),
          percent(low),
          percent(high),
        ])
          expect(row).toContain(part);
      }
    });

    it('is a workbook too, and that it was taken stands in the audit', async () => {
      const reply = await who.auditor.post('/dashboard/channels/phone/exports?period=2026-11', {
        format: 'xlsx',
      });
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toContain('spreadsheetml');
      const entry = await test.database.get<{ action: string; subject: string; details: string }>(
        `SELECT action AS "action", subject AS "subject", details AS "details" FROM audit_entry ORDER BY seq DESC LIMIT 1`,
      );
      expect(entry).toMatchObject({ action: 'dashboard.exported', subject: 'channel:phone' });
      expect(entry!.details).not.toContain(NAME);
    });
  });
});
