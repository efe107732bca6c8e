/** Running a cycle by hand: who takes part, reminders to those who rate, pasted results, and conditions. */
import { Employees, PayBases, Teams } from '../../src/organization';
import { Cycles, Plans, type PlanDefinitionInput } from '../../src/evaluations';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

const MAY = Date.UTC(2026, 4, 20, 18);
const OCTOBER = Date.UTC(2026, 9, 5, 18);
const text = (es: string) => ({ es, en: es, 'pt-BR': es });

const definition: PlanDefinitionInput = {
  currency: 'MXN',
  lines: [
    {
      kind: 'manager_rating',
      key: 'lead',
      name: text('Responsable'),
      weightBp: 6000,
      threshold: 2,
      target: 3,
      maximum: 5,
      rubric: ['1', '2', '3', '4', '5'].map(text),
    },
    {
      kind: 'goal',
      key: 'sales',
      name: text('Ventas'),
      weightBp: 4000,
      threshold: 80,
      target: 100,
      maximum: 120,
      unit: text('piezas'),
    },
  ],
  gates: [{ key: 'training', name: text('Curso de seguridad'), scope: 'person', effect: 'at_most_target' }],
};

describeOnBothDatabases('running a cycle', (kind) => {
  let test: TestApp;
  let hr: SignedIn;
  let lead: SignedIn;
  let id: number;
  const ids: Record<string, number> = {};
  const people = async (who = hr) => who.get(`/evaluations/${id}/people`);
  const inputs = async () => hr.get(`/evaluations/${id}/inputs`);

  const signIn = async () => {
    hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    lead = await test.signIn(
      [
        { role: 'lead', scope: 'team' },
        { role: 'employee', scope: 'own' },
      ],
      { employeeId: ids['E-1'] ?? 0 },
    );
  };

  beforeAll(async () => {
    test = await bootApp(kind, { now: MAY });
    await test.get(Teams).upsert('T-1', { name: 'Telefónica' }, 'cli');
    for (const [key, name, manager, hiredOn, minor] of [
      ['E-1', 'Diego Paz', undefined, '2024-01-01', 900_000],
      ['E-2', 'Ana Beltrán', 'E-1', '2024-01-01', 500_000],
      ['E-3', 'Óscar Fuentes', 'E-1', '2026-08-10', 500_000],
      ['E-4', 'Luz Ortega', 'E-1', '2024-01-01', 0],
    ] as const) {
      const employee = await test
        .get(Employees)
        .upsert(key, { name, hiredOn, team: 'T-1', ...(manager && { manager }) }, 'cli');
      ids[key] = employee.id;
      if (minor > 0)
        await test
          .get(PayBases)
          .set(
            employee.id,
            { fromDay: hiredOn, annualSalaryMinor: 1, targetBonusMinor: minor, currency: 'MXN' },
            'cli',
          );
    }
    const plan = await test.get(Plans).create({ key: 'ventas', name: 'Ventas', definition }, 'cli');
    const version = await test.get(Plans).publish(plan.id, 'cli');
    const cycle = await test.get(Cycles).create(
      {
        key: '2026-q3',
        name: 'Julio a septiembre',
        planVersionId: version.id,
        period: { from: '2026-07-01', to: '2026-10-01' },
        poolMinor: 1_000_000,
        currency: 'MXN',
      },
      'cli',
    );
    id = cycle.id;
    await test.get(Cycles).move(id, 'open', 'cli');
    await test.get(Cycles).move(id, 'collect', 'cli');
    test.clock.set(OCTOBER);
    await signIn();
  });
  afterAll(() => test.close());

  it('everybody stands there with the reason in words, in or out', async () => {
    const { text: html } = await people();
    expect(html).toContain('3 personas participan');
    expect(html).toContain('1 persona no participa');
    expect(html).toContain('entró el 10 ago 2026');
    expect(html).toContain('sin bono objetivo');
    expect((await people(lead)).status).toBe(403);
  });

  it('somebody is left out by name and reason, shown at once, and taken back', async () => {
    const decide = (decision: string, reason: string) =>
      hr.post(`/evaluations/${id}/people/${ids['E-3']}`, { decision, reason });
    const without = await decide('out', '   ');
    expect(without.status).toBe(400);
    expect((await decide('out', 'Cambia de área en octubre')).status).toBe(303);
    const { text: html } = await people();
    expect(html).toContain('2 personas participan');
    expect(html).toContain('por decisión');
    expect(html).toContain('Cambia de área en octubre');
    expect((await decide('by_rule', 'Se quedó')).status).toBe(303);
    expect((await people()).text).toContain('3 personas participan');
    expect(
      (await lead.post(`/evaluations/${id}/people/${ids['E-3']}`, { decision: 'out', reason: 'x' })).status,
    ).toBe(403);
  });

  it('who has people left to rate is written to once a day, without a name in the mail; who is done is not', async () => {
    const sent = () =>
      test.database.all<{ subject: string; raw: string }>(
        `SELECT subject AS "subject", raw AS "raw" FROM captured_mail ORDER BY id`,
      );
    const before = (await sent()).length;
    expect((await hr.post(`/evaluations/${id}/reminders`)).status).toBe(303);
    await test.work();
    const [mail, ...others] = (await sent()).slice(before);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('Faltan sus calificaciones de Julio a septiembre');
    expect(mail?.raw).toContain(`/evaluations/${id}/ratings`);
    expect(mail?.raw).not.toMatch(/Beltr/);
    await hr.post(`/evaluations/${id}/reminders`);
    await test.work();
    expect(await sent()).toHaveLength(before + 1);
    expect((await people()).text).toContain('5 oct 2026');

    test.clock.advance(24 * 3600 * 1000);
    await signIn();
    for (const employee of ['E-2', 'E-3']) {
      await lead.post(`/evaluations/${id}/ratings/${ids[employee]}`, { rating: '400', reason: 'Bien' });
    }
    await hr.post(`/evaluations/${id}/reminders`);
    await test.work();
    expect(await sent()).toHaveLength(before + 1);
  });

  it('results are pasted, all or none, and what cannot be read is given back', async () => {
    const paste = (results: string) => hr.post(`/evaluations/${id}/results`, { line: 'sales', results });
    const unreadable = await paste('E-2\t104.5\nE-3\tmucho');
    expect(unreadable.status).toBe(400);
    expect(unreadable.text).toContain('La línea 2');
    expect(unreadable.text).toContain('mucho');
    const stranger = await paste('E-2\t104.5\nE-99\t100');
    expect(stranger.status).toBe(422);
    expect((await inputs()).text).toContain('0 de 3 con resultado');
    expect((await paste('empleado\tventas\nE-2\t104,5\nE-3\t98')).status).toBe(303);
    expect((await inputs()).text).toContain('2 de 3 con resultado');
    expect((await inputs()).text).toContain('104.50');
    await paste('E-3\t');
    expect((await inputs()).text).toContain('1 de 3 con resultado');
  });

  it('a condition is closed to one person with a reason, and opened again', async () => {
    const gate = (form: Record<string, string>) =>
      hr.post(`/evaluations/${id}/gates`, { gate: 'training', ...form });
    const unknown = await gate({ employee: 'E-99', closed: 'yes', reason: 'Faltó' });
    expect(unknown.status).toBe(422);
    expect(unknown.text).toContain('Faltó');
    expect((await gate({ employee: 'E-2', closed: 'yes', reason: 'Faltó al curso' })).status).toBe(303);
    expect((await inputs()).text).toContain('Faltó al curso');
    expect((await gate({ employee: 'E-2', closed: 'no', reason: 'Lo tomó' })).status).toBe(303);
    expect((await inputs()).text).toContain('Todas las personas la cumplen');
  });

  it('a cycle is drawn up on a page: what is wrong stands at its field, a late plan needs a reason', async () => {
    const form = {
      name: 'Cuarto trimestre',
      key: '2026-q4',
      planVersion: /value="(\d+)">Ventas, versión 1/.exec((await hr.get('/evaluations/new')).text)?.[1] ?? '',
      from: '2026-10-01',
      lastDay: '2026-12-31',
      pool: '12.500,50',
    };
    const wrong = await hr.post('/evaluations', { ...form, pool: 'mucho', key: 'Q 4' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('id="error-pool"');
    expect(wrong.text).toContain('id="error-key"');
    expect(wrong.text).toContain('value="mucho"');
    const backwards = await hr.post('/evaluations', { ...form, lastDay: '2026-09-01' });
    expect(backwards.text).toContain('id="error-lastDay"');
    const taken = await hr.post('/evaluations', { ...form, key: '2026-q3' });
    expect(taken.status).toBe(409);
    expect(taken.text).toContain('id="error-key"');
    const late = await hr.post('/evaluations', { ...form, from: '2026-05-01', lastDay: '2026-06-30' });
    expect(late.text).toContain('name="backdatedReason"');
    const made = await hr.post('/evaluations', form);
    expect(made.status).toBe(303);
    const page = await hr.get(made.headers.location ?? '');
    expect(page.text).toContain('$12,500.50');
    expect(page.text).toContain('Borrador');
    expect((await lead.get('/evaluations/new')).status).toBe(403);
  });

  it('the pages are there in every language', async () => {
    for (const locale of ['en', 'pt-BR'] as const) {
      const reader = await test.signIn([{ role: 'hr', scope: 'all' }], { locale });
      for (const page of ['people', 'inputs'])
        expect((await reader.get(`/evaluations/${id}/${page}`)).status).toBe(200);
    }
  });
});
