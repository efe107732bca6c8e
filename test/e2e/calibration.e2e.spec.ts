/** Calibration as human resources meet it: leads beside each other, a change with its reason, before and after, and the trail. */
import { Cycles, ManagerRatings, Plans } from '../../src/evaluations';
import { Employees, PayBases, Teams } from '../../src/organization';
import { Calculations } from '../../src/payouts';
import { Viewer } from '../../src/access';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });

describeOnBothDatabases('the calibration of a cycle', (kind) => {
  let test: TestApp;
  let hr: SignedIn;
  let cycle: number;
  let path: string;
  const ids = new Map<string, number>();
  const teams = new Map<string, number>();

  const change = (employee: string, more: Record<string, string>) => {
    test.clock.advance(1000);
    return hr.post(`/evaluations/${cycle}/calibrations/${ids.get(employee)}`, {
      line: 'lead',
      team: String(teams.get('T-1')),
      ...more,
    });
  };

  beforeAll(async () => {
    test = await bootApp(kind);
    for (const team of ['T-1', 'T-2'])
      teams.set(team, (await test.get(Teams).upsert(team, { name: `Equipo ${team}` }, 'test')).id);
    hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    const lead = await test.signIn([{ role: 'hr', scope: 'all' }]);
    for (let index = 0; index < 24; index += 1) {
      const key = `E-${index}`;
      const team = index < 12 ? 'T-1' : 'T-2';
      const { id } = await test
        .get(Employees)
        .upsert(key, { name: `Persona ${index}`, hiredOn: '2024-01-01', team }, 'test');
      ids.set(key, id);
      await test
        .get(PayBases)
        .set(
          id,
          { fromDay: '2024-01-01', annualSalaryMinor: 1, targetBonusMinor: 1000, currency: 'MXN' },
          'test',
        );
    }
    const draft = await test.get(Plans).create(
      {
        key: 'plan',
        name: 'Plan',
        definition: {
          currency: 'MXN',
          lines: [
            {
              kind: 'manager_rating',
              key: 'lead',
              name: text('Responsable'),
              weightBp: 10_000,
              threshold: 2,
              target: 3.5,
              maximum: 5,
              rubric: ['1', '2', '3', '4', '5'].map(text),
            },
          ],
        },
      },
      'test',
    );
    const plan = await test.get(Plans).publish(draft.id, 'test');
    const made = await test.get(Cycles).create(
      {
        key: 'q3',
        name: 'Tercer trimestre',
        planVersionId: plan.id,
        period: { from: '2026-07-01', to: '2026-10-01' },
        poolMinor: 24_000,
        currency: 'MXN',
        backdatedReason: 'Prueba',
      },
      'test',
    );
    cycle = made.id;
    path = `/evaluations/${cycle}/calibration`;
    await test.get(Cycles).move(cycle, 'open', 'test');
    await test.get(Cycles).move(cycle, 'collect', 'test');
    const rater = (who: SignedIn, name: string) =>
      new Viewer({
        userId: who.userId,
        name,
        email: 'x@example.com',
        locale: 'es',
        employeeId: null,
        grants: [{ role: 'hr', scope: 'all' }],
      });
    // The first team is rated far above, the second far below the target.
    for (const [key, employeeId] of ids) {
      const first = Number(key.slice(2)) < 12;
      await test
        .get(ManagerRatings)
        .rate(
          { cycleId: cycle, employeeId, ratingHundredths: first ? 450 : 250, reason: 'Visto' },
          rater(first ? hr : lead, 'x'),
        );
    }
    await test.get(Calculations).calculate(cycle, 'test');
  });
  afterAll(() => test.close());

  it('shows leads beside each other, with what chance explains, and teams with their ratings', async () => {
    const page = await hr.get(path).expect(200);
    expect(page.text).toContain('califica más alto');
    expect(page.text).toContain('califica más bajo');
    expect(page.text).toContain('data-chart="funnel"');
    expect(page.text).toContain('Equipo T-1');
    expect(page.text).toContain('Nadie ha cambiado una calificación.');
    expect(page.text).not.toContain('Persona 3<');
  });

  it('a change needs a reason, and waits for a new calculation', async () => {
    const refused = await change('E-3', { rating: '350', reason: ' ' }).expect(400);
    expect(refused.text).toContain(`id="reason-error-${ids.get('E-3')}"`);
    const saved = await change('E-3', { rating: '350', reason: 'Acordado en comité' }).expect(303);
    expect(saved.get('Location')).toBe(
      `/evaluations/${cycle}/calibration?line=lead&team=${teams.get('T-1')}#person-${ids.get('E-3')}`,
    );
    const page = await hr.get(`${path}?line=lead&team=${teams.get('T-1')}`).expect(200);
    expect(page.text).toContain('Un cambio espera un nuevo cálculo');
    expect(page.text).toContain('4.50 → 3.50');
    expect(page.text).toContain('Acordado en comité');
    expect(page.text).toMatch(/Cambió Test Person/);
    // Before and after: eleven of level 5 (4.50 is nearer to it) and one of level 4.
    expect(page.text).toContain('"value":[0,0,12,0,12]');
    expect(page.text).toContain('"value":[0,0,12,1,11]');
    test.clock.advance(1000);
    await test.get(Calculations).calculate(cycle, 'test');
    expect((await hr.get(path).expect(200)).text).not.toContain('espera un nuevo cálculo');
  });

  it('leading back to the lead’s own rating takes the change back, and the trail keeps both', async () => {
    await change('E-4', { rating: '300', reason: 'Primero así' }).expect(303);
    await change('E-4', { rating: '450', reason: 'El responsable tenía razón' }).expect(303);
    const page = await hr.get(path).expect(200);
    expect(page.text).toContain('4.50 → 3.00');
    expect(page.text).toContain('El responsable tenía razón');
    expect(page.text).toContain('ya no cuenta');
  });

  it('the own result is neither shown nor changed by whoever calibrates', async () => {
    const member = await test.signIn([{ role: 'hr', scope: 'all' }], { employeeId: ids.get('E-5') });
    const page = await member.get(`${path}?line=lead&team=${teams.get('T-1')}`).expect(200);
    expect(page.text).toContain('Persona 3');
    expect(page.text).not.toContain('Persona 5<');
    await member
      .post(`/evaluations/${cycle}/calibrations/${ids.get('E-5')}`, {
        line: 'lead',
        team: '1',
        rating: '500',
        reason: 'Yo',
      })
      .expect(403);
  });

  it('is read by auditors, changed by nobody else, and closed to leads', async () => {
    const auditor = await test.signIn([{ role: 'auditor', scope: 'all' }]);
    const page = await auditor.get(`${path}?line=lead&team=${teams.get('T-1')}`).expect(200);
    expect(page.text).not.toContain('name="rating"');
    for (const role of ['lead', 'admin'] as const) {
      const who = await test.signIn([{ role, scope: role === 'lead' ? 'team' : 'all' }]);
      await who.get(path).expect(403);
    }
    const teamHr = await test.signIn([{ role: 'hr', scope: 'team' }]);
    await teamHr.get(path).expect(403);
    await teamHr
      .post(`/evaluations/${cycle}/calibrations/${ids.get('E-6')}`, {
        line: 'lead',
        team: '1',
        rating: '500',
        reason: 'Sí',
      })
      .expect(403);
  });
});
