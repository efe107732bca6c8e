/** The wall that everybody may look at, and the desk where words are approved for it. */
import { answeredWorld, type AnsweredWorld, grant } from '../database/answered.fixture';
import { Boards } from '../../src/recognition';
import { describeOnBothDatabases, type SignedIn } from '../support';

const THANKS = 'Me explicó la factura línea por línea.';

describeOnBothDatabases('recognition pages', (kind) => {
  let world: AnsweredWorld;
  const people = {} as Record<'hr' | 'diego' | 'olga' | 'ana' | 'recovery', SignedIn>;
  const quotes: Record<'ana' | 'luis', string> = { ana: '', luis: '' };

  /** Words of a happy customer, with consent. @returns the quote's id */
  async function said(employees: string[], comment: string, customer = 'Marta Ruiz'): Promise<string> {
    const responseId = await world.answer(await world.contact(employees, customer), {
      rating: '5',
      comment,
      mayQuote: 'on',
      quoteName: 'full',
    });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM quote WHERE response_id = ?',
      [responseId],
    );
    return row?.id ?? '';
  }
  const stateOf = async (id: string) =>
    (await world.database.get<{ state: string }>('SELECT state AS "state" FROM quote WHERE id = ?', [id]))
      ?.state;
  const decide = (person: SignedIn, id: string, decision: string) =>
    person.post(`/recognition/quotes/${id}/decision`, { decision });

  beforeAll(async () => {
    world = await answeredWorld(kind);
    people.hr = await world.signIn([grant('hr', 'all')]);
    people.diego = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] });
    people.olga = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-02'] });
    people.ana = await world.signIn([grant('employee', 'own')], { employeeId: world.ids['E-12'] });
    people.recovery = await world.signIn([grant('recovery', 'all')]);
    await world.get(Boards).create({ key: 'gracias', name: 'Gracias', locale: 'es' }, 'cli');
    quotes.ana = await said(['E-12'], THANKS);
    quotes.luis = await said(['E-21'], 'Muy amable Luis.');
  });
  afterAll(() => world.close());

  it('the wall is open to everybody, sets no cookie, and shows nothing that waits', async () => {
    const { status, text, headers } = await world.http.get('/board/gracias');
    expect(status).toBe(200);
    expect(headers['set-cookie']).toBeUndefined();
    expect(text).toContain('<h1>Gracias</h1>');
    expect(text).toContain('Aquí aparecerán las palabras de los clientes');
    expect(text).not.toContain(THANKS);
    expect(text).not.toContain('<form');
    expect((await world.http.get('/board/otro')).status).toBe(404);
  });

  it('the desk offers words to moderators only, each lead those about the own people', async () => {
    const hr = (await people.hr.get('/recognition')).text;
    expect(hr).toContain('2 frases por decidir.');
    expect(hr).toContain(THANKS);
    const diego = (await people.diego.get('/recognition')).text;
    expect(diego).toContain(THANKS);
    expect(diego).not.toContain('Muy amable Luis.');
    for (const name of ['ana', 'recovery'] as const) {
      const { status, text } = await people[name].get('/recognition');
      expect(status).toBe(200);
      expect(text).toContain('href="/board/gracias"');
      expect(text).not.toContain(THANKS);
      expect(text).not.toContain('name="decision"');
      expect((await decide(people[name], quotes.ana, 'approved')).status).toBe(403);
    }
    expect((await decide(people.olga, quotes.ana, 'approved')).status).toBe(404);
    expect((await decide(people.hr, 'nothing', 'approved')).status).toBe(404);
    expect(await stateOf(quotes.ana)).toBe('pending');
  });

  it('a form without its token, or with another decision, changes nothing', async () => {
    const forged = await people.hr
      .post(`/recognition/quotes/${quotes.ana}/decision`)
      .send({ decision: 'approved', _csrf: 'forged' });
    expect(forged.status).toBe(403);
    expect((await decide(people.hr, quotes.ana, 'withdrawn')).status).toBe(400);
    expect(await stateOf(quotes.ana)).toBe('pending');
  });

  it('what is approved by the form is on the wall at once; what is not stays off it', async () => {
    const reply = await decide(people.diego, quotes.ana, 'approved');
    expect([reply.status, reply.headers['location']]).toEqual([303, '/recognition']);
    expect((await people.diego.get('/recognition')).text).toContain('Nada por decidir.');
    expect((await decide(people.olga, quotes.luis, 'rejected')).status).toBe(303);
    const wall = (await world.http.get('/board/gracias')).text;
    expect(wall).toMatch(
      new RegExp(
        `<blockquote lang="es" dir="auto">${THANKS}</blockquote>\\s*<figcaption><bdi>Marta Ruiz</bdi> sobre <strong>Ana Beltrán`,
      ),
    );
    expect(wall).not.toContain('Muy amable Luis.');
    const again = await decide(people.hr, quotes.ana, 'rejected');
    expect(again.status).toBe(409);
    expect(again.text).toContain('Alguien ya decidió sobre esta frase');
    expect((await people.hr.get('/recognition?show=approved')).text).toContain(THANKS);
    expect((await people.hr.get('/recognition?show=rejected')).text).toContain('Muy amable Luis.');
    expect(await world.auditOf(`quote:${quotes.ana}`)).toEqual([
      `user:${people.diego.userId} quote.approved`,
    ]);
  });

  describe('words that mean harm', () => {
    const SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const BRACES = '{{#each this}}{{constructor}}{{/each}} {{{csrf}}} {name, plural, other {x}}';
    const TURNED = 'abc\u202Edcba\u2066x\u2069';
    const HOSTILE = `${SCRIPT} ${BRACES} ${TURNED} "quoted" &amp;`;
    const NAME = '<b onmouseover=alert(3)>Eva</b> {{x}}';

    it.each([
      ['the desk', () => people.hr.get('/recognition')],
      ['the wall', () => world.http.get('/board/gracias')],
      ['one’s own page', () => people.ana.get('/me')],
    ])('are shown as they were typed, and do nothing, on %s', async (place, page) => {
      // The wall shows the newest words large and those before them beside.
      for (let index = 0; index < 2; index += 1) {
        const id = await said(['E-12'], HOSTILE, NAME);
        if (place !== 'the desk') await decide(people.hr, id, 'approved');
      }
      const { status, text } = await page();
      expect(status).toBe(200);
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(text).toContain('{{#each this}}{{constructor}}{{/each}} {{{csrf}}} {name, plural, other {x}}');
      expect(text).toContain('abcdcbax');
      expect(text).toContain('&amp;amp;');
      expect(text).not.toMatch(/<script>alert|<img src|<b onmouseover|[\u202a-\u202e\u2066-\u2069]/);
    });

    it('are refused when they are longer than a comment may be, and shown whole up to there', async () => {
      const contact = await world.contact();
      const form = (comment: string) => ({ rating: '5', comment, mayQuote: 'on' });
      const tooLong = await world.http
        .post(`/s/${contact.token}`)
        .type('form')
        .send(form('ñ'.repeat(5000)));
      expect(tooLong.status).toBe(422);
      const longest = `${'palabra '.repeat(499)}y fin.ab`;
      expect(longest).toHaveLength(4000);
      const id = await said(['E-12'], longest);
      expect((await people.hr.get('/recognition')).text).toContain(longest);
      await decide(people.hr, id, 'approved');
      // From five metres nobody reads a page.
      const wall = (await world.http.get('/board/gracias')).text;
      expect(wall).toContain(`${'palabra '.repeat(33)}palabra…</blockquote>`);
      expect(wall).not.toContain('y fin.ab');
      expect((await people.ana.get('/me')).text).toContain(longest);
    });
  });
});
