/** Evaluations on the first page: the step a cycle needs, ratings to give, results to read, what was signed. */
import { Viewer } from '../../src/access';
import { Cycles, ManagerRatings, Plans } from '../../src/evaluations';
import { Employees, PayBases, Teams } from '../../src/organization';
import { Calculations, Publications, SignOffs } from '../../src/payouts';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';
import { approveResults } from '../support/approvals';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const definition = {
  currency: 'MXN',
  lines: [
    {
      kind: 'manager_rating' as const,
      key: 'lead',
      name: text('Calificación'),
      weightBp: 10_000,
      threshold: 2,
      target: 3,
      maximum: 5,
      rubric: ['1', '2', '3', '4', '5'].map(text),
    },
  ],
};

describeOnBothDatabases('evaluations on the first page', (kind) => {
  let test: TestApp;
  let cycleId: number;
  const ids: Record<string, number> = {};
  const people = {} as Record<'hr' | 'lead' | 'ana' | 'auditor', SignedIn>;
  const viewer = (userId: number, role: 'hr' | 'lead', employeeId: number | null) =>
    new Viewer({
      userId,
      name: 'Carmen Núñez',
      email: 'carmen@aguaclara.example',
      locale: 'es',
      employeeId,
      grants: [{ role, scope: role === 'hr' ? 'all' : 'team' }],
    });
  const home = async (name: keyof typeof people) => (await people[name].get('/')).text;

  beforeAll(async () => {
    test = await bootApp(kind);
    await test.get(Teams).upsert('T-TEL', { name: 'Telefónica' }, 'test');
    for (const [id, name, manager] of [
      ['E-01', 'Diego Paz'],
      ['E-12', 'Ana Beltrán', 'E-01'],
      ['E-13', 'Luis Mora', 'E-01'],
    ] as const) {
      const facts = { name, team: 'T-TEL', hiredOn: '2024-01-01', ...(manager ? { manager } : {}) };
      ids[id] = (await test.get(Employees).upsert(id, facts, 'test')).id;
      const pay = { fromDay: '2024-01-01', annualSalaryMinor: 1, targetBonusMinor: 520_000, currency: 'MXN' };
      if (manager) await test.get(PayBases).set(ids[id], pay, 'test');
    }
    people.hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    people.auditor = await test.signIn([{ role: 'auditor', scope: 'all' }]);
    people.lead = await test.signIn([{ role: 'lead', scope: 'team' }], { employeeId: ids['E-01'] });
    people.ana = await test.signIn([{ role: 'employee', scope: 'own' }], { employeeId: ids['E-12'] });
    const plans = test.get(Plans);
    const draft = await plans.create({ key: 'plan', name: 'Plan', definition }, 'test');
    const plan = await plans.publish(draft.id, 'test');
    const cycle = await test.get(Cycles).create(
      {
        key: '2026-q3',
        name: 'Tercer trimestre',
        planVersionId: plan.id,
        period: { from: '2026-07-01', to: '2026-10-01' },
        poolMinor: 1_000_000,
        currency: 'MXN',
        backdatedReason: 'Prueba',
      },
      'test',
    );
    cycleId = cycle.id;
  });
  afterAll(() => test.close());

  it('human resources is told to open what has begun, and to ask for ratings when the period is over', async () => {
    expect(await home('hr')).toContain(
      `href="/evaluations/${cycleId}">Tercer trimestre: su periodo ya empezó`,
    );
    await test.get(Cycles).move(cycleId, 'open', 'test');
    expect(await home('hr')).toContain('Tercer trimestre: terminó su periodo. Pida las calificaciones');
    for (const name of ['lead', 'ana', 'auditor'] as const)
      expect(await home(name)).not.toContain('Tercer trimestre');
  });

  it('a lead is told how many ratings are missing, until none is', async () => {
    await test.get(Cycles).move(cycleId, 'collect', 'test');
    expect(await home('lead')).toContain(
      `href="/evaluations/${cycleId}/ratings">Le faltan 2 personas por calificar en Tercer trimestre.`,
    );
    const lead = viewer(people.lead.userId, 'lead', ids['E-01'] ?? 0);
    for (const employee of ['E-12', 'E-13']) {
      const rating = { cycleId, employeeId: ids[employee] ?? 0, ratingHundredths: 400, reason: 'Bien' };
      await test.get(ManagerRatings).rate(rating, lead);
      if (employee === 'E-12') expect(await home('lead')).toContain('Le falta calificar a una persona');
    }
    expect(await home('lead')).not.toContain('calificar');
  });

  it('what is signed off appears with its signer to auditors, and waits for publication', async () => {
    await test.get(Calculations).calculate(cycleId, 'test');
    expect(await home('hr')).toContain('Tercer trimestre: los resultados esperan revisión y aprobación.');
    const { snapshotId } = await test.get(Cycles).byId(cycleId);
    const carmen = viewer(people.hr.userId, 'hr', null);
    await approveResults(test, cycleId, carmen);
    await test.get(SignOffs).sign({ cycleId, snapshotId: snapshotId ?? 0, reason: 'Revisado' }, carmen);
    expect(await home('hr')).toContain('Tercer trimestre: está aprobado. Publíquelo');
    const auditor = await home('auditor');
    expect(auditor).toContain(`href="/evaluations/${cycleId}">Tercer trimestre</a>`);
    expect(auditor).toContain('Aprobado por Carmen Núñez');
    expect(await home('ana')).not.toContain('Tercer trimestre');
  });

  it('a published result asks to be read by the person concerned, and amounts are shown to nobody else', async () => {
    await test.get(Publications).publish(cycleId, 'test');
    const ana = await home('ana');
    const href = `/evaluations/${cycleId}/statements/${ids['E-12']}`;
    expect(ana).toMatch(
      new RegExp(`href="${href}">Su resultado de Tercer trimestre está listo; puede apelarlo hasta el`),
    );
    expect(ana).toMatch(/Sus bonos[\s\S]*\$[\d,]+\.\d\d/);
    expect((await people.ana.get(href)).status).toBe(200);
    for (const name of ['hr', 'lead', 'auditor'] as const) expect(await home(name)).not.toMatch(/\$\d/);
  });
});
