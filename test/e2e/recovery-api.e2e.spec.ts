/** Recovery cases as a ticket system works them. */
import { Employees } from '../../src/organization';
import { Responses } from '../../src/responses';
import { Surveys } from '../../src/surveys';
import { bootApp, describeOnBothDatabases, type TestApp } from '../support';

describeOnBothDatabases('recovery cases over the API', (kind) => {
  let test: TestApp;
  let reader: string;
  let writer: string;

  beforeAll(async () => {
    test = await bootApp(kind);
    [reader, writer] = [await test.apiKey('recovery:read'), await test.apiKey('recovery:write')];
    const everything = await test.apiKey();
    const headers = { Authorization: `Bearer ${everything}` };
    await test.get(Employees).upsert('E-12', { name: 'Ana Beltrán' }, 'cli');
    await test.http
      .put('/api/v1/touchpoints/phone-support')
      .set(headers)
      .send({ name: 'Teléfono', channel: 'phone' });
    const { versionId } = await test.get(Surveys).publishedFor(null);
    for (const externalId of ['T-1', 'T-2', 'T-3']) {
      const { body } = await test.http
        .post('/api/v1/interactions')
        .set(headers)
        .send({
          source: 'crm',
          externalId,
          touchpoint: 'phone-support',
          occurredAt: '2026-11-02T15:04:00Z',
          customer: { externalId: `C-${externalId}`, name: 'Ramona Secreta', phone: '55 1234 5678' },
          participants: [{ employee: 'E-12' }],
        });
      await test.get(Responses).record({
        interactionId: String(body.id),
        surveyVersionId: versionId,
        source: 'import',
        locale: 'es',
        answeredAt: test.clock.now(),
        answers: { rating: 1, comment: 'Llámenme al 55 1234 5678' },
        mayContact: true,
      });
    }
  });
  afterAll(() => test.close());

  const list = (query = '') =>
    test.http.get(`/api/v1/recovery-cases${query}`).set('Authorization', `Bearer ${reader}`);
  const patch = (id: string, body: object, key = writer) =>
    test.http.patch(`/api/v1/recovery-cases/${id}`).set('Authorization', `Bearer ${key}`).send(body);
  const first = async (): Promise<string> => (await list()).body.items[0].id as string;

  it('are listed in the order they were opened, page by page, with nothing that names the customer', async () => {
    const page = await list('?limit=2');
    expect(
      page.body.items.map((item: { interaction: { externalId: string } }) => item.interaction.externalId),
    ).toEqual(['T-1', 'T-2']);
    expect(page.body.items[0]).toMatchObject({
      state: 'open',
      steps: ['acknowledge'],
      customer: { externalId: 'C-T-1' },
      channel: 'phone',
      rating: 1,
      comment: 'Llámenme al ••• ••••',
      mayContact: true,
      openedAt: '2026-11-03T18:00:00.000Z',
      dueAt: '2026-11-04T18:00:00.000Z',
      resolvedAt: null,
    });
    expect(JSON.stringify(page.body)).not.toContain('Ramona');
    const rest = await list(`?limit=2&cursor=${page.body.nextCursor}`);
    expect(rest.body.items).toHaveLength(1);
    expect(rest.body.nextCursor).toBeNull();
    expect((await list('?state=resolved')).body.items).toEqual([]);
    expect((await list('?state=lost')).body.errors).toMatchObject([
      { pointer: '/state', code: 'field_choice' },
    ]);
    expect((await list('?cursor=x')).status).toBe(400);
  });

  it('go through their steps, each kept with the key that took it', async () => {
    const id = await first();
    const taken = await patch(id, { step: 'acknowledge', note: 'Llamada a las 12:30' });
    expect([taken.status, taken.body.state, taken.body.steps]).toEqual([200, 'acknowledged', ['resolve']]);
    expect(taken.body.acknowledgedAt).toBe('2026-11-03T18:00:00.000Z');
    const again = await patch(id, { step: 'acknowledge' });
    expect([again.status, again.body.code]).toEqual([409, 'case_step_not_open']);
    expect((await patch(id, { note: 'Pidió factura nueva' })).body.state).toBe('acknowledged');
    expect((await patch(id, { step: 'resolve' })).body).toMatchObject({
      state: 'resolved',
      resolvedAt: '2026-11-03T18:00:00.000Z',
    });
    expect((await list('?state=resolved')).body.items).toHaveLength(1);
    const entries = await test.database.all<{ actor: string; action: string }>(
      `SELECT actor AS "actor", action AS "action" FROM audit_entry WHERE subject = ? ORDER BY seq`,
      [`recovery_case:${id}`],
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'recovery_case.acknowledged',
      'recovery_case.resolved',
    ]);
    expect(entries.every(({ actor }) => actor.startsWith('api-key:'))).toBe(true);
    const staff = await test.signIn([{ role: 'recovery', scope: 'all' }]);
    const page = await staff.get(`/recovery/${id}`);
    expect(page.text).toContain('Pidió factura nueva');
    expect(page.text).toContain('· test');
  });

  it('refuse what says nothing, what does not exist, and a key that may only read', async () => {
    const id = await first();
    expect((await patch(id, {})).body.errors).toMatchObject([{ pointer: '/step', code: 'field_required' }]);
    expect((await patch(id, { step: 'verify' })).body.errors).toMatchObject([
      { pointer: '/step', code: 'field_choice' },
    ]);
    expect((await patch(id, { note: 'x', owner: 'me' })).body.errors).toMatchObject([
      { pointer: '/owner', code: 'unknown_field' },
    ]);
    expect((await patch('019a5c1e-7b0a-7d3c-9a51-2f6f0c1f9b11', { note: 'x' })).status).toBe(404);
    expect((await patch('nothing', { step: 'acknowledge' })).status).toBe(404);
    expect((await patch(id, { note: 'x' }, reader)).body.code).toBe('api_scope_missing');
  });
});
