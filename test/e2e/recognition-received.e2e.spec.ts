/** What people received and what they show: on their page, on profiles, in a team's meeting; and the forms around it. */
import { answeredWorld, type AnsweredWorld, DAY, grant } from '../database/answered.fixture';
import { Employees, Teams } from '../../src/organization';
import { AwardGranting, Boards, Kudos, Quotes, RecognitionAwarded } from '../../src/recognition';
import { EventBus } from '../../src/platform/events';
import { Promises, RecoveryQueries } from '../../src/recovery';
import { describeOnBothDatabases, type SignedIn } from '../support';
import { words } from './scores.fixture';

const THANKS = 'Me explicó la factura línea por línea.';
const KIND = 'Cubrió mi turno cuando se fue la luz.';

describeOnBothDatabases('recognition received', (kind) => {
  let world: AnsweredWorld;
  const people = {} as Record<'hr' | 'diego' | 'olga' | 'ana' | 'hugo' | 'admin', SignedIn>;
  const told: RecognitionAwarded[] = [];

  beforeAll(async () => {
    world = await answeredWorld(kind);
    const { ids } = world;
    people.hr = await world.signIn([grant('hr', 'all')]);
    people.admin = await world.signIn([grant('admin', 'all')]);
    people.diego = await world.signIn([grant('lead', 'team')], { employeeId: ids['E-01'] });
    people.olga = await world.signIn([grant('lead', 'team')], { employeeId: ids['E-02'] });
    people.ana = await world.signIn([grant('employee', 'own')], { employeeId: ids['E-12'] });
    people.hugo = await world.signIn([grant('employee', 'own')], { employeeId: ids['E-07'], locale: 'en' });
    await world.get(Boards).create({ key: 'gracias', name: 'Gracias', locale: 'es' }, 'cli');
    world.get(EventBus).on(RecognitionAwarded, (event) => void told.push(event));
  });
  afterAll(() => world.close());

  async function quoted(): Promise<string> {
    const responseId = await world.answer(await world.contact(['E-12']), {
      rating: '5',
      comment: THANKS,
      mayQuote: 'on',
      quoteName: 'first',
    });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM quote WHERE response_id = ?',
      [responseId],
    );
    await world.get(Quotes).decide(row?.id ?? '', 'approved', 'user:500');
    return row?.id ?? '';
  }
  const choose = (who: SignedIn, of: string, subject: string, choice: string) =>
    who.post('/me/recognition/choices', { kind: of, subject, choice });

  it('a colleague is thanked by a form, and it stands on the page for everybody', async () => {
    const to = String(world.ids['E-12']);
    const reply = await people.hugo.post('/recognition/kudos', { to, text: KIND, valueId: '' });
    expect([reply.status, reply.headers['location']]).toEqual([303, '/recognition/kudos']);
    const page = words((await people.olga.get('/recognition/kudos')).text);
    expect(page).toContain('Hugo Salas agradece a Ana Beltrán');
    expect(page).toContain(KIND);
    expect(words((await people.hugo.get('/recognition/kudos')).text)).toContain('9 of 10 left this month.');
  });

  it('what cannot be thanked for is said at its field, with what was typed kept', async () => {
    const to = String(world.ids['E-07']);
    const { status, text } = await people.hugo.post('/recognition/kudos', { to, text: 'To <myself>' });
    expect(status).toBe(422);
    expect(text).toContain('href="#field-to"');
    expect(text).toContain('Choose somebody else: nobody thanks themselves.');
    expect(text).toContain('To &lt;myself&gt;');
  });

  it('thanks that are reported are taken down by the lead of whoever got them, with a reason', async () => {
    const to = world.ids['E-12'] ?? 0;
    const id = await world.get(Kudos).give(world.ids['E-21'] ?? 0, { to, text: 'Palabras feas' });
    await people.hugo.post(`/recognition/kudos/${id}/reports`, { reason: 'Unkind' });
    const decide = (who: SignedIn) =>
      who.post(`/recognition/kudos/${id}/decisions`, { decision: 'hide', reason: 'Falta de respeto' });
    expect(words((await people.diego.get('/recognition/kudos/reports')).text)).toContain('Aviso: Unkind');
    expect((await people.olga.get('/recognition/kudos/reports')).text).not.toContain('Unkind');
    expect((await decide(people.olga)).status).toBe(404);
    expect((await decide(people.ana)).status).toBe(403);
    expect((await decide(people.diego)).status).toBe(303);
    for (const who of [people.hugo, people.ana, people.hr])
      expect((await who.get('/recognition/kudos')).text).not.toContain('Palabras feas');
  });

  it('a quote that is hidden is off the wall, the card and the meeting’s page at once; shown, it is back', async () => {
    const id = await quoted();
    const meeting = `/teams/${world.teams['T-TEL']}/meeting-pack`;
    const seen = async () => [
      (await world.http.get('/board/gracias')).text.includes(THANKS),
      (await people.diego.get(`/recognition/said/${id}`)).status === 200,
      (await people.diego.get(meeting)).text.includes(THANKS),
    ];
    expect(await seen()).toEqual([true, true, true]);
    expect((await choose(people.hugo, 'quote', id, 'hide')).status).toBe(404);
    expect((await choose(people.ana, 'quote', id, 'hide')).status).toBe(303);
    expect(await seen()).toEqual([false, false, false]);
    const own = (await people.ana.get('/me/recognition')).text;
    expect(own).toContain(THANKS);
    expect(own).toContain('solo para usted');
    await choose(people.ana, 'quote', id, 'share');
    expect(await seen()).toEqual([true, true, true]);
  });

  it('the meeting’s page is for those who lead the team, and names no customer of a promise', async () => {
    const meeting = `/teams/${world.teams['T-TEL']}/meeting-pack`;
    const contact = await world.contact(['E-12'], 'Eva Luna');
    await world.answer(contact, { rating: '1', comment: 'Mal', mayContact: 'on' });
    const [open] = await world.get(RecoveryQueries).list(world.viewer([grant('recovery', 'all')]), 'open', 5);
    await world.get(Promises).make(
      open?.id ?? '',
      {
        text: 'Llamarle con la respuesta',
        dueAt: world.clock.now() + DAY,
        by: { userId: null, employeeId: world.ids['E-07'] ?? 0 },
      },
      { actor: 'user:1', employeeId: null },
    );
    const page = await people.diego.get(meeting);
    expect(page.status).toBe(200);
    const said = words(page.text);
    expect(said).toContain('Llamarle con la respuesta');
    expect(said).toContain('Hugo Salas');
    expect(said).toContain(KIND);
    expect(said).not.toContain('Eva Luna');
    expect((await people.olga.get(meeting)).status).toBe(404);
    expect((await people.ana.get(meeting)).status).toBe(404);
    expect((await people.hr.get(meeting)).status).toBe(200);
  });

  it('the meeting’s page of an area gathers the teams below it, at any depth, and no others', async () => {
    const team = async (id: string, name: string, parent?: string) =>
      (await world.get(Teams).upsert(id, { name, ...(parent && { parent }) }, 'test')).id;
    const area = await team('T-OPE', 'Operación');
    await team('T-NOC', 'Noche', 'T-OPE');
    await team('T-TEL', 'Telefónica', 'T-OPE');
    await team('T-CHA', 'Chat nocturno', 'T-NOC');
    await team('T-ADM', 'Administración');
    const outside = await world.hire('E-40', 'Nora Gil', { team: 'T-ADM' });
    const give = (to: number, text: string) => world.get(Kudos).give(world.ids['E-01'] ?? 0, { to, text });
    await give(world.ids['E-21'] ?? 0, 'Atendió la noche del corte.');
    await give(world.ids['E-12'] ?? 0, 'Enseñó a la nueva.');
    await give(outside, 'Cuadró las cuentas.');
    const page = await people.hr.get(`/teams/${area}/meeting-pack`);
    expect(page.status).toBe(200);
    const said = words(page.text);
    expect(said).toContain('Con Chat nocturno y Telefónica');
    expect(said).toContain('Atendió la noche del corte.');
    expect(said).toContain('Enseñó a la nueva.');
    expect(said).toContain('Llamarle con la respuesta');
    expect(said).not.toContain('Cuadró las cuentas.');
    const own = words((await people.hr.get(`/teams/${world.teams['T-CHA']}/meeting-pack`)).text);
    expect(own).not.toContain('Enseñó a la nueva.');
    expect((await people.diego.get(`/teams/${area}/meeting-pack`)).status).toBe(404);
  });

  it('an award is defined by a form that says what is wrong where, tried out, given, shown and revoked', async () => {
    const form = {
      nameEs: 'Buen trato',
      nameEn: 'Good service',
      namePt: 'Bom atendimento',
      icon: 'star',
      way: 'rule',
      period: 'month',
      ties: 'all',
      band: '',
      kudos: '1',
      kudosFrom: '1',
    };
    const wrong = await people.hr.post('/recognition/awards', { ...form, namePt: '', places: 'x' });
    expect(wrong.status).toBe(400);
    for (const field of ['namePt', 'kudosFrom', 'places'])
      expect(wrong.text).toContain(`href="#field-${field}"`);
    expect((await people.ana.post('/recognition/awards', form)).status).toBe(403);
    const made = await people.hr.post('/recognition/awards', { ...form, kudosFrom: '2' });
    const address = String(made.headers['location']);
    expect(address).toMatch(/^\/recognition\/awards\/\d+$/);
    await world.get(Kudos).give(world.ids['E-01'] ?? 0, { to: world.ids['E-12'] ?? 0, text: 'Gracias, Ana' });
    const dry = words((await people.hr.get(`${address}?tried=2026-11-01`)).text);
    expect(dry).toContain('Una persona lo recibiría');
    expect(dry).toContain('Ana Beltrán');
    expect((await people.olga.get(address)).text).not.toContain('A quién le tocaría');

    world.clock.advance(31 * DAY);
    await world.get(AwardGranting).run();
    expect(told.map(({ employeeId }) => employeeId)).toEqual([world.ids['E-12']]);
    const lead = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] });
    const hr = await world.signIn([grant('hr', 'all')]);
    const ana = await world.signIn([grant('employee', 'own')], { employeeId: world.ids['E-12'] });
    expect((await lead.get(`/employees/${world.ids['E-12']}`)).text).toContain(
      'Buen trato, noviembre de 2026',
    );
    expect((await ana.get('/me')).text).toContain('Buen trato, noviembre de 2026');
    const mine = (await ana.get('/me/recognition')).text;
    const certificate = `${/href="([^"?]+certificate\.pdf)/.exec(mine)?.[1]}?lang=pt-BR`;
    const pdf = await ana.get(certificate);
    expect([pdf.status, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect((await lead.get(certificate)).status).toBe(404);
    const key = await world.apiKey('recognition:read');
    const listed = await world.http.get('/api/v1/award-grants').set('Authorization', `Bearer ${key}`);
    const { items } = listed.body as { items: { id: string; employee: string }[] };
    expect(items).toMatchObject([{ employee: 'E-12', name: 'Ana Beltrán', from: '2026-11-01' }]);
    const revocation = `/recognition/awards/grants/${items[0]?.id}/revocations`;
    expect((await lead.post(revocation, { reason: 'x' })).status).toBe(403);
    expect((await hr.post(revocation, { reason: 'Se contó mal' })).status).toBe(303);
    expect((await lead.get(`/employees/${world.ids['E-12']}`)).text).not.toContain('Buen trato');
    expect((await ana.get(certificate)).status).toBe(404);
  });

  it('programs give thanks and list what is open to everybody', async () => {
    const key = await world.apiKey('recognition:read', 'recognition:write');
    const give = (body: object) =>
      world.http.post('/api/v1/kudos').set('Authorization', `Bearer ${key}`).send(body);
    const made = await give({ from: 'E-07', to: 'E-21', text: 'Resolvió el corte de la noche.' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ from: { employee: 'E-07' }, to: { employee: 'E-21' }, value: null });
    const self = await give({ from: 'E-07', to: 'E-07', text: 'x' });
    expect([self.status, (self.body as { code: string }).code]).toEqual([422, 'kudos_to_yourself']);
    await world.get(Employees).upsert('E-21', { name: 'Luis Mora', publicName: 'hidden' }, 'test');
    const list = await world.http.get('/api/v1/kudos').set('Authorization', `Bearer ${key}`);
    expect(JSON.stringify(list.body)).not.toContain('Luis');
    expect(JSON.stringify(list.body)).toContain(KIND);
  });

  it('words that mean harm are shown as they were typed', async () => {
    const to = world.ids['E-12'] ?? 0;
    const hostile = '<script>alert(1)</script> {{csrf}} {name, plural, other {x}}';
    await world.get(Kudos).give(world.ids['E-01'] ?? 0, { to, text: hostile });
    const ana = await world.signIn([grant('employee', 'own')], { employeeId: to });
    const lead = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] });
    for (const [who, path] of [
      [ana, '/recognition/kudos'],
      [ana, '/me/recognition'],
      [lead, `/teams/${world.teams['T-TEL']}/meeting-pack`],
    ] as const) {
      const { text } = await who.get(path);
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(text).not.toContain('<script>alert');
    }
  });
});
