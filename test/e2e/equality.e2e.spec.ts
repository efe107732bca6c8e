/** The report on equal treatment as people and programs meet it: who may open it, what it notes, and what it never shows. */
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const ids = Array.from({ length: 24 }, (_, index) => `E-${index + 1}`);

describeOnBothDatabases('the report on equal treatment', (kind) => {
  let test: TestApp;
  let key: string;
  let hr: SignedIn;
  let auditor: SignedIn;
  let cycle: number;

  const send = (method: 'post' | 'put' | 'get', path: string, body?: object, by = key) =>
    test.http[method](`/api/v1/${path}`).set('Authorization', `Bearer ${by}`).send(body);
  const report = () => `/evaluations/${cycle}/equality`;
  const upload = (who: SignedIn, file: string) =>
    who.upload('/equality/imports', {}, { field: 'file', bytes: Buffer.from(file), name: 'datos.csv' });

  beforeAll(async () => {
    test = await bootApp(kind);
    key = await test.apiKey();
    for (const id of ids) {
      await send('put', `employees/${id}`, { name: `Persona ${id}`, hiredOn: '2024-01-01' });
      await send('put', `employees/${id}/pay-bases/2024-01-01`, {
        annualSalaryMinor: 1,
        targetBonusMinor: 100_000,
        currency: 'MXN',
      });
    }
    await send('post', 'evaluation-plans', {
      key: 'plan',
      name: 'Plan',
      definition: {
        currency: 'MXN',
        funding: 'individual',
        lines: [
          {
            kind: 'goal',
            key: 'sales',
            name: text('Ventas'),
            unit: text('contratos'),
            weightBp: 10_000,
            threshold: 80,
            target: 100,
            maximum: 120,
          },
        ],
      },
    }).expect(201);
    const made = await send('post', 'evaluation-cycles', {
      key: 'q3',
      name: 'Tercer trimestre',
      plan: 'plan',
      period: '2026-Q3',
      pool: { minor: 0, currency: 'MXN' },
      backdatedReason: 'Prueba',
    }).expect(201);
    cycle = (made.body as { id: number }).id;
    // The first twelve are on target but for one, of the others two are.
    const results = ids.map((employee, index) => ({
      employee,
      line: 'sales',
      result: index < 11 || index > 21 ? '105' : '90',
    }));
    await send('post', `evaluation-cycles/${cycle}/line-results`, { results }).expect(200);
    await send('post', `evaluation-cycles/${cycle}/calculate`).expect(200);
    hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    auditor = await test.signIn([{ role: 'auditor', scope: 'all' }]);
  });
  afterAll(() => test.close());

  it('without data says so, and opening it counts all the same', async () => {
    const before = await auditor.get(report()).expect(200);
    expect(before.text).toContain('Todavía no hay datos para comparar');
    await auditor.post(`${report()}/openings`).expect(303);
    const after = await auditor.get(report()).expect(200);
    expect(after.text).toContain('No hay datos que comparar');
    expect(after.text).toContain('Quién lo abrió');
  });

  it('data come by file and from programs, and nothing gives back what one person said', async () => {
    const lines = ids.map(
      (id, index) => `${id};${index < 12 ? 'Hombre' : 'Mujer'};Zurdo-${id === 'E-3' ? 'sí' : 'no'}`,
    );
    await upload(hr, `empleado;Género;Mano\n${lines.join('\n')}\n`).expect(303);
    const sent = await send('post', 'equality-answers', {
      answers: [{ employee: 'E-24', attribute: 'Mano', group: null }],
    }).expect(200);
    expect(sent.body).toEqual({ answers: 0, withdrawn: 1 });
    const store = await auditor.get('/equality').expect(200);
    expect(store.text).toMatch(/Mujer<\/th><td class="end">12</);
    // One left-handed person: the group is hidden, and the other, from which it would follow, with it.
    expect(store.text).not.toContain('Zurdo-');
    expect(store.text).not.toContain('name="file"');
    await send('get', 'equality-answers').expect(404);
    const person = await send('get', 'employees/E-3').expect(200);
    expect(JSON.stringify(person.body)).not.toContain('Hombre');
  });

  it('shows figures to whoever opened it, of groups only', async () => {
    const closed = await hr.get(report()).expect(200);
    expect(closed.text).not.toContain('Mujer');
    await hr.post(`${report()}/openings`).expect(303);
    const page = await hr.get(report()).expect(200);
    expect(page.text).toContain('bastante menos');
    // 2 of 12 against 11 of 12.
    expect(page.text).toMatch(/17\s%\sllega al objetivo, frente a 92\s% de Hombre/);
    expect(page.text).toContain('0.18');
    expect(page.text).toContain('0.10');
    expect(page.text).not.toMatch(/Persona E-|Zurdo-/);
    const entries = await test.database.all<{ details: string }>(
      `SELECT details AS "details" FROM audit_entry WHERE action = 'equality.report_opened' ORDER BY seq`,
    );
    expect(entries.map(({ details }) => (JSON.parse(details) as { hadAnswers: boolean }).hadAnswers)).toEqual(
      [false, true],
    );
  });

  it('a simulation tells of groups coarsely, and not when too few people move', async () => {
    const form = (target: string) => ({
      poolMinor: '0.00',
      funding: 'individual',
      missingLine: 'reweighted',
      'lines.0.weightBp': '100',
      'lines.0.threshold': '80',
      'lines.0.target': target,
      'lines.0.maximum': '120',
      'lines.0.thresholdPayout': '0',
      'lines.0.maximumPayout': '200',
      'lines.0.shape': 'straight',
    });
    const told = await hr.post(`/evaluations/${cycle}/simulation`, form('90')).expect(200);
    const groups = told.text.slice(told.text.indexOf('id="equality-title"'));
    // Paid 0.625 on average, then 1.083: said as 65 % and 110 %.
    expect(groups).toMatch(
      /Mujer<\/th><td[^>]*>65\s%<\/td><td[^>]*>110\s%<\/td><td[^>]*>15\s%<\/td><td[^>]*>100\s%/,
    );
    const same = await hr.post(`/evaluations/${cycle}/simulation`, form('100')).expect(200);
    expect(same.text).toContain('muy pocas personas para decirlo');
    expect(same.text).not.toContain('Mujer');
  });

  it('a new calculation is a new report', async () => {
    await send('post', `evaluation-cycles/${cycle}/calculate`).expect(200);
    expect((await hr.get(report()).expect(200)).text).not.toContain('Mujer');
  });

  it('what is no table is said beside the field; a stranger in it refuses all of it', async () => {
    const nothing = await upload(hr, '').expect(422);
    expect(nothing.text).toContain('id="error-file"');
    const stranger = await upload(hr, 'empleado;Género\nE-1;Hombre\nE-999;Mujer\n').expect(422);
    expect(stranger.text).toContain('E-999');
  });

  it('is closed to leads, to human resources of one team, and to keys of another scope', async () => {
    const lead = await test.signIn([{ role: 'lead', scope: 'team' }]);
    const teamHr = await test.signIn([{ role: 'hr', scope: 'team' }]);
    const admin = await test.signIn([{ role: 'admin', scope: 'all' }]);
    for (const who of [lead, teamHr, admin]) {
      await who.get(report()).expect(403);
      await who.post(`${report()}/openings`).expect(403);
      await who.get('/equality').expect(403);
    }
    await upload(auditor, 'empleado;Género\nE-1;Hombre\n').expect(403);
    const narrow = await test.apiKey('pay:write');
    await send('post', 'equality-answers', { answers: [] }, narrow).expect(403);
  });
});
