/** The recovery pages as those who win customers back, and their leads, use them. */
import {
  answeredWorld,
  type AnsweredWorld,
  DAY,
  grant,
  HOUR,
  SECRET_COMMENT,
} from '../database/answered.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';

describeOnBothDatabases('recovery pages', (kind) => {
  let world: AnsweredWorld;
  const people = {} as Record<'rosa' | 'diego' | 'olga' | 'hr' | 'ana' | 'served', SignedIn>;
  const cases: Record<'late' | 'chat' | 'fresh', string> = { late: '', chat: '', fresh: '' };

  /** The case of an unhappy customer. */
  async function opened(employees: string[], customer: string, form: Record<string, string> = {}) {
    const contact = await world.contact(employees, customer);
    const responseId = await world.answer(contact, { rating: '1', comment: SECRET_COMMENT, ...form });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM recovery_case WHERE response_id = ?',
      [responseId],
    );
    return row?.id ?? '';
  }
  const stateOf = async (id: string) =>
    (
      await world.database.get<{ state: string }>('SELECT state AS "state" FROM recovery_case WHERE id = ?', [
        id,
      ])
    )?.state;
  /** Customers on a page, in its order. */
  const listed = (html: string): string[] =>
    [...html.matchAll(/href="\/recovery\/[0-9a-f-]{36}">([^<]+)</g)].map(([, name = '']) => name);

  beforeAll(async () => {
    world = await answeredWorld(kind);
    cases.late = await opened(['E-12'], 'Marta Ruiz', { mayContact: 'on' });
    world.clock.advance(DAY - HOUR);
    cases.chat = await opened(['E-21'], 'Pedro Gil');
    world.clock.advance(2 * HOUR);
    cases.fresh = await opened(['E-07'], 'Inés Vega');
    // Sessions end when nobody uses them for hours: everybody comes in now.
    people.rosa = await world.signIn([grant('recovery', 'all')]);
    people.diego = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] });
    people.olga = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-02'] });
    people.hr = await world.signIn([grant('hr', 'all')]);
    people.ana = await world.signIn([grant('employee', 'own')], { employeeId: world.ids['E-12'] });
    people.served = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-07'] });
  });
  afterAll(() => world.close());

  it('list the open cases by their clock, late ones first and marked', async () => {
    const { status, text } = await people.rosa.get('/recovery');
    expect(status).toBe(200);
    expect(listed(text)).toEqual(['Marta Ruiz', 'Pedro Gil', 'Inés Vega']);
    expect(text).toContain('3 casos abiertos, uno vencido.');
    expect(text.match(/badge-care">Vencido/g)).toHaveLength(1);
    expect(text.indexOf('badge-care')).toBeLessThan(text.indexOf('Pedro Gil'));
    expect(text).toContain(SECRET_COMMENT);
  });

  it('show a lead the cases of the own people only, and nobody those about themselves', async () => {
    // Only Marta asked to be called: a lead reads the names of no others.
    expect(listed((await people.diego.get('/recovery')).text)).toEqual(['Marta Ruiz', 'Cliente sin nombre']);
    expect(listed((await people.olga.get('/recovery')).text)).toEqual(['Cliente sin nombre']);
    expect((await people.olga.get(`/recovery/${cases.chat}`)).text).not.toContain('Pedro Gil');
    expect(listed((await people.served.get('/recovery')).text)).toEqual(['Marta Ruiz', 'Pedro Gil']);
    const hidden: [SignedIn, string][] = [
      [people.diego, cases.chat],
      [people.olga, cases.late],
      [people.served, cases.fresh],
    ];
    for (const [person, id] of hidden) {
      expect((await person.get(`/recovery/${id}`)).status).toBe(404);
      expect((await person.post(`/recovery/${id}/steps`, { step: 'acknowledge' })).status).toBe(404);
      expect((await person.post(`/recovery/${id}/notes`, { note: 'x' })).status).toBe(404);
      expect(await stateOf(id)).toBe('open');
    }
    expect((await people.ana.get('/recovery')).status).toBe(403);
    expect((await people.rosa.get('/recovery/nothing')).status).toBe(404);
  });

  it('tell the story of a case, and the customer’s number only when a call is welcome', async () => {
    const { text } = await people.rosa.get(`/recovery/${cases.late}`);
    for (const told of ['Marta Ruiz', SECRET_COMMENT, 'Ana Beltrán', '55 1234 5678', 'Vencido'])
      expect(text).toContain(told);
    expect(text).toContain('El cliente calificó mal');
    expect(text).toMatch(/<button[^>]*name="step" value="acknowledge">Atender/);
    expect(text).not.toContain('value="resolve"');
    const other = (await people.rosa.get(`/recovery/${cases.chat}`)).text;
    expect(other).toContain('No pidió que le llamen');
    expect(other).not.toContain('55 1234 5678');
  });

  it('let human resources read without a form to work with', async () => {
    const { status, text } = await people.hr.get(`/recovery/${cases.late}`);
    expect(status).toBe(200);
    expect(text).not.toContain('action="/recovery/');
    expect((await people.hr.post(`/recovery/${cases.late}/steps`, { step: 'acknowledge' })).status).toBe(403);
  });

  it('refuse a form without its token, and a step that is none', async () => {
    const path = `/recovery/${cases.late}`;
    expect((await people.rosa.get(path)).text.match(/name="_csrf" value="[^"]+"/g)?.length).toBeGreaterThan(
      1,
    );
    for (const [form, body] of [
      ['steps', { step: 'acknowledge' }],
      ['notes', { note: 'x' }],
    ] as const) {
      const reply = await people.rosa.post(`${path}/${form}`).send({ ...body, _csrf: 'forged' });
      expect(reply.status).toBe(403);
    }
    for (const form of [
      {},
      { step: 'verify' },
      { step: 'acknowledge', owner: '1' },
      { step: 'acknowledge', note: 'x'.repeat(2001) },
    ])
      expect((await people.rosa.post(`${path}/steps`, form as Record<string, string>)).status).toBe(400);
    expect((await people.rosa.post(`${path}/notes`, { note: '  ' })).status).toBe(400);
    expect(await stateOf(cases.late)).toBe('open');
  });

  it('take a case through its life, and keep it under “Atendidos”', async () => {
    const path = `/recovery/${cases.late}`;
    const taken = await people.diego.post(`${path}/steps`, {
      step: 'acknowledge',
      note: 'La llamo <b>hoy</b>',
    });
    expect([taken.status, taken.headers['location']]).toEqual([303, path]);
    world.clock.advance(60_000);
    expect((await people.rosa.post(`${path}/notes`, { note: 'Pidió factura nueva {{x}}' })).status).toBe(303);
    world.clock.advance(60_000);
    expect((await people.rosa.post(`${path}/steps`, { step: 'resolve', note: '' })).status).toBe(303);
    const story = (await people.rosa.get(path)).text;
    expect(story).toContain('La llamo &lt;b&gt;hoy&lt;/b&gt;');
    const steps = ['El cliente calificó mal', 'La llamo', 'Pidió factura nueva {{x}}', 'Resuelto <span'];
    const places = steps.map((step) => story.indexOf(step, story.indexOf('<ol class="story">')));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(story).toContain('value="close"');
    expect(story).not.toContain('badge-care');

    const again = await people.rosa.post(`${path}/steps`, { step: 'resolve' });
    expect(again.status).toBe(409);
    expect(again.text).toContain('ese paso no le sigue');
    expect(listed((await people.rosa.get('/recovery')).text)).toEqual(['Pedro Gil', 'Inés Vega']);
    const done = (await people.rosa.get('/recovery?show=done')).text;
    expect(listed(done)).toEqual(['Marta Ruiz']);
    expect(done).not.toContain('badge-care">');
    expect(listed((await people.olga.get('/recovery?show=done')).text)).toEqual([]);
    expect(await world.auditOf(`recovery_case:${cases.late}`)).toEqual(
      expect.arrayContaining([
        `user:${people.diego.userId} recovery_case.acknowledged`,
        `user:${people.rosa.userId} recovery_case.resolved`,
      ]),
    );
  });
});
