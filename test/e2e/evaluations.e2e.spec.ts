/** A cycle over HTTP: a program draws it up and calculates, leads rate, a person signs, people read their statements. */
import { Employees, PayBases, Teams } from '../../src/organization';
import { Audit } from '../../src/platform/audit';
import { bootApp, type SignedIn, type TestApp } from '../support';

const MAY = Date.UTC(2026, 4, 20, 18);
const NOVEMBER = Date.UTC(2026, 10, 3, 18);
const POOL_MINOR = 1_000_001;

const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const plan = {
  key: 'atencion-2026',
  name: 'Atención 2026',
  definition: {
    currency: 'MXN',
    lines: [
      {
        kind: 'customer_opinion',
        key: 'customers',
        name: text('Opinión del cliente'),
        weightBp: 3000,
        threshold: 60,
        target: 75,
        maximum: 90,
      },
      {
        kind: 'manager_rating',
        key: 'lead',
        name: text('Calificación del responsable'),
        weightBp: 7000,
        threshold: 2,
        target: 3,
        maximum: 5,
        rubric: ['uno', 'dos', 'tres', 'cuatro', 'cinco'].map(text),
      },
    ],
  },
};

describe('an evaluation cycle', () => {
  let test: TestApp;
  let key: string;
  let hr: SignedIn;
  let lead: SignedIn;
  let ana: SignedIn;
  let otherLead: SignedIn;
  let auditor: SignedIn;
  const ids: Record<string, number> = {};
  let cycle: { id: number };

  const api = (method: 'get' | 'post', path: string, body?: object) => {
    const request = test.http[method](`/api/v1/${path}`).set('Authorization', `Bearer ${key}`);
    return body ? request.send(body) : request;
  };
  const statement = (employee: string) => `/evaluations/${cycle.id}/statements/${ids[employee]}`;

  beforeAll(async () => {
    test = await bootApp('sqlite', { now: MAY });
    key = await test.apiKey('evaluations:write', 'evaluations:read');
    await test.get(Teams).upsert('T-1', { name: 'Telefónica' }, 'cli');
    await test.get(Teams).upsert('T-2', { name: 'Chat' }, 'cli');
    for (const [id, name, team, manager] of [
      ['E-1', 'Diego Paz', 'T-1'],
      ['E-2', 'Ana Beltrán', 'T-1', 'E-1'],
      ['E-3', '=cmd|calc', 'T-1', 'E-1'],
      ['E-4', 'Otra Jefa', 'T-2'],
      ['E-5', 'De Chat', 'T-2', 'E-4'],
    ] as const) {
      const input = { name, team, hiredOn: '2024-01-01', ...(manager ? { manager } : {}) };
      const { id: employee } = await test.get(Employees).upsert(id, input, 'cli');
      ids[id] = employee;
      const amounts = {
        fromDay: '2024-01-01',
        annualSalaryMinor: 1,
        targetBonusMinor: 520_000,
        currency: 'MXN',
      };
      await test.get(PayBases).set(employee, amounts, 'cli');
    }
    expect((await api('post', 'evaluation-plans', plan)).body).toMatchObject({
      version: 1,
      state: 'published',
    });
    test.clock.set(NOVEMBER);
    hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    auditor = await test.signIn([{ role: 'auditor', scope: 'all' }]);
    lead = await test.signIn(
      [
        { role: 'lead', scope: 'team' },
        { role: 'employee', scope: 'own' },
      ],
      { employeeId: ids['E-1'] },
    );
    otherLead = await test.signIn([{ role: 'lead', scope: 'team' }], { employeeId: ids['E-4'] });
    ana = await test.signIn([{ role: 'employee', scope: 'own' }], { employeeId: ids['E-2'] });
    const reply = await api('post', 'evaluation-cycles', {
      key: '2026-q3',
      name: 'Tercer trimestre 2026',
      plan: 'atencion-2026',
      period: '2026-Q3',
      pool: { minor: POOL_MINOR, currency: 'MXN' },
    });
    expect(reply.status).toBe(201);
    cycle = reply.body as { id: number };
    expect(reply.body).toMatchObject({
      state: 'collecting',
      period: { from: '2026-07-01', to: '2026-10-01' },
      planVersion: 1,
    });
  });
  afterAll(() => test.close());

  it('what a program sends wrong is refused, each with its place', async () => {
    const reply = await api('post', 'evaluation-cycles', {
      key: 'No Key',
      name: 'x',
      plan: 'p',
      period: '2026',
      pool: {},
      bonus: 1,
    });
    expect(reply.status).toBe(400);
    const pointers = (reply.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/key', '/pool/minor', '/pool/currency', '/bonus']));
    const light = structuredClone(plan);
    light.definition.lines[1]!.weightBp = 6000;
    const weights = await api('post', 'evaluation-plans', light);
    expect(weights.status).toBe(422);
    expect(weights.body).toMatchObject({ code: 'plan_weights_sum', detail: expect.stringContaining('90') });
  });

  it('a lead rates the own team on a page; what is missing is said beside the field and nothing typed is lost', async () => {
    const page = await lead.get(`/evaluations/${cycle.id}/ratings`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Ana Beltrán');
    expect(page.text).not.toContain('De Chat');
    expect(page.text).not.toContain(`name-${ids['E-1']}`);
    const path = `/evaluations/${cycle.id}/ratings/${ids['E-2']}`;
    const incomplete = await lead.post(path, { rating: '', reason: 'Puntual & amable' });
    expect(incomplete.status).toBe(400);
    expect(incomplete.text).toContain('Elija una calificación de 1 a 5.');
    expect(incomplete.text).toContain('Puntual &amp; amable');
    expect((await lead.post(path, { rating: '450', reason: 'Puntual & amable' })).status).toBe(303);
    expect((await lead.get(`/evaluations/${cycle.id}/ratings`)).text).toContain(
      '1 de 2 personas calificadas',
    );
  });

  it('a lead rates neither themselves nor another team, and an employee nobody', async () => {
    const rate = (who: SignedIn, employee: string) =>
      who.post(`/evaluations/${cycle.id}/ratings/${ids[employee]}`, { rating: '500', reason: 'Yo' });
    expect((await rate(lead, 'E-1')).status).toBe(403);
    expect((await rate(lead, 'E-5')).status).toBe(404);
    expect((await rate(otherLead, 'E-2')).status).toBe(404);
    expect((await rate(ana, 'E-3')).status).toBe(403);
  });

  it('a program calculates; nobody but those who check sees an amount', async () => {
    expect((await api('get', `evaluation-cycles/${cycle.id}/statements`)).body.code).toBe(
      'cycle_not_calculated',
    );
    const reply = await api('post', `evaluation-cycles/${cycle.id}/calculate`);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      state: 'calculated',
      resultHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const amount = await amountOf('E-2');
    for (const who of [hr, auditor]) {
      const page = await who.get(`/evaluations/${cycle.id}`);
      expect(page.text).toContain(amount);
      expect((await who.get(statement('E-2'))).text).toContain(amount);
    }
    const leads = await lead.get(`/evaluations/${cycle.id}`);
    expect(leads.status).toBe(200);
    expect(leads.text).toContain('Ana Beltrán');
    expect(leads.text).not.toContain(amount);
    expect(leads.text).not.toContain('MXN');
    for (const who of [lead, ana]) expect((await who.get(statement('E-2'))).status).toBe(404);
    expect((await ana.get(`/evaluations/${cycle.id}`)).status).toBe(404);
    expect((await ana.get('/evaluations')).text).toContain('Todavía no hay una evaluación publicada');
  });

  it('a simulation says what another pool would cost and leaves the cycle alone', async () => {
    const before = (await api('get', `evaluation-cycles/${cycle.id}`)).body;
    const reply = await api('post', `evaluation-cycles/${cycle.id}/simulate`, { poolMinor: 2_000_000 });
    expect(reply.body).toMatchObject({ currency: 'MXN', cost: { poolMinor: 2_000_000 } });
    expect(reply.body.employees).toHaveLength(5);
    expect((await api('get', `evaluation-cycles/${cycle.id}`)).body).toEqual(before);
  });

  it('a program cannot sign off, and payroll waits for a person', async () => {
    const reply = await api('post', `evaluation-cycles/${cycle.id}/sign-offs`, { reason: 'Automático' });
    expect(reply.status).toBe(403);
    expect(reply.body).toMatchObject({
      code: 'sign_off_needs_person',
      detail: expect.stringContaining(`/evaluations/${cycle.id}`),
    });
    expect((await api('get', `evaluation-cycles/${cycle.id}/payroll`)).body.code).toBe(
      'cycle_not_signed_off',
    );
    expect((await api('post', `evaluation-cycles/${cycle.id}/publish`)).body.code).toBe('cycle_wrong_state');
  });

  it('what is not ready waits for a reason, and every result for an approval of its own', async () => {
    const page = async () => (await hr.get(`/evaluations/${cycle.id}`)).text;
    expect(await page()).toContain('¿Está lista la medición?');
    expect(await page()).not.toContain('name="snapshot"');
    const gates = [...(await page()).matchAll(/name="gate" value="(\w+)"/g)].map(([, gate]) => gate ?? '');
    expect(gates).toContain('months');
    const without = await hr.post(`/evaluations/${cycle.id}/readiness`, { gate: 'months', reason: ' ' });
    expect(without.status).toBe(400);
    for (const gate of gates) {
      const passed = await hr.post(`/evaluations/${cycle.id}/readiness`, {
        gate,
        reason: 'Primer trimestre',
      });
      expect(passed.status).toBe(303);
    }
    expect(await page()).toContain('Primer trimestre');
    const list = await hr.get(`/evaluations/${cycle.id}/approvals`);
    expect(list.text).toContain('0 de 5 aprobados');
    expect((await auditor.get(`/evaluations/${cycle.id}/approvals`)).status).toBe(403);
    let place = /href="(\/evaluations\/\d+\/statements\/\d+)"/.exec(list.text)?.[1] ?? '';
    for (let signed = 0; signed < 5; signed += 1) {
      const { text } = await hr.get(place);
      const evaluation = /name="evaluation" value="(\w+)"/.exec(text)?.[1] ?? '';
      const action = /action="(\/evaluations\/\d+\/approvals\/\d+)"/.exec(text)?.[1] ?? '';
      const empty = await hr.post(action, { evaluation, reason: '' });
      expect(empty.status).toBe(400);
      expect(empty.text).toContain('aria-invalid="true"');
      const changed = await hr.post(action, { evaluation: 'f'.repeat(64), reason: 'Lo miré' });
      expect(changed.status).toBe(409);
      expect(changed.text).toContain('Lo miré');
      const done = await hr.post(action, { evaluation, reason: 'Lo miré' });
      expect(done.status).toBe(303);
      place = done.headers.location ?? '';
    }
    expect(place).toBe(`/evaluations/${cycle.id}/approvals`);
    expect((await hr.get(place)).text).toContain('5 de 5 aprobados');
    expect(await page()).toContain('name="snapshot"');
  });

  it('each look at somebody else’s pay is on record, one’s own is not', async () => {
    const looks = async () =>
      (await test.get(Audit).about(`cycle:${cycle.id}`, 500))
        .reverse()
        .filter(({ action }) => action === 'pay.viewed')
        .map(({ actor, details }) => ({ actor, ...(JSON.parse(details) as object) }));
    const before = (await looks()).length;
    await auditor.get(statement('E-2'));
    await lead.get(`/evaluations/${cycle.id}`);
    await ana.get('/evaluations');
    await api('get', `evaluation-cycles/${cycle.id}/statements?limit=2`);
    expect((await looks()).slice(before)).toEqual([
      { actor: expect.stringMatching(/^user:\d+$/), page: 'statement', employee: Number(ids['E-2']) },
      { actor: expect.stringMatching(/^api-key:\d+$/), page: 'api', people: 2 },
    ]);
  });

  it('a person signs with a reason what they looked at; a result that is gone is refused with an explanation', async () => {
    const signOff = (form: Record<string, string>) => hr.post(`/evaluations/${cycle.id}/sign-offs`, form);
    const shown = async () =>
      /name="snapshot" value="(\d+)"/.exec((await hr.get(`/evaluations/${cycle.id}`)).text)?.[1] ?? '';
    const stale = await shown();
    expect((await hr.post(`/evaluations/${cycle.id}/calculations`)).status).toBe(303);
    const refused = await signOff({ snapshot: stale, reason: 'Revisado' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('se volvió a calcular');
    expect(refused.text).toContain('Revisado');
    const empty = await signOff({ snapshot: await shown(), reason: '  ' });
    expect(empty.status).toBe(400);
    expect(empty.text).toContain('aria-invalid="true"');
    for (const who of [lead, ana, auditor]) {
      expect(
        (await who.post(`/evaluations/${cycle.id}/sign-offs`, { snapshot: await shown(), reason: 'Yo' }))
          .status,
      ).toBe(403);
    }
    expect((await signOff({ snapshot: await shown(), reason: 'Revisado con los responsables' })).status).toBe(
      303,
    );
    expect((await hr.get(`/evaluations/${cycle.id}`)).text).toContain('Revisado con los responsables');
    expect((await ana.get(statement('E-2'))).status).toBe(404);
  });

  it('once published, everybody sees their own statement and nobody else’s', async () => {
    expect((await hr.post(`/evaluations/${cycle.id}/publication`)).status).toBe(303);
    const own = await ana.get(statement('E-2'));
    expect(own.status).toBe(200);
    expect(own.headers['cache-control']).toBe('no-store');
    expect(own.text).toContain(`Su bono: ${await amountOf('E-2')}`);
    expect(own.text).toContain('Puntual &amp; amable');
    expect(own.text).toContain('Aprobado por Test Person');
    expect((await ana.get(`/evaluations/${cycle.id}`)).headers.location).toBe(statement('E-2'));
    expect((await ana.get('/evaluations')).text).toContain(statement('E-2'));
    expect((await ana.get(statement('E-3'))).status).toBe(404);
    expect((await lead.get(statement('E-2'))).status).toBe(404);
    expect((await lead.get(statement('E-1'))).status).toBe(200);
    expect((await otherLead.get(statement('E-4'))).status).toBe(404);
  });

  it('the statement’s steps add up to the amount', async () => {
    const { body } = await api('get', `evaluation-cycles/${cycle.id}/statements`);
    const items = body.items as {
      member: { amountMinor: number; points: string; totalFactor: string };
      totals: { poolFactor: string };
    }[];
    expect(items.reduce((sum, { member }) => sum + member.amountMinor, 0)).toBe(POOL_MINOR);
    for (const { member, totals } of items) {
      expect(Math.abs(Number(member.points) * Number(totals.poolFactor) - member.amountMinor)).toBeLessThan(
        1,
      );
    }
    const page = await api('get', `evaluation-cycles/${cycle.id}/statements?limit=2`);
    expect(page.body.items).toHaveLength(2);
    const next = await api(
      'get',
      `evaluation-cycles/${cycle.id}/statements?limit=4&cursor=${page.body.nextCursor}`,
    );
    expect(next.body.items).toHaveLength(3);
  });

  it('payroll is a CSV file with a control total and without formulas', async () => {
    const reply = await api('get', `evaluation-cycles/${cycle.id}/payroll?format=csv`);
    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(reply.headers['content-disposition']).toBe('attachment; filename="payroll-2026-q3.csv"');
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.text).toContain("E-3,'=cmd|calc,");
    expect(reply.text).toContain('TOTAL,5,10000.01,MXN\r\n');
  });

  describe('payroll by hand', () => {
    const page = async (who = hr) => who.get(`/evaluations/${cycle.id}/payroll`);
    const run = async () => /payroll-files\/([\da-f-]{36})\/copies/.exec((await page()).text)?.[1] ?? '';

    it('is for those who see everybody’s pay; an auditor looks and changes nothing', async () => {
      for (const who of [lead, ana]) expect((await page(who)).status).toBe(403);
      expect((await page(auditor)).status).toBe(200);
      expect((await page(auditor)).text).not.toContain('Hacer el archivo');
      expect((await auditor.post(`/evaluations/${cycle.id}/payroll-files`)).status).toBe(403);
    });

    it('a layout that cannot work is refused with what is wrong; a sound one is shown as it will be', async () => {
      const preset = await hr.get('/evaluations/payroll-layout?preset=rows');
      expect(preset.text).toContain('E-11;1050;5123,00;01/01/2027;31/03/2027;2027-t1');
      const form = {
        rows: 'by_person',
        delimiter: 'semicolon',
        decimal: 'comma',
        days: 'dmy',
        lineEnd: 'lf',
        encoding: 'utf-8',
        header: 'on',
        header0: 'persona',
        value0: 'employee',
        header1: 'importe',
        value1: 'amount',
        code_bonus: 'B1',
        code_adjustment: 'B2',
        code_raise: 'B3',
        code_lump_sum: 'B4',
      };
      const refused = await hr.post('/evaluations/payroll-layout', { ...form, value2: 'code' });
      expect(refused.status).toBe(400);
      expect(refused.text).toContain('Con una fila por persona no hay un solo concepto');
      expect(refused.text).toContain('value="persona"');
      expect((await hr.post('/evaluations/payroll-layout', form)).status).toBe(303);
      expect((await hr.get('/evaluations/payroll-layout')).text).toContain('persona;importe');
    });

    it('hands over everybody once, to the cent, and says when there is nothing more to tell', async () => {
      expect((await page()).text).toContain('Todavía no hay archivos');
      expect((await hr.post(`/evaluations/${cycle.id}/payroll-files`)).status).toBe(303);
      expect((await page()).text).toContain('$10,000.01');
      expect((await page()).text).toContain('Nómina ya recibió todo');
      const again = await hr.post(`/evaluations/${cycle.id}/payroll-files`);
      expect(again.status).toBe(409);
      expect(again.text).toContain('Nada ha cambiado desde el último archivo');
      const file = await hr.post(`/evaluations/payroll-files/${await run()}/copies`);
      expect(file.headers['content-disposition']).toBe('attachment; filename="payroll-2026-q3-1.csv"');
      const [head, ...rows] = file.text.trim().split('\n');
      expect(head).toBe('persona;importe');
      const cents = rows.map((row) => Number((row.split(';')[1] ?? '').replace(',', '')));
      expect(cents.reduce((sum, minor) => sum + minor, 0)).toBe(POOL_MINOR);
    });

    it('what payroll paid is pasted, held against the file, and what cannot be read is given back', async () => {
      const place = `/evaluations/payroll-files/${await run()}/confirmations`;
      const file = (await hr.post(`/evaluations/payroll-files/${await run()}/copies`)).text.trim();
      const lost = await hr.post(place, { payments: 'E-2;cien\nE-3;5' });
      expect(lost.status).toBe(400);
      expect(lost.text).toContain('La línea 1');
      expect(lost.text).toContain('E-3;5');
      const strange = await hr.post(place, { payments: 'E-2;1,00\nE-77;1,00' });
      expect(strange.status).toBe(422);
      expect((await page()).text).toContain('Todavía no se sabe qué pagó nómina');
      expect((await hr.post(place, { payments: 'E-2;1,00' })).status).toBe(303);
      expect((await page()).text).toContain('Lo pagado no coincide con el archivo');
      expect((await hr.post(place, { payments: file })).status).toBe(303);
      expect((await page()).text).toContain('Nómina pagó exactamente lo que dice el archivo');
    });
  });

  it('the pages are there in every language', async () => {
    for (const locale of ['en', 'pt-BR'] as const) {
      const reader = await test.signIn([{ role: 'hr', scope: 'all' }], { locale });
      for (const path of [
        '/evaluations',
        `/evaluations/${cycle.id}`,
        `/evaluations/${cycle.id}/ratings`,
        `/evaluations/${cycle.id}/approvals`,
        `/evaluations/${cycle.id}/payroll`,
        '/evaluations/payroll-layout',
        statement('E-2'),
      ]) {
        const page = await reader.get(path);
        expect({ path, status: page.status }).toEqual({ path, status: 200 });
      }
    }
  });

  /** As a page in Spanish writes it: `$2,345.67`. */
  async function amountOf(employee: string): Promise<string> {
    const { body } = await api('get', `evaluation-cycles/${cycle.id}/statements`);
    const items = body.items as { employee: string; member: { amountMinor: number } }[];
    const minor = items.find((item) => item.employee === employee)?.member.amountMinor ?? 0;
    return new Intl.NumberFormat('es-MX', { style: 'currency', currency: 'MXN' }).format(minor / 100);
  }
});
