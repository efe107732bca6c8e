/** The board, the list, cases by hand and by programs, alarms, and the rules of cases, as people use them. */
import { ApiKeys } from '../../src/access';
import { SettingsStore } from '../../src/platform/views';
import { caseSetting, Owners, ownerSetting } from '../../src/recovery';
import { answeredWorld, type AnsweredWorld, DAY, grant, HOUR } from '../database/answered.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';

describeOnBothDatabases('the pages of cases', (kind) => {
  let world: AnsweredWorld;
  const people = {} as Record<'rosa' | 'ines' | 'hr' | 'ana' | 'lead', SignedIn>;

  beforeAll(async () => {
    world = await answeredWorld(kind);
    people.rosa = await world.signIn([grant('recovery', 'all')]);
    people.ines = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-21'] });
    people.hr = await world.signIn([grant('hr', 'all')]);
    people.ana = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-12'] });
    people.lead = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] });
  });
  afterAll(() => world.close());

  const customerOf = (customerId: string) =>
    world.database.get<{ externalId: string }>(
      'SELECT external_id AS "externalId" FROM customer WHERE id = ?',
      [customerId],
    );
  const caseOf = async (customerId: string): Promise<{ id: string; owner: number | null }> => {
    const row = await world.database.get<{ id: string; owner: number | null }>(
      `SELECT id AS "id", owner_user_id AS "owner" FROM recovery_case WHERE customer_id = ? AND merged_into IS NULL
       ORDER BY opened_at DESC LIMIT 1`,
      [customerId],
    );
    if (!row) throw new Error('The customer has no case.');
    return row;
  };
  async function unhappy(employees = ['E-07'], name = 'Marta Ruiz', comment = 'Nadie contesta.') {
    const contact = await world.contact(employees, name);
    await world.answer(contact, { rating: '1', comment });
    return { contact, ...(await caseOf(contact.customerId)) };
  }
  const listed = (html: string): string[] =>
    [...html.matchAll(/href="\/recovery\/([0-9a-f-]{36})"/g)].map(([, id = '']) => id);

  it('a board with a column for each state, its counts and its times in words', async () => {
    const { id } = await unhappy();
    const { text, status } = await people.rosa.get('/recovery/board');
    expect(status).toBe(200);
    expect(text).toMatch(/<h2 id="column-open">Abierto <span class="badge num">\d+<\/span><\/h2>/);
    expect(text).toContain('en 4 horas');
    expect(listed(text)).toContain(id);
    expect(text.match(/class="case-column"/g)?.length).toBeGreaterThanOrEqual(4);
  });

  it('a list whose filters stand in its address, and a file of what it shows', async () => {
    const { id, owner } = await unhappy(['E-07'], 'Nora Díaz', '=cmd()');
    const { id: other } = await unhappy(['E-12'], 'Omar Gil');
    await people.rosa.post(`/recovery/${other}/owner`, {
      owner: String(people.rosa.userId),
      reason: 'La conozco.',
    });
    const mine = listed((await people.rosa.get('/recovery?owner=me')).text);
    expect(mine).toContain(other);
    expect(mine.includes(id)).toBe(owner === people.rosa.userId);
    expect(listed((await people.rosa.get('/recovery?priority=high')).text)).toEqual([]);
    expect(listed((await people.rosa.get('/recovery?late=1')).text)).toEqual([]);
    expect((await people.rosa.get('/recovery?sort=opened&touchpoint=phone&page=1')).status).toBe(200);
    expect((await people.rosa.get('/recovery?colour=red')).status).toBe(400);
    const file = await people.rosa.post('/recovery/exports?owner=me');
    expect([file.status, file.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    const csv = String(file.text);
    expect(csv).toContain('Omar Gil');
    expect(csv).not.toMatch(/(^|,)=cmd/m);
    expect(await world.auditOf('recovery_case:list')).toEqual([
      `user:${people.rosa.userId} recovery_case.exported`,
    ]);
  });

  it('the clock, the owner and merging: for those who work the case, never for somebody it is about', async () => {
    const { id, contact } = await unhappy(['E-12'], 'Paula Sáenz');
    const { externalId = '' } = (await customerOf(contact.customerId)) ?? {};
    for (const [path, form] of [
      ['clock', { clock: 'contacted' }],
      ['owner', { owner: String(people.rosa.userId), reason: 'x' }],
      ['merge', { into: id, reason: 'x' }],
    ] as const)
      expect((await people.ana.post(`/recovery/${id}/${path}`, form)).status).toBe(404);
    expect((await people.hr.post(`/recovery/${id}/clock`, { clock: 'wait' })).status).toBe(403);
    expect((await people.rosa.post(`/recovery/${id}/clock`, { clock: 'wait' })).status).toBe(303);
    expect((await people.rosa.post(`/recovery/${id}/clock`, { clock: 'wait' })).status).toBe(409);
    expect((await people.rosa.get(`/recovery/${id}`)).text).toContain('En espera del cliente');
    // More trouble of the same customer lets the clocks go on.
    const more = {
      customer: externalId,
      touchpoint: 'phone',
      priority: 'high',
      text: 'Volvió a llamar.',
      employees: '',
    };
    const joined = await people.rosa.post('/recovery', more);
    expect(joined.headers['location']).toBe(`/recovery/${id}`);
    const page = (await people.rosa.get(`/recovery/${id}`)).text;
    expect(page).toContain('Volvió a llamar.');
    expect(page).toContain('Urgente');
    expect(page).not.toContain('En espera del cliente desde');
    // Ana is not among those it can be given to.
    expect(
      (await people.rosa.post(`/recovery/${id}/owner`, { owner: String(people.ana.userId), reason: 'x' }))
        .status,
    ).toBe(422);
  });

  it('a case by hand: refused with what was typed, kept from those it is about', async () => {
    const form = {
      customer: 'C-nobody',
      touchpoint: 'phone',
      priority: 'normal',
      text: '<b>Cobro doble</b>',
      employees: 'E-21',
    };
    const refused = await people.rosa.post('/recovery', form);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('“C-nobody” no está en los registros.');
    expect(refused.text).toContain('&lt;b&gt;Cobro doble&lt;/b&gt;');
    const opened = await people.rosa.post('/recovery', { ...form, customer: '' });
    const path = String(opened.headers['location']);
    expect((await people.rosa.get(path)).text).toContain('Luis Mora');
    expect((await people.ines.get(path)).status).toBe(404);
    expect((await people.ines.post('/recovery', { ...form, customer: '' })).status).toBe(403);
  });

  it('a case by a program: whose it is say the rules', async () => {
    const { key } = await world
      .get(ApiKeys)
      .create({ name: 'CRM', scopes: ['recovery:write', 'recovery:read'] });
    const post = (body: object) =>
      world.http.post('/api/v1/recovery-cases').set('Authorization', `Bearer ${key}`).send(body);
    const made = await post({
      touchpoint: 'phone',
      text: 'Second charge.',
      employees: ['E-12'],
      priority: 'low',
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      state: 'open',
      response: null,
      priority: 'low',
      comment: 'Second charge.',
    });
    expect((await people.ana.get(`/recovery/${String((made.body as { id: string }).id)}`)).status).toBe(404);
    expect((await post({ touchpoint: 'nowhere', text: 'x' })).status).toBe(422);
    expect((await post({ touchpoint: 'phone', text: 'x', owner: 'me' })).status).toBe(400);
  });

  it('a comment that touches an alarming theme, whatever the rating', async () => {
    const settings = world.get(SettingsStore);
    await settings.set(caseSetting, { ...(await settings.get(caseSetting)), alarms: ['friendliness'] });
    const contact = await world.contact(['E-07'], 'Rita Luna');
    await world.answer(contact, { rating: '4', comment: 'Bien, pero el técnico fue grosero.' });
    const quiet = await world.contact(['E-07'], 'Saúl Ríos');
    await world.answer(quiet, { rating: '4', comment: 'Bien.' });
    await world.work();
    const { id } = await caseOf(contact.customerId);
    expect((await people.rosa.get(`/recovery/${id}`)).text).toContain('El comentario toca un tema de alarma');
    await expect(caseOf(quiet.customerId)).rejects.toThrow('no case');
  });

  it('rules are changed by those who may, in their order, and tried out before', async () => {
    expect((await people.rosa.get('/recovery/settings/owners')).status).toBe(403);
    const rule = { touchpoint: '', channel: '', language: '', team: '', hours: '', user: '', pool: '' };
    await people.hr.post('/recovery/settings/owners', { ...rule, to: 'everybody' });
    await people.hr.post('/recovery/settings/owners', {
      ...rule,
      touchpoint: 'phone',
      to: 'person',
      user: String(people.ines.userId),
    });
    const settings = world.get(SettingsStore);
    const [first, second] = (await settings.get(ownerSetting)).rules;
    await people.hr.post('/recovery/settings/owners/order', { key: second?.key ?? '', act: 'up' });
    expect((await settings.get(ownerSetting)).rules.map(({ key }) => key)).toEqual([second?.key, first?.key]);
    const tried = await people.hr.get('/recovery/settings/owners?try=1&touchpoint=phone');
    expect(tried.text).toMatch(/por la regla 1\./);
    const own = await people.hr.get('/recovery/settings/owners?try=1&touchpoint=phone&employee=E-21');
    expect(own.text).toContain('La regla 1 coincide, pero no deja a nadie disponible.');
    const question = { touchpointId: 1, language: 'es', people: [], at: world.clock.now() };
    expect(await world.get(Owners).choose(question)).toBe(people.ines.userId);
    await people.hr.post('/recovery/settings/owners/order', { key: second?.key ?? '', act: 'remove' });
    expect((await settings.get(ownerSetting)).rules).toHaveLength(1);
  });

  it('hours are read as they are typed, holidays pasted from a spreadsheet too, and clocks follow them', async () => {
    const form = {
      key: 'counter', name: 'Mostrador', timezone: '', week: '1-5 09:00-18:00', touchpoints: 'phone',
      holidays: '2026-12-24;Nochebuena\r\n"2026-12-25","Navidad"', emergency: '911', act: 'save',
    }; // prettier-ignore
    const wrong = await people.hr.post('/recovery/settings/hours', { ...form, week: 'de 9 a 6' });
    expect([wrong.status, wrong.text.includes('No se entiende el horario')]).toEqual([422, true]);
    expect((await people.hr.post('/recovery/settings/hours', { ...form, holidays: '24/12' })).status).toBe(
      422,
    );
    expect((await people.hr.post('/recovery/settings/hours', form)).status).toBe(303);
    const page = (await people.hr.get('/recovery/settings/hours?calendar=counter')).text;
    expect(page).toContain('2026-12-25 Navidad');
    expect(page).toContain('1-5 09:00-18:00');
    const minutes = {
      low_contact: '480',
      low_solution: '4320',
      normal_contact: '60',
      normal_solution: '120',
      high_contact: '30',
      high_solution: '60',
    };
    const clocks = {
      joinDays: '30',
      low_rating: 'normal',
      call_me: 'normal',
      alarm: 'high',
      ...minutes,
      remindMinutes: '10',
      headMinutes: '60',
      heads: '',
    };
    expect((await people.hr.post('/recovery/settings', { ...clocks, normal_contact: '500' })).status).toBe(
      400,
    );
    expect(
      (await people.hr.post('/recovery/settings', { ...clocks, heads: 'nadie@example.org' })).status,
    ).toBe(422);
    expect((await people.hr.post('/recovery/settings', clocks)).status).toBe(303);
    // A Friday at six in the evening.
    world.clock.set('2026-11-07T00:00:00Z');
    const { id } = await unhappy(['E-07'], 'Tere Paz');
    const row = await world.database.get<{ due: number }>(
      'SELECT contact_due_at AS "due" FROM recovery_case WHERE id = ?',
      [id],
    );
    expect(new Date(row?.due ?? 0).toISOString()).toBe('2026-11-09T16:00:00.000Z');
    expect(row?.due).toBeGreaterThan(world.clock.now() + 2 * DAY + HOUR);
  });
});
