/** "Call me back": a customer chooses an hour, reads the promise, and says afterwards whether it was kept. */
import { businessHoursSetting, readWeek } from '../../src/organization';
import { SettingsStore } from '../../src/platform/views';
import { PromiseQueries } from '../../src/recovery';
import { answeredWorld, type AnsweredWorld, type Contact, grant } from '../database/answered.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

describeOnBothDatabases('a call asked for', (kind) => {
  let world: AnsweredWorld;
  let rosa: SignedIn;

  beforeEach(async () => {
    world = await answeredWorld(kind);
    await world.get(SettingsStore).set(businessHoursSetting, {
      calendars: [
        {
          key: 'office',
          name: 'Oficina',
          timezone: 'America/Mexico_City',
          week: readWeek('1-5 09:00-18:00') ?? [],
          publicHolidays: false,
          holidays: [{ day: '2026-11-04', name: 'Aniversario' }],
          touchpoints: [],
          emergencyPhone: '911 000 0000',
        },
      ],
    });
    await world.get(SettingsStore).set('organization', {
      ...(await world.get(SettingsStore).get('organization')),
      phone: '55 9000 0000',
    });
    world.clock.set('2026-11-03T21:30:00Z');
    rosa = await world.signIn([grant('recovery', 'all')]);
  });
  afterEach(() => world.close());

  const open = (contact: Contact, path = '/call') =>
    world.http.get(`/s/${contact.token}${path}`).set('User-Agent', BROWSER);
  const valuesIn = (html: string): string[] =>
    [...html.matchAll(/name="window" value="(\d+)"/g)].map(([, one = '']) => one);
  /** Sends the form as a browser does, half a minute after it was opened. */
  async function ask(contact: Contact, form: Record<string, string>, more: Record<string, string> = {}) {
    const { text } = await open(contact);
    const stamp = /name="opened" value="([^"]+)"/.exec(text)?.[1] ?? '';
    world.clock.advance(30_000);
    return world.http
      .post(`/s/${contact.token}/call`)
      .set('User-Agent', BROWSER)
      .type('form')
      .send({ opened: stamp, ...form, ...more });
  }
  const promises = () =>
    world.database.all<{ id: string; caseId: string; dueAt: number; text: string; userId: number | null }>(
      'SELECT id AS "id", case_id AS "caseId", due_at AS "dueAt", text AS "text", user_id AS "userId" FROM promise',
    );

  it('the page offers hours in which somebody is there, and says who answers now', async () => {
    const contact = await world.contact();
    const page = await open(contact);
    expect(page.status).toBe(200);
    const offered = valuesIn(page.text).map((value) => new Date(Number(value)).toISOString());
    // Tuesday, half past three: until six, then the holiday is left out.
    expect(offered.slice(0, 3)).toEqual([
      '2026-11-04T00:00:00.000Z',
      '2026-11-05T18:00:00.000Z',
      '2026-11-05T21:00:00.000Z',
    ]);
    expect(offered).toHaveLength(8);
    for (const told of ['Abierto ahora, hasta las 18:00', '911 000 0000', '55 9000 0000', 'termina en 78'])
      expect(page.text).toContain(told);
    expect(page.text).not.toContain('55 1234 5678');
    expect((await open(contact, '')).text).toContain(`/s/${contact.token}/call`);
  });

  it('before any answer: opens a case that is nobody’s who served, with a promise due at the end of the hour', async () => {
    const contact = await world.contact(['E-12']);
    const [first = ''] = valuesIn((await open(contact)).text);
    const done = await ask(contact, { window: first });
    expect(done.status).toBe(200);
    expect(done.text).toContain('Se lo prometemos');
    const [promise] = await promises();
    expect(promise).toMatchObject({
      dueAt: Number(first),
      text: expect.stringContaining('15:30–18:00') as string,
    });
    const page = await rosa.get(`/recovery/${promise?.caseId}`);
    for (const told of ['El cliente pidió que le llamen', 'Ana Beltrán', '55 1234 5678', 'Con promesa'])
      expect(page.text).toContain(told);
    // Kept, and the customer says so behind the same link.
    await rosa.post(`/recovery/${promise?.caseId}/promises/${promise?.id}/kept`, { note: 'Hablamos.' });
    expect((await open(contact, '/promises')).text).toContain('Llamarle:');
  });

  it('after a poor answer: joins its case; asked twice it is promised once', async () => {
    const contact = await world.contact();
    await world.answer(contact, { rating: '1' });
    const [, second = '', third = ''] = valuesIn((await open(contact)).text);
    await ask(contact, { window: second, phone: '+52 55 8888 7777' });
    await ask(contact, { window: third });
    const made = await promises();
    expect(made).toHaveLength(1);
    const count = await world.database.get<{ n: number }>(
      'SELECT CAST(COUNT(*) AS bigint) AS "n" FROM recovery_case',
    );
    expect(count).toEqual({ n: 1 });
    const page = await rosa.get(`/recovery/${made[0]?.caseId}`);
    expect(page.text).toContain('+52 55 8888 7777');
    expect((await world.get(PromiseQueries).ofCase(made[0]?.caseId ?? ''))[0]?.state).toBe('open');
  });

  it('an hour that is over, none, or no number is refused with everything typed', async () => {
    const contact = await world.contact();
    for (const [form, told] of [
      [{ window: '1793600000000' }, 'Esa hora ya no se puede elegir'],
      [{ phone: '55 1111 2222' }, 'Elija a qué hora'],
      [{ window: '1793600000000', phone: 'mañana' }, 'número de teléfono al que podamos llamar'],
    ] as const) {
      const refused = await ask(contact, form);
      expect([refused.status, refused.text.includes(told)]).toEqual([422, true]);
    }
    expect(await promises()).toEqual([]);
  });

  it('what a program presses is thanked for and kept nowhere; opening changes nothing', async () => {
    const contact = await world.contact();
    const [first = ''] = valuesIn((await open(contact)).text);
    const trapped = await ask(contact, { window: first }, { website: 'x' });
    expect([trapped.status, trapped.text.includes('Recibimos su petición')]).toEqual([200, true]);
    expect(await promises()).toEqual([]);
    expect((await world.http.get('/s/nothing/call')).status).toBe(404);
  });
});
