/** What programs bring to an evaluation: pay bases, leaves, results of goals and gates, and what becomes of them in a statement. */
import { Audit } from '../../src/platform/audit';
import { bootApp, describeOnBothDatabases, type TestApp } from '../support';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const PLAN = {
  key: 'sales-2026',
  name: 'Ventas 2026',
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
    gates: [{ key: 'training', name: text('Curso'), effect: 'at_most_target' }],
  },
};

describeOnBothDatabases('what programs bring to an evaluation', (kind) => {
  let test: TestApp;
  let key: string;
  let cycle: number;

  const send = (method: 'post' | 'put' | 'delete', path: string, body?: object, by = key) =>
    test.http[method](`/api/v1/${path}`).set('Authorization', `Bearer ${by}`).send(body);

  beforeAll(async () => {
    test = await bootApp(kind);
    key = await test.apiKey();
    for (const id of ['E-1', 'E-2', 'E-3'])
      await send('put', `employees/${id}`, { name: `Persona ${id}`, hiredOn: '2024-01-01' }).expect(201);
    await send('post', 'evaluation-plans', PLAN).expect(201);
  });
  afterAll(() => test.close());

  it('pay bases are set and corrected, their amounts repeated nowhere but in the audit', async () => {
    const amounts = { annualSalaryMinor: 18_000_000, targetBonusMinor: 600_000, currency: 'MXN' };
    for (const id of ['E-1', 'E-2']) {
      const reply = await send('put', `employees/${id}/pay-bases/2026-01-01`, amounts).expect(200);
      expect(reply.body).toEqual({ employee: id, fromDay: '2026-01-01' });
    }
    await send('put', 'employees/E-2/pay-bases/2026-01-01', { ...amounts, targetBonusMinor: 500_000 }).expect(
      200,
    );
    const entries = (await test.get(Audit).about('employee:2')).filter(
      ({ action }) => action === 'pay_base.set',
    );
    expect(entries).toHaveLength(2);
  });

  it.each([
    [
      'put',
      'employees/E-1/pay-bases/2026-13-01',
      { annualSalaryMinor: 1, targetBonusMinor: 1, currency: 'MXN' },
      400,
      'validation_failed',
    ],
    [
      'put',
      'employees/E-1/pay-bases/2026-01-01',
      { annualSalaryMinor: 1, targetBonusMinor: -1, currency: 'MXN' },
      400,
      'validation_failed',
    ],
    [
      'put',
      'employees/E-1/pay-bases/2026-01-01',
      { annualSalaryMinor: 1, targetBonusMinor: 1, currency: 'XXX' },
      400,
      'validation_failed',
    ],
    [
      'put',
      'employees/E-9/pay-bases/2026-01-01',
      { annualSalaryMinor: 1, targetBonusMinor: 1, currency: 'MXN' },
      422,
      'employee_unknown',
    ],
    [
      'put',
      'employees/E-1/leaves/L-1',
      { kind: 'unpaid', firstDay: '2026-08-10', lastDay: '2026-08-01' },
      422,
      'leave_ends_before_it_starts',
    ],
  ] as const)('%s %s with %j is refused', async (method, path, body, status, code) => {
    const reply = await send(method, path, body);
    expect([reply.status, (reply.body as { code: string }).code]).toEqual([status, code]);
  });

  it('a key for contacts may write no pay', async () => {
    const narrow = await test.apiKey('organization:write');
    await send(
      'put',
      'employees/E-1/pay-bases/2026-01-01',
      { annualSalaryMinor: 1, targetBonusMinor: 1, currency: 'MXN' },
      narrow,
    ).expect(403);
  });

  it('results, a leave and a gate decide the statement', async () => {
    await send('put', 'employees/E-1/leaves/L-1', {
      kind: 'unpaid',
      firstDay: '2026-08-01',
      lastDay: '2026-08-31',
    }).expect(200);
    await send('put', 'employees/E-2/leaves/L-2', {
      kind: 'unpaid',
      firstDay: '2026-07-01',
      lastDay: '2026-07-31',
    }).expect(200);
    await send('delete', 'employees/E-2/leaves/L-2').expect(200);
    const created = await send('post', 'evaluation-cycles', {
      key: 'q3',
      name: 'Tercer trimestre',
      plan: PLAN.key,
      period: '2026-Q3',
      pool: { minor: 0, currency: 'MXN' },
      backdatedReason: 'Prueba',
    }).expect(201);
    cycle = (created.body as { id: number }).id;
    const results = [
      { employee: 'E-1', line: 'sales', result: '110' },
      { employee: 'E-2', line: 'sales', result: '120' },
    ];
    const reply = await send('post', `evaluation-cycles/${cycle}/line-results`, { results }).expect(200);
    expect(reply.body).toEqual({ recorded: 2 });
    await send('post', `evaluation-cycles/${cycle}/gate-decisions`, {
      gate: 'training',
      employee: 'E-2',
      closed: true,
      reason: 'Faltó el curso',
    }).expect(200);
    await send('post', `evaluation-cycles/${cycle}/calculate`, {}).expect(200);
    const { body } = await test.http
      .get(`/api/v1/evaluation-cycles/${cycle}/statements`)
      .set('Authorization', `Bearer ${key}`)
      .expect(200);
    const amounts = (body as { items: { employee: string; member: { amountMinor: number } }[] }).items.map(
      ({ employee, member }) => [employee, member.amountMinor],
    );
    // 6,000.00 × 1.5 × 61/92, and 5,000.00 × 1 by the gate.
    expect(amounts).toEqual([
      ['E-1', 596_739],
      ['E-2', 500_000],
    ]);
  });

  it('after the calculation results are refused, with the state', async () => {
    const late = await send('post', `evaluation-cycles/${cycle}/line-results`, {
      results: [{ employee: 'E-1', line: 'sales', result: '1' }],
    });
    expect([late.status, (late.body as { code: string }).code]).toEqual([409, 'cycle_wrong_state']);
  });
});
