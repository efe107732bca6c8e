/** Employees, teams, touchpoints and interactions as programs and staff meet them. */
import { bootApp, type TestApp } from '../support/app';
import { describeOnBothDatabases } from '../support';

const OCCURRED = '2026-11-02T15:04:00Z';

describeOnBothDatabases('organization and interactions over HTTP', (kind) => {
  let test: TestApp;
  let key: string;

  beforeAll(async () => {
    test = await bootApp(kind);
    key = await test.apiKey();
  });
  afterAll(() => test.close());

  const put = (path: string, body: object) =>
    test.http.put(`/api/v1/${path}`).set('Authorization', `Bearer ${key}`).send(body);
  const get = (path: string) => test.http.get(`/api/v1/${path}`).set('Authorization', `Bearer ${key}`);
  const post = (path: string, body: object | string) =>
    test.http.post(`/api/v1/${path}`).set('Authorization', `Bearer ${key}`).send(body);
  const interaction = (externalId: string, given: object = {}) => ({
    source: 'crm',
    externalId,
    touchpoint: 'phone-support',
    channel: 'phone',
    reason: 'billing',
    occurredAt: OCCURRED,
    customer: {
      externalId: 'C-77',
      name: 'Marta Ruiz',
      email: 'marta@example.com',
      locale: 'es',
      segment: 'repeat',
    },
    participants: [{ employee: 'E-12', role: 'agent', share: 1 }],
    data: { queue: 'A' },
    ...given,
  });

  it('teams, employees and touchpoints are put, read back and listed', async () => {
    expect((await put('teams/S-CN', { name: 'Centro Norte', kind: 'site' })).status).toBe(201);
    const team = await put('teams/T-TEL', { name: 'Telefónica', parent: 'S-CN' });
    expect(team.body).toEqual({ externalId: 'T-TEL', name: 'Telefónica', kind: 'team', parent: 'S-CN' });
    expect((await put('teams/T-TEL', { name: 'Telefónica', parent: 'S-CN' })).status).toBe(200);
    expect(
      (await put('employees/E-38', { name: 'Diego Paz', team: 'T-TEL', hiredOn: '2023-05-02' })).status,
    ).toBe(201);
    const employee = await put('employees/E-12', {
      name: 'Ana Beltrán',
      email: 'ana@aguaclara.example',
      jobFamily: 'agent',
      team: 'T-TEL',
      manager: 'E-38',
      publicName: 'first_name',
    });
    expect(employee.body).toEqual({
      externalId: 'E-12',
      name: 'Ana Beltrán',
      email: 'ana@aguaclara.example',
      jobFamily: 'agent',
      team: 'T-TEL',
      manager: 'E-38',
      hiredOn: null,
      leftOn: null,
      publicName: 'first_name',
    });
    const touchpoint = await put('touchpoints/phone-support', {
      names: { es: 'Atención telefónica', en: 'Phone support' },
      channel: 'phone',
      phone: '800 123 4567',
      hours: { es: 'todos los días de 7:00 a 23:00' },
    });
    expect([touchpoint.status, touchpoint.body.presence, touchpoint.body.survey]).toEqual([
      201,
      'remote',
      null,
    ]);
    expect((await get('employees/E-12')).body).toEqual(employee.body);
    expect((await get('teams/T-TEL')).body).toEqual(team.body);
    expect((await get('touchpoints/phone-support')).body).toEqual(touchpoint.body);
    expect((await get('employees/E-99')).status).toBe(404);

    const first = await get('employees?limit=1');
    expect(first.body.items).toHaveLength(1);
    const second = await get(`employees?limit=1&cursor=${first.body.nextCursor}`);
    expect([second.body.items[0].externalId, second.body.nextCursor]).toEqual(['E-12', null]);
    expect((await get('teams')).body.items).toHaveLength(2);
    expect((await get('touchpoints')).body).toEqual({ items: [touchpoint.body], nextCursor: null });
    expect((await get('teams?cursor=x')).status).toBe(400);
  });

  it('an interaction is answered with the decision about its invitation, its repeat with "unchanged"', async () => {
    const created = await post('interactions', interaction('T-1001'));
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ status: 'created', invitation: { status: 'planned' } });
    expect(created.body.invitation.sendAt).toMatch(/^2026-11-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const again = await post('interactions', interaction('T-1001'));
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ id: created.body.id, status: 'unchanged' });
    const read = await get(`interactions/${created.body.id}`);
    expect(read.body).toMatchObject({
      externalId: 'T-1001',
      occurredAt: '2026-11-02T15:04:00.000Z',
      participants: [{ employee: 'E-12', role: 'agent', share: 1 }],
    });
    expect(JSON.stringify(read.body)).not.toContain('marta@example.com');
    expect((await get('interactions?source=crm&externalId=T-1001')).body.items).toEqual([read.body]);
    expect((await get('interactions?limit=10')).body).toEqual({ items: [read.body], nextCursor: null });
    expect((await get('interactions/nothing')).status).toBe(404);
  });

  it('fifty equal posts at once: one is created, all name the same interaction', async () => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => post('interactions', interaction('T-50'))),
    );
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1);
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(49);
    expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
  });

  it('a refusal is a problem with code and place', async () => {
    const unknown = await post('interactions', interaction('T-1', { participants: [{ employee: 'E-99' }] }));
    expect(unknown.status).toBe(422);
    expect(unknown.headers['content-type']).toContain('application/problem+json');
    expect(unknown.body).toMatchObject({
      code: 'employee_unknown',
      errors: [{ pointer: '/participants/0/employee', code: 'employee_unknown' }],
    });
    expect(unknown.body.detail).toContain('E-99');
    const field = await post('interactions', interaction('T-1', { colour: 'red' }));
    expect([field.status, field.body.errors[0]]).toMatchObject([
      400,
      { pointer: '/colour', code: 'unknown_field' },
    ]);
    const broken = await test.http
      .post('/api/v1/interactions')
      .set('Authorization', `Bearer ${key}`)
      .set('Content-Type', 'application/json')
      .send('{"source":');
    expect([broken.status, broken.body.code]).toEqual([400, 'malformed_json']);
  });

  it('a batch, as a list or as lines, is answered one by one', async () => {
    const list = await post('interactions/batch', [
      interaction('B-1'),
      interaction('B-2', { touchpoint: 'nowhere' }),
    ]);
    expect(list.status).toBe(200);
    expect(list.body).toMatchObject({
      created: 1,
      unchanged: 0,
      errors: 1,
      results: [
        { index: 0, status: 'created', invitation: { status: 'suppressed' } },
        {
          index: 1,
          status: 'error',
          error: { code: 'touchpoint_unknown', errors: [{ pointer: '/touchpoint' }] },
        },
      ],
    });
    const lines = [interaction('B-1'), interaction('B-3')].map((one) => JSON.stringify(one)).join('\n');
    const ndjson = await test.http
      .post('/api/v1/interactions/batch')
      .set('Authorization', `Bearer ${key}`)
      .set('Content-Type', 'application/x-ndjson')
      .send(`${lines}\n`);
    expect(ndjson.body).toMatchObject({ created: 1, unchanged: 1, errors: 0 });
  });

  it('a batch may be larger than other bodies, up to its own limit', async () => {
    const large = Array.from({ length: 2000 }, (_, n) => interaction(`L-${n}`, { color: 'x'.repeat(1000) }));
    const accepted = await post('interactions/batch', large);
    expect([accepted.status, accepted.body.errors]).toEqual([200, 2000]);
    expect((await post('interactions', { filler: 'x'.repeat(1_100_000) })).status).toBe(413);
    const tooLarge = await post('interactions/batch', [{ filler: 'x'.repeat(10_500_000) }]);
    expect([tooLarge.status, tooLarge.body.code]).toEqual([413, 'body_too_large']);
    const tooMany = await post('interactions/batch', new Array(10_001).fill(0));
    expect([tooMany.status, tooMany.body.code]).toEqual([413, 'batch_too_large']);
  });

  it('a key does only what its scopes say', async () => {
    const reader = await test.apiKey('interactions:read');
    const as = (token: string) => ({ Authorization: `Bearer ${token}` });
    expect((await test.http.get('/api/v1/interactions').set(as(reader))).status).toBe(200);
    expect(
      (await test.http.post('/api/v1/interactions').set(as(reader)).send(interaction('T-2'))).status,
    ).toBe(403);
    expect((await test.http.put('/api/v1/employees/E-1').set(as(reader)).send({ name: 'X' })).status).toBe(
      403,
    );
    expect(
      (await test.http.put('/api/v1/touchpoints/a').set(as(reader)).send({ channel: 'web' })).status,
    ).toBe(403);
    expect((await test.http.get('/api/v1/teams')).status).toBe(401);
  });

  it('the staff sees teams by site and touchpoints with their activity; an employee is not shown them', async () => {
    const hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    const teams = await hr.get('/teams');
    expect(teams.status).toBe(200);
    expect(teams.text).toContain('Centro Norte');
    expect(teams.text).toContain('Telefónica');
    expect(teams.text).toContain('Diego Paz');
    const touchpoints = await hr.get('/touchpoints');
    expect(touchpoints.status).toBe(200);
    expect(touchpoints.text).toContain('Atención telefónica');
    expect(touchpoints.text).toContain('todos los días de 7:00 a 23:00');
    const employee = await test.signIn([{ role: 'employee', scope: 'own' }]);
    expect((await employee.get('/teams')).status).toBe(403);
    expect((await employee.get('/touchpoints')).status).toBe(403);
  });
});
