/** Scores over HTTP on both databases: what programs are told, what the result pages show, and to whom. */
import { seedCompany } from '../../seeds/demo/seed';
import type { RoleGrant } from '../../src/access';
import { interactionInput, Interactions } from '../../src/interactions';
import { Employees } from '../../src/organization';
import { monthPeriod } from '../../src/kernel';
import { Exclusions, Responses } from '../../src/responses';
import { Freezing } from '../../src/scoring';
import { Surveys } from '../../src/surveys';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp, TEST_NOW } from '../support';
import { asNumber, readLedger, type Row, sumOf, tableRows, UNITS, words } from './scores.fixture';

const HOUR = 3_600_000;
const IN_Q3 = Date.UTC(2026, 7, 20, 18);
const grant = (role: RoleGrant['role'], scope: RoleGrant['scope']): RoleGrant => ({ role, scope });

describeOnBothDatabases('scores', (kind) => {
  let test: TestApp;
  let key: string;
  let made = 0;
  const ids: Record<string, number> = {};

  const api = (path: string) => test.http.get(`/api/v1/${path}`).set('Authorization', `Bearer ${key}`);
  const scores = async (period: string, by: string): Promise<Row[]> =>
    (await api(`scores?period=${period}&by=${by}`).expect(200)).body.items as Row[];

  /** Contacts of one employee alone, each answered. */
  async function answered(employee: string, ratings: readonly number[], at = TEST_NOW - HOUR): Promise<void> {
    const { versionId } = await test.get(Surveys).publishedFor(null);
    for (const rating of ratings) {
      made += 1;
      const contact = await test.get(Interactions).intake(
        interactionInput.parse({
          source: 'test',
          externalId: `answered-${made}`,
          touchpoint: 'phone-support',
          reason: 'billing',
          occurredAt: new Date(at - HOUR).toISOString(),
          participants: [{ employee }],
        }),
      );
      await test.get(Responses).record({
        interactionId: contact.id,
        surveyVersionId: versionId,
        source: 'operator',
        locale: 'es',
        answeredAt: at,
        answers: { rating },
      });
    }
  }

  const ledger = (by: string, quarter: string) => readLedger(test.database, by, quarter);

  beforeAll(async () => {
    test = await bootApp(kind);
    await seedCompany({ get: test.get, clock: test.clock, now: TEST_NOW, interactions: 1500 });
    key = await test.apiKey('scores:read');
    // With so few contacts nobody of the cast reaches 25 answers in a quarter.
    await test.database.transaction(async () => {
      await answered(
        'E-12',
        [5, 5, 4, 5, 3, 5, 5, 4, 5, 5, 4, 5, 5, 5, 2, 5, 5, 4, 5, 5, 5, 4, 5, 5, 5, 5],
        IN_Q3,
      );
      await answered(
        'E-04',
        [4, 3, 5, 2, 4, 4, 3, 1, 5, 4, 2, 3, 4, 3, 4, 2, 3, 4, 1, 3, 3, 4, 2, 3, 4, 3],
        IN_Q3,
      );
      await answered('E-12', [5, 4, 5, 5, 3, 5, 4, 5, 5, 5, 5, 4, 5, 2, 5, 5, 5, 4, 5, 5, 5, 5, 4, 5, 5, 5]);
      await answered('E-04', [5, 4, 3, 2, 4, 5, 3, 4, 4, 5]);
      await answered('E-40', [4, 5, 4, 2, 5, 4, 4]);
    });
    const people = ['E-12', 'E-04', 'E-38', 'E-40', 'E-60'];
    for (const [externalId, { id }] of await test.get(Employees).byExternalIds(people)) ids[externalId] = id;
  });
  afterAll(() => test.close());

  describe('for programs', () => {
    it.each(UNITS)('tells a row for each %s with answers, and what the answers say', async (by) => {
      const told = await scores('2026-Q3', by);
      const expected = await ledger(by, '2026-Q3');
      expect(told.map((row) => row.key).sort()).toEqual([...expected.keys()].sort());
      expect(told.length).toBeGreaterThan(2);
      for (const row of told) {
        const own = expected.get(row.key)!;
        expect(row.n).toBeCloseTo(own.n, 6);
        if (row.display === 'hidden') continue;
        expect(row.ratingMean).toBeCloseTo(own.mean, 6);
        expect(row.csat).toBeCloseTo(own.csat, 6);
      }
    });

    it.each(UNITS)('by %s: below 5 answers only their number, a band from 25 on', async (by) => {
      for (const row of await scores('2026-Q3', by)) {
        const { n, display, band, ratingMean, csat, score, low, high, reliability } = row;
        expect(row).toMatchObject({ formula: 'eb-mean-1', target: 76, nps: null });
        expect(display).toBe(n < 5 ? 'hidden' : n < 25 ? 'early_signal' : 'full');
        if (n < 5) {
          expect([ratingMean, csat, score, low, high, reliability, band]).toEqual(new Array(7).fill(null));
          continue;
        }
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(score).toBeGreaterThanOrEqual(low ?? 0);
        expect(score).toBeLessThanOrEqual(high ?? 100);
        if (n < 25) expect(band).toBeNull();
        else if (low !== null && high !== null)
          expect(band).toBe(low > 76 ? 'above' : high < 76 ? 'below' : 'consistent');
      }
    });

    it('has employees with too few answers, with some and with enough', async () => {
      const rows = await scores('2026-Q3', 'employee');
      expect(new Set(rows.map((row) => row.display))).toEqual(new Set(['hidden', 'early_signal', 'full']));
      const of = (employee: string) => rows.find((row) => row.key === employee);
      expect(of('E-12')).toMatchObject({ display: 'full', band: expect.any(String) });
      expect(of('E-12')!.score!).toBeGreaterThan(of('E-04')!.score!);
      expect((await api('scores?period=2026-Q3').expect(200)).body).toMatchObject({
        by: 'employee',
        period: { from: '2026-07-01', to: '2026-10-01' },
        items: rows,
      });
    });

    it.each([
      ['an unknown unit', 'period=2026-Q3&by=shoe_size', '/by', 'field_choice'],
      ['no period', 'by=team', '/period', 'field_required'],
      ['a period nobody can read', 'period=autumn', '/period', 'period_unreadable'],
      ['a month that does not exist', 'period=2026-13', '/period', 'period_unreadable'],
      ['a range that ends before it begins', 'period=2026-03-01..2026-02-01', '/period', 'period_unreadable'],
      ['a field that is not asked for', 'period=2026-Q3&colour=red', '/colour', 'unknown_field'],
    ])('refuses %s, and says which', async (_what, query, pointer, code) => {
      const { status, body, headers } = await api(`scores?${query}`);
      expect(status).toBe(400);
      expect(headers['content-type']).toContain('application/problem+json');
      const faults = body.errors as { pointer: string; code: string }[];
      expect(faults.map((fault) => [fault.pointer, fault.code])).toEqual([[pointer, code]]);
      expect(body.code).toBe(code === 'period_unreadable' ? code : 'validation_failed');
    });

    it('refuses a key of another scope', async () => {
      const other = await test.apiKey('responses:read');
      await test.http
        .get('/api/v1/scores?period=2026-Q3')
        .set('Authorization', `Bearer ${other}`)
        .expect(403);
    });
  });

  describe('a scorecard for programs', () => {
    it('is the row of the list with the steps that lead to the score', async () => {
      const { body } = await api('employees/E-12/scorecard?period=2026-Q3').expect(200);
      const row = (await scores('2026-Q3', 'employee')).find((one) => one.key === 'E-12');
      expect(body).toMatchObject({ ...row, period: { from: '2026-07-01', to: '2026-10-01' } });
      const { rawMean, mix, mixEffect, adjusted, shrinkEffect } = body.steps;
      expect(rawMean + mixEffect).toBeCloseTo(adjusted, 6);
      expect(adjusted + shrinkEffect).toBeCloseTo(body.score, 6);
      const contributions = (mix as { contribution: number }[]).map((line) => line.contribution);
      expect(contributions.reduce((a, b) => a + b, 0)).toBeCloseTo(mixEffect, 6);
      expect(body.parameters).toMatchObject({ peerGroup: 'agent' });
    });

    it('says who answers, and what difference that makes, when it is asked to', async () => {
      const path = 'employees/E-12/scorecard?period=2026-Q3';
      expect((await api(path).expect(200)).body.nonResponse).toBeNull();
      const { body } = await api(`${path}&nonResponse=true`).expect(200);
      expect(Object.keys(body.nonResponse).sort()).toEqual(['responseRate', 'scoreWithWeights']);
      await api(`${path}&nonResponse=maybe`).expect(400);
    });

    it('with fewer than five answers tells only their number, in its steps too', async () => {
      const hidden = (await scores('2026-Q3', 'employee')).find((row) => row.display === 'hidden');
      const { body } = await api(`employees/${hidden?.key}/scorecard?period=2026-Q3`).expect(200);
      expect(body).toMatchObject({ n: hidden?.n, display: 'hidden', score: null, ratingMean: null });
      expect(body.steps).toEqual({
        rawMean: null,
        mix: [],
        mixEffect: null,
        adjusted: null,
        shrinkEffect: null,
      });
      expect(body.parameters).toBeNull();
    });

    it.each([
      ['an employee nobody knows', 'E-999'],
      ['an employee without an answer', 'E-60'],
    ])('is not found for %s', async (_what, employee) => {
      const { body } = await api(`employees/${employee}/scorecard?period=2026-Q3`).expect(404);
      expect(body.code).toBe('not_found');
    });

    it('refuses a period nobody can read', async () => {
      await api('employees/E-12/scorecard?period=soon').expect(400);
      await api('employees/E-12/scorecard').expect(400);
    });
  });

  describe('one’s own page', () => {
    let ana: SignedIn;

    beforeAll(async () => {
      ana = await test.signIn([grant('employee', 'own')], { employeeId: ids['E-12'] });
    });

    it('says the result in a sentence, with the number of answers and the interval', async () => {
      const { body } = await api('employees/E-12/scorecard?period=2026-Q4').expect(200);
      const n = (await ledger('employee', '2026-Q4')).get('E-12')?.n ?? 0;
      const { status, text } = await ana.get('/me');
      const read = words(text);
      expect(status).toBe(200);
      expect(read).toContain('Su servicio en octubre–diciembre de 2026');
      expect(read).toMatch(/(por encima de la|por debajo de la|En línea con la) meta: \d+ de 100/);
      expect(read).toContain(`${Math.round(body.score)} de 100, con ${Math.round(n)} respuestas`);
      expect(read).toContain(`entre ${Math.round(body.low)} y ${Math.round(body.high)}. La meta es 76.`);
      expect(body.n).toBeCloseTo(n, 6);
    });

    it('shows the last twelve months as a table too, the oldest first', async () => {
      const rows = tableRows((await ana.get('/me')).text);
      expect(rows).toHaveLength(12);
      expect(rows[0]).toContain('diciembre de 2025');
      expect(rows[11]).toContain('noviembre de 2026');
      const august = (await scores('2026-08', 'employee')).find((row) => row.key === 'E-12');
      expect(rows[8]).toContain(
        `agosto de 2026 ${Math.round(august?.n ?? 0)} ${august?.score?.toFixed(1)} ` +
          `${Math.round(august?.low ?? 0)} a ${Math.round(august?.high ?? 0)}`,
      );
    });

    it.each(['2026-Q4', '2026-Q3', '2026-08'])('shows numbers that add up in %s', async (period) => {
      const [raw = NaN, mix = NaN, shrink = NaN, score = NaN] = sumOf(
        (await ana.get(`/me?period=${period}`)).text,
      );
      expect((raw + mix + shrink).toFixed(1)).toBe(score.toFixed(1));
      const { body } = await api(`employees/E-12/scorecard?period=${period}`).expect(200);
      expect([raw, mix, score]).toEqual(
        [body.steps.rawMean, body.steps.mixEffect, body.score].map((value: number) =>
          Number(value.toFixed(1)),
        ),
      );
    });

    it('counts one more as soon as one more customer has answered', async () => {
      const shown = async () =>
        asNumber(/con ([\d,]+) respuestas?/.exec(words((await ana.get('/me')).text))?.[1] ?? '');
      const before = await shown();
      expect(before).toBeGreaterThan(25);
      await answered('E-12', [5]);
      expect(await shown()).toBe(before + 1);
    });

    it('refuses a period nobody can read', async () => {
      const { status, text } = await ana.get('/me?period=autumn');
      expect(status).toBe(400);
      expect(words(text)).toContain('No entendemos el periodo “autumn”');
      expect((await ana.get('/me?period=2026-Q3&period=2026-Q4')).status).toBe(400);
    });

    it('reads in English for an English reader', async () => {
      const mariana = await test.signIn([grant('employee', 'own')], {
        employeeId: ids['E-04'],
        locale: 'en',
      });
      const { text } = await mariana.get('/me');
      const read = words(text);
      expect(read).toContain('Your service in October – December 2026');
      expect(read).toMatch(/An early signal: \d+ of 100, from \d+ answers\./);
      expect(read).toMatch(/Your true level is very likely between \d+ and \d+\. The target is 76\./);
      expect(read).toContain('Adjustment for the kind of contacts');
      expect(tableRows(text)[11]).toContain('November 2026');
      expect(read).not.toMatch(/respuestas|Puntuación|meta/);
    });

    it('shows no number from no answers, none from four, and a first signal from five', async () => {
      const carmen = await test.signIn([grant('employee', 'own')], { employeeId: ids['E-60'] });
      const page = async () => (await carmen.get('/me')).text;
      expect(words(await page())).toContain('Aún no hay respuestas en este periodo.');
      await answered('E-60', [5, 4, 5, 4]);
      const four = await page();
      expect(words(four)).toContain('Hay 4 respuestas de las 5 que hacen falta para mostrar un resultado.');
      expect(words(four)).not.toMatch(/de 100|De dónde sale este número/);
      expect(four).not.toContain('class="interval"');
      expect(sumOf(four)).toEqual([]);
      await answered('E-60', [5]);
      const five = await page();
      expect(words(five)).toMatch(/Primera señal: \d+ de 100, con 5 respuestas\./);
      expect(sumOf(five)).toHaveLength(4);
    });

    it('is not there for an account that is no employee', async () => {
      const nobody = await test.signIn([grant('employee', 'own')]);
      expect((await nobody.get('/me')).status).toBe(404);
    });
  });

  describe('pages about others', () => {
    const teamId = async (externalId: string): Promise<number> =>
      (
        await test.database.get<{ id: number }>('SELECT id AS "id" FROM team WHERE external_id = ?', [
          externalId,
        ])
      )?.id ?? 0;

    it('an employee finds neither a colleague nor the own team, as if they did not exist', async () => {
      const ana = await test.signIn([grant('employee', 'own')], { employeeId: ids['E-12'] });
      expect((await ana.get(`/employees/${ids['E-12']}`)).status).toBe(200);
      for (const path of [
        `/employees/${ids['E-04']}`,
        `/teams/${await teamId('T-TEL')}`,
        '/employees/999999',
      ]) {
        const { status, text } = await ana.get(path);
        expect(status).toBe(404);
        expect(text).not.toContain('Mariana Cruz');
      }
    });

    it('a lead sees the people of the own team, all of them and nobody else, and no other team', async () => {
      const diego = await test.signIn([grant('lead', 'team')], { employeeId: ids['E-38'] });
      const own = await teamId('T-MOS');
      const people = await test.database.all<{ id: number; name: string; member: number }>(
        `SELECT e.id AS "id", e.name AS "name",
                CASE WHEN EXISTS (SELECT 1 FROM team_membership m WHERE m.employee_id = e.id AND m.team_id = ?
                  AND m.from_day <= '2026-11-03' AND (m.to_day IS NULL OR m.to_day > '2026-11-03')) THEN 1 ELSE 0 END AS "member"
         FROM employee e`,
        [own],
      );
      const { status, text } = await diego.get(`/teams/${own}`);
      expect(status).toBe(200);
      const linked = [...text.matchAll(/href="\/employees\/(\d+)/g)].map((found) => Number(found[1]));
      const members = people.filter((one) => one.member === 1).map((one) => one.id);
      expect(members.length).toBeGreaterThan(4);
      expect(linked.sort((a, b) => a - b)).toEqual(members.sort((a, b) => a - b));
      for (const { name, member } of people) if (member === 0) expect(text).not.toContain(name);
      expect((await diego.get(`/teams/${await teamId('T-TEL')}`)).status).toBe(404);
      expect((await diego.get(`/employees/${ids['E-12']}`)).status).toBe(404);
      expect((await diego.get(`/employees/${ids['E-40']}`)).status).toBe(200);
    });

    it('a lead reads of a colleague by name, with the same numbers', async () => {
      const diego = await test.signIn([grant('lead', 'team')], { employeeId: ids['E-38'] });
      const { body } = await api('employees/E-40/scorecard?period=2026-Q4').expect(200);
      const read = words((await diego.get(`/employees/${ids['E-40']}`)).text);
      expect(read).toContain('Rocío Salinas, octubre–diciembre de 2026');
      expect(read).toContain(`${Math.round(body.score)} de 100, con ${Math.round(body.n)} respuestas`);
      expect(read).toContain(
        `nivel real de Rocío esté entre ${Math.round(body.low)} y ${Math.round(body.high)}`,
      );
    });

    it('human resources sees every team and everybody', async () => {
      const hr = await test.signIn([grant('hr', 'all')]);
      for (const path of [`/teams/${await teamId('T-TEL')}`, `/employees/${ids['E-12']}`, '/dashboard'])
        expect((await hr.get(path)).status).toBe(200);
      expect((await hr.get('/teams/999999')).status).toBe(404);
    });
  });

  describe('of a closed month', () => {
    let first: Row[];

    // The last of the suite: what is closed stays closed.
    beforeAll(async () => {
      first = await scores('2026-08', 'employee');
      await test.get(Freezing).freeze(monthPeriod('2026-08'), 'cli');
    });

    it('programs are told when it was closed, with which formula and of which bytes; the scores stay', async () => {
      const { body } = await api('scores?period=2026-08').expect(200);
      expect(body.items).toEqual(first);
      expect(body.closed).toMatchObject({ at: new Date(TEST_NOW).toISOString(), formula: 'eb-mean-1' });
      expect(body.closed.inputsHash).toMatch(/^[0-9a-f]{64}$/);
      expect((await api('scores?period=2026-Q4').expect(200)).body.closed).toBeNull();
    });

    it('a correction after closing is told with both values, and moves nobody else', async () => {
      const ana = await test.signIn([grant('employee', 'own')], { employeeId: ids['E-12'] });
      const page = async () => words((await ana.get('/me?period=2026-08')).text);
      expect(await page()).toContain('Periodo cerrado el');
      expect(await page()).not.toContain('Corregido después del cierre');
      const row = await test.database.get<{ id: string }>(
        `SELECT r.id AS "id" FROM response r JOIN answer a ON a.response_id = r.id AND a.rating = 2
         JOIN attribution t ON t.response_id = r.id AND t.employee_id = ?
         WHERE r.counting_day = '2026-08-20'`,
        [ids['E-12'] ?? 0],
      );
      await test.get(Exclusions).exclude(row?.id ?? '', 'outside_control', null, { actor: 'cli' });
      const after = await scores('2026-08', 'employee');
      const [before, now] = [first, after].map((rows) => rows.find(({ key: own }) => own === 'E-12'));
      expect(now).toMatchObject({
        n: (before?.n ?? 0) - 1,
        correctedAfterClosing: { n: before?.n, score: before?.score },
      });
      expect(after.filter(({ key: own }) => own !== 'E-12')).toEqual(
        first.filter(({ key: own }) => own !== 'E-12'),
      );
      const tenth = (value: number | null | undefined) => (value ?? 0).toFixed(1);
      expect(await page()).toContain(
        `se mostraba ${tenth(before?.score)}, ahora es ${tenth(now?.score)}. Los resultados de los demás no cambian.`,
      );
      const { body } = await api('employees/E-12/scorecard?period=2026-08').expect(200);
      expect(body).toMatchObject({ score: now?.score, correctedAfterClosing: { score: before?.score } });
      const hr = await test.signIn([grant('hr', 'all')]);
      expect(words((await hr.get(`/employees/${ids['E-12']}?period=2026-08`)).text)).toContain('Corregido');
    });
  });
});
