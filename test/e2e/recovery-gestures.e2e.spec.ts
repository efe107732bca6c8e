/** Gestures and reports as people use them: many at once over HTTP, decisions, and tables that equal the page. */
import { answeredWorld, type AnsweredWorld, grant } from '../database/answered.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';

const KIND = {
  nameEs: 'Bono',
  nameEn: 'Voucher',
  namePt: 'Vale',
  value: '20',
  cost: '10.50',
  currency: 'MXN',
};

describeOnBothDatabases('gestures', (kind) => {
  let world: AnsweredWorld;
  let rosa: SignedIn;
  let carmen: SignedIn;
  let caseId: string;

  beforeEach(async () => {
    world = await answeredWorld(kind);
    rosa = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-21'] });
    carmen = await world.signIn([grant('hr', 'all')]);
    const responseId = await world.answer(await world.contact(['E-12'], 'Marta Ruiz'), { rating: '1' });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM recovery_case WHERE response_id = ?',
      [responseId],
    );
    caseId = row?.id ?? '';
    const settle = async (path: string, form: Record<string, string>) =>
      expect((await carmen.post(`/recovery/gestures/${path}`, form)).status).toBe(303);
    await settle('kinds', KIND);
    await settle('authority', { role: 'recovery', upTo: '10.50', currency: 'MXN' });
    await settle('budgets', { unit: '', period: '2026-11', amount: '100', currency: 'MXN' });
  });
  afterEach(() => world.close());

  const give = (kindId = '1') =>
    rosa.post(`/recovery/${caseId}/gestures`, { kind: kindId, gestureReason: 'Esperó' });

  it('200 sent at once by HTTP never exceed the budget', async () => {
    const replies = await Promise.all(Array.from({ length: 200 }, () => give().then(({ status }) => status)));
    // 100.00 is enough for nine of 10.50.
    expect(replies.filter((status) => status === 303)).toHaveLength(9);
    expect(replies.filter((status) => status === 409)).toHaveLength(191);
    expect(await world.database.get('SELECT left_minor AS "left" FROM gesture_budget')).toEqual({
      left: 550,
    });
    const granted = await world.database.get<{ cost: number }>(
      `SELECT CAST(SUM(cost_minor) AS bigint) AS "cost" FROM gesture WHERE state = 'granted'`,
    );
    expect(granted).toEqual({ cost: 9450 });
    const page = (await carmen.get('/recovery/gestures')).text;
    expect(page).toContain('$5.50');
    expect((await give()).text).toContain('Lo que queda del presupuesto no alcanza');
  });

  it('over the authority wait for somebody else, and the reader cannot settle anything', async () => {
    await carmen.post('/recovery/gestures/authority', { role: 'recovery', upTo: '5', currency: 'MXN' });
    await carmen.post('/recovery/gestures/authority', { role: 'hr', upTo: '50', currency: 'MXN' });
    expect((await give()).headers['location']).toBe(`/recovery/${caseId}#gestures`);
    const waiting = (await carmen.get('/recovery/gestures')).text;
    const [, id = ''] = /gestures\/([0-9a-f-]{36})\/decisions/.exec(waiting) ?? [];
    const decision = { decision: 'granted', reason: 'Lo merece' };
    expect((await rosa.get('/recovery/gestures')).text).not.toContain(id);
    expect((await rosa.post(`/recovery/gestures/${id}/decisions`, decision)).status).toBe(403);
    expect((await carmen.post(`/recovery/gestures/${id}/decisions`, decision)).status).toBe(303);
    expect((await carmen.post(`/recovery/gestures/${id}/decisions`, decision)).status).toBe(409);
    expect((await rosa.post('/recovery/gestures/kinds', KIND)).status).toBe(403);
    const wrong = await carmen.post('/recovery/gestures/kinds', { ...KIND, cost: 'mucho' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="mucho"');
  });

  it('stand in the reports by touchpoint, cause and month, and the file has what the page has', async () => {
    await give();
    await rosa.post(`/recovery/${caseId}/cause`, { cause: '4' });
    const page = (await rosa.get('/recovery/reports')).text;
    for (const told of ['Cobro o facturación', 'noviembre de 2026', '$10.50', 'Marta Ruiz'])
      expect(page).toContain(told);
    const file = async (table: string) =>
      (await rosa.post('/recovery/reports/exports', { format: 'csv', table })).text.replace('\ufeff', '');
    expect(await file('cost_month')).toBe(
      '"Mes","Atenciones","Costo","Moneda"\r\n"2026-11",1,"10.50","MXN"\r\n',
    );
    expect(await file('causes')).toContain('"Cobro o facturación",1,1,1,');
    expect((await rosa.get('/recovery/reports?cause=1')).text).not.toContain('Marta Ruiz');
    expect((await rosa.get('/recovery/reports?to=2026-10-31')).text).not.toContain('Marta Ruiz');
    // Nobody reads about themselves here either.
    const ana = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-12'] });
    expect((await ana.get('/recovery/reports')).text).not.toMatch(/Marta Ruiz|10\.50/);
  });
});
