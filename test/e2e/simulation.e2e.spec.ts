/** The page of a simulation: what it shows to whom, what it notes, and that the cycle stays as it is. */
import { Cycles } from '../../src/evaluations';
import { Audit } from '../../src/platform/audit';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const goal = (key: string, weightBp: number) => ({
  kind: 'goal',
  key,
  name: text(key === 'sales' ? 'Ventas' : 'Visitas'),
  unit: text('contratos'),
  weightBp,
  threshold: 80,
  target: 100,
  maximum: 120,
});

describeOnBothDatabases('the simulation of a cycle', (kind) => {
  let test: TestApp;
  let hr: SignedIn;
  let auditor: SignedIn;
  let cycle: number;
  let path: string;

  const form = (more: Record<string, string> = {}) => ({
    poolMinor: '10,000.00',
    funding: 'pool',
    missingLine: 'reweighted',
    ...Object.fromEntries(
      [0, 1].flatMap((line) =>
        Object.entries({
          weightBp: '50',
          threshold: '80',
          target: '100',
          maximum: '120',
          thresholdPayout: '0',
          maximumPayout: '200',
          shape: 'straight',
        }).map(([name, value]) => [`lines.${line}.${name}`, value]),
      ),
    ),
    ...more,
  });

  beforeAll(async () => {
    test = await bootApp(kind);
    const key = await test.apiKey();
    const send = (method: 'post' | 'put', address: string, body: object) =>
      test.http[method](`/api/v1/${address}`).set('Authorization', `Bearer ${key}`).send(body);
    await send('put', 'teams/T-1', { name: 'Telefónica' });
    await send('put', 'teams/T-2', { name: 'Chat' });
    for (const [index, id] of ['E-1', 'E-2', 'E-3'].entries()) {
      await send('put', `employees/${id}`, {
        name: `Persona ${id}`,
        hiredOn: '2024-01-01',
        team: index === 2 ? 'T-2' : 'T-1',
      });
      await send('put', `employees/${id}/pay-bases/2024-01-01`, {
        annualSalaryMinor: 1,
        targetBonusMinor: 300_000,
        currency: 'MXN',
      });
    }
    await send('post', 'evaluation-plans', {
      key: 'plan',
      name: 'Plan',
      definition: { currency: 'MXN', lines: [goal('sales', 5000), goal('visits', 5000)] },
    }).expect(201);
    const made = await send('post', 'evaluation-cycles', {
      key: 'q3',
      name: 'Tercer trimestre',
      plan: 'plan',
      period: '2026-Q3',
      pool: { minor: 1_000_000, currency: 'MXN' },
      backdatedReason: 'Prueba',
    }).expect(201);
    cycle = (made.body as { id: number }).id;
    path = `/evaluations/${cycle}/simulation`;
    const results = ['E-1', 'E-2', 'E-3'].flatMap((employee, index) => [
      { employee, line: 'sales', result: String(90 + 10 * index) },
      { employee, line: 'visits', result: String(110 - 10 * index) },
    ]);
    await send('post', `evaluation-cycles/${cycle}/line-results`, { results }).expect(200);
    hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    auditor = await test.signIn([{ role: 'auditor', scope: 'all' }]);
  });
  afterAll(() => test.close());

  it('shows the plan and how bonuses spread, and nobody’s amount', async () => {
    const page = await auditor.get(path).expect(200);
    expect(page.text).toContain('Como está el ciclo');
    expect(page.text).toContain('$10,000.00');
    expect(page.text).not.toContain('Persona E-1');
    expect(page.text).not.toContain('value="show"');
  });

  it('simulated, says who moves and by how much, notes who looked, and changes nothing', async () => {
    const before = await test.get(Cycles).byId(cycle);
    const page = await hr
      .post(path)
      .type('form')
      .send(form({ 'lines.0.weightBp': '90', 'lines.1.weightBp': '10', action: 'show' }))
      .expect(200);
    expect(page.text).toContain('1 persona recibe más, 1 recibe menos y 1 recibe lo mismo.');
    expect(page.text).toContain('Persona E-3');
    expect(page.text).toContain('+$1,333.34');
    expect(page.text).toMatch(/Por equipo/);
    expect(await test.get(Cycles).byId(cycle)).toEqual(before);
    const [entry] = (await test.get(Audit).about(`cycle:${cycle}`)).filter(
      ({ action }) => action === 'pay.viewed',
    );
    expect(JSON.parse(String(entry?.details))).toEqual({ page: 'simulation', people: 3 });
  });

  it('what cannot be simulated is shown again with what is wrong', async () => {
    const page = await hr
      .post(path)
      .type('form')
      .send(form({ 'lines.0.weightBp': '90', action: 'show' }))
      .expect(422);
    expect(page.text).toContain('value="90"');
    expect(page.text).toContain('id="field-lines"');
    const typo = await hr
      .post(path)
      .type('form')
      .send(form({ 'lines.0.target': 'cien' }))
      .expect(400);
    expect(typo.text).toContain('Ventas: Meta');
  });

  it('scenarios are kept, opened by their address, compared up to three, and removed', async () => {
    const save = (name: string, weight: number) =>
      hr
        .post(path)
        .type('form')
        .send(
          form({
            name,
            action: 'save',
            'lines.0.weightBp': String(weight),
            'lines.1.weightBp': String(100 - weight),
          }),
        );
    const places: string[] = [];
    for (const weight of [60, 70, 80, 90]) {
      const reply = await save(`Ventas ${weight}`, weight).expect(303);
      places.push(reply.get('Location') ?? '');
    }
    const twice = await save('Ventas 60', 60).expect(409);
    expect(twice.text).toContain('Ya hay un escenario llamado “Ventas 60”');
    await save('', 60).expect(400);
    const opened = await auditor.get(places[3] ?? '').expect(200);
    expect(opened.text).toContain('value="90"');
    expect(opened.text).not.toContain('Persona E-3');
    const ids = places.map((place) => place.split('=')[1] ?? '');
    const compared = await auditor
      .get(`${path}/comparison?${ids.map((id) => `scenario=${id}`).join('&')}`)
      .expect(200);
    expect(compared.text).toContain('Ventas 80');
    expect(compared.text).not.toContain('Ventas 90');
    // Nobody chose: the three that were kept first.
    const first = (await auditor.get(`${path}/comparison`).expect(200)).text;
    expect(first).toContain('Ventas 60');
    expect(first).not.toContain('Ventas 90');
    for (const id of ids) await hr.post(`/evaluations/${cycle}/scenarios/${id}/removal`).expect(303);
    expect((await hr.get(path)).text).not.toContain('Ventas 90');
    expect((await auditor.get(`${path}/comparison`).expect(200)).text).toContain(
      'No hay escenario que comparar',
    );
  });

  it('is closed to leads and to those who manage a team only', async () => {
    const lead = await test.signIn([{ role: 'lead', scope: 'team' }]);
    await lead.get(path).expect(403);
    const teamHr = await test.signIn([{ role: 'hr', scope: 'team' }]);
    await teamHr.get(path).expect(403);
    await teamHr.post(path).type('form').send(form()).expect(403);
    await auditor.post(path).type('form').send(form()).expect(403);
  });

  it('a cycle with nobody in it says so', async () => {
    const reply = await test.http
      .post('/api/v1/evaluation-cycles')
      .set('Authorization', `Bearer ${await test.apiKey()}`)
      .send({
        key: 'long-ago',
        name: 'Hace tiempo',
        plan: 'plan',
        period: '2020-Q1',
        pool: { minor: 1, currency: 'MXN' },
        backdatedReason: 'Prueba',
      })
      .expect(201);
    const page = await hr.get(`/evaluations/${(reply.body as { id: number }).id}/simulation`).expect(200);
    expect(page.text).toContain('Todavía no hay nadie en el ciclo');
  });
});
