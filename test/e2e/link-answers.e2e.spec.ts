/** Answers through posters and plain links, over HTTP: from the page to the thanks, without a cookie. */
import { brotliCompressSync } from 'node:zlib';
import { Collectors } from '../../src/collectors';
import { answeredWorld, type AnsweredWorld } from '../database/answered.fixture';
import { describeOnBothDatabases } from '../support';
import { publish, STEPS } from './questionnaires.fixture';

const HOSTILE = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '{{constructor}}', '\u0000\u0007', '\u202eabc\u2066',
  '\ud83d', '👩‍🔧'.repeat(50), 'שלום', 'x'.repeat(9000), "'; DROP TABLE response; --",
]; // prettier-ignore

describeOnBothDatabases('posters and links', (kind) => {
  let world: AnsweredWorld;
  let phone = 0;

  beforeAll(async () => {
    world = await answeredWorld(kind);
  });
  afterAll(() => world.close());

  async function poster(
    facts: { kind?: 'qr' | 'link' | 'kiosk'; employee?: string; touchpoint?: string } = {},
  ) {
    const made = await world
      .get(Collectors)
      .create({ kind: 'qr', name: 'Cartel', touchpoint: 'phone', locale: 'es', ...facts }, 'test');
    return { ...made, path: `/q/${made.key}` };
  }

  /** A customer with a telephone of their own. */
  function customer(language = 'es') {
    phone += 1;
    const headers = { 'User-Agent': `Phone/${phone}`, 'Accept-Language': language };
    return {
      get: (path: string) => world.http.get(path).set(headers),
      post: (path: string, form: object) => world.http.post(path).type('form').set(headers).send(form),
    };
  }

  const hidden = (html: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`)
      .exec(html)?.[1]
      ?.replaceAll('&quot;', '"')
      .replaceAll('&#x3D;', '=') ?? '';
  const look = () => world.clock.advance(5_000);
  const answersOf = async (id: number) =>
    world.database.all<{ source: string; verification: string; locale: string }>(
      `SELECT r.source AS "source", r.locale AS "locale", c.verification AS "verification" FROM response r
       JOIN response_current c ON c.response_id = r.id WHERE r.collector_id = ? ORDER BY r.received_at, r.id`,
      [id],
    );

  it('scanned, answered, thanked: one answer, no cookie, nothing asked that nobody can honour', async () => {
    const { id, path } = await poster({ employee: 'E-12' });
    const someone = customer();
    const page = await someone.get(path).expect(200);
    expect(page.text).toContain('¿Cómo le atendió Ana?');
    expect(page.text).not.toContain('name="mayContact"');
    expect(page.text).toContain('name="mayQuote"');
    look();
    const earlier = hidden(page.text, 'earlier');
    const form = { earlier, consents: '1', rating: '5', comment: 'Muy amable', mayQuote: '1' };
    const thanks = await someone.post(path, form).expect(200);
    expect(thanks.text).toContain('Gracias');
    for (const reply of [page, thanks]) {
      expect(reply.get('Set-Cookie')).toBeUndefined();
      expect(reply.get('Cache-Control')).toBe('no-store');
      expect(reply.get('Referrer-Policy')).toBe('no-referrer');
    }
    expect(await answersOf(id)).toEqual([{ source: 'qr', locale: 'es', verification: 'confirmed' }]);

    // Loading the thanks again sends the same form.
    await someone.post(path, form).expect(200);
    expect(await answersOf(id)).toHaveLength(1);
  });

  it('the page and its styles weigh no more than 14 KB', async () => {
    const { path } = await poster();
    const { text: html } = await customer().get(path).expect(200);
    const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href = '']) => href);
    expect(sheets.length).toBeGreaterThan(0);
    let weight = brotliCompressSync(html).length;
    for (const sheet of sheets)
      weight += brotliCompressSync((await world.http.get(sheet).expect(200)).text).length;
    expect(weight).toBeLessThanOrEqual(14 * 1024);
  });

  it('speaks the language of the telephone, and another one on request without losing what was typed', async () => {
    const { id, path } = await poster();
    const someone = customer('en-GB,en;q=0.9');
    const page = await someone.get(path).expect(200);
    expect(page.text).toContain('<html lang="en">');
    look();
    const earlier = hidden(page.text, 'earlier');
    const form = { earlier, rating: '2', comment: 'slow queue' };
    const other = await someone.post(path, { ...form, lang: 'pt-BR' }).expect(200);
    expect(other.text).toContain('<html lang="pt-BR">');
    expect(other.text).toContain('slow queue');
    expect(other.text.replaceAll('&#x3D;', '=')).toContain(`action="${path}?lang=pt-BR"`);
    expect(await answersOf(id)).toEqual([]);
    await someone.post(`${path}?lang=pt-BR`, form).expect(200);
    expect(await answersOf(id)).toMatchObject([{ locale: 'pt-BR' }]);
  });

  it('mistakes are told beside the question, and nothing typed is lost', async () => {
    const { id, path } = await poster();
    const someone = customer();
    const earlier = hidden((await someone.get(path)).text, 'earlier');
    look();
    const { text: html } = await someone.post(path, { earlier, comment: 'sin nota' }).expect(422);
    expect(html).toContain('href="#field-rating"');
    expect(html).toContain('sin nota');
    await someone
      .post(path, { earlier: hidden(html, 'earlier'), comment: 'sin nota', rating: '4' })
      .expect(200);
    expect(await answersOf(id)).toHaveLength(1);
  });

  it('a survey with several pages is answered page by page, and nothing is kept before its end', async () => {
    await publish(world, 'steps', STEPS);
    await world.http
      .put('/api/v1/touchpoints/counter')
      .set('Authorization', `Bearer ${await world.apiKey('touchpoints:write')}`)
      .send({ name: 'Mostrador', channel: 'in_person', survey: 'steps' })
      .expect(201);
    const { id, path } = await poster({ touchpoint: 'counter' });
    const someone = customer();
    const next = async (html: string, answers: object, status = 200) => {
      look();
      const form = { earlier: hidden(html, 'earlier'), step: hidden(html, 'step'), ...answers };
      return (await someone.post(path, form).expect(status)).text;
    };
    const first = (await someone.get(path).expect(200)).text;
    const outcome = await next(first, { rating: '1' });
    expect(outcome).toContain('¿Quedó resuelto su asunto?');
    expect(await next(outcome, {}, 422)).toContain('href="#field-answers.solved"');
    const repair = await next(outcome, { 'answers[solved]': '0', 'answers[reason]': 'waiting' });
    expect(repair).toContain('Cumplir lo prometido');
    const last = await next(repair, { 'answers[promise.expected]': '7', 'answers[promise.perceived]': '2' });
    expect(await answersOf(id)).toEqual([]);
    expect(await next(last, { consents: '1', 'answers[recommend]': '3', comment: 'Nada' })).toContain(
      'Gracias',
    );
    expect(await answersOf(id)).toHaveLength(1);

    // Whoever was served well is not asked how it was put right.
    const content = await next((await someone.get(path)).text, { rating: '4' });
    const closing = await next(content, { 'answers[solved]': '1' });
    expect(closing).toContain('¿Qué tan probable es que nos recomiende?');
  });

  it('machines show themselves: too fast, or filling in what nobody sees', async () => {
    const { id, path } = await poster();
    const fast = customer();
    await fast
      .post(path, { earlier: hidden((await fast.get(path)).text, 'earlier'), rating: '5' })
      .expect(200);
    const greedy = customer();
    const earlier = hidden((await greedy.get(path)).text, 'earlier');
    look();
    await greedy.post(path, { earlier, rating: '5', website: 'http://spam.example' }).expect(200);
    expect(await answersOf(id)).toMatchObject([
      { verification: 'provisional' },
      { verification: 'provisional' },
    ]);
  });

  it('a form that was made up, or of another poster, starts afresh and records nothing', async () => {
    const [one, two] = [await poster(), await poster()];
    const someone = customer();
    const foreign = hidden((await someone.get(two.path)).text, 'earlier');
    for (const earlier of ['', '{}', 'x'.repeat(300_000), foreign, '{"id":"__proto__"}']) {
      const reply = await someone.post(one.path, { earlier, rating: '5' }).expect(200);
      expect(reply.text).toContain('name="earlier"');
    }
    expect(await answersOf(one.id)).toEqual([]);
  });

  it('no word breaks the page or is lost', async () => {
    const { path } = await poster();
    for (const words of HOSTILE) {
      const someone = customer();
      const earlier = hidden((await someone.get(path)).text, 'earlier');
      look();
      const reply = await someone.post(path, { earlier, comment: words });
      expect([words, reply.status]).toEqual([words, 422]);
      expect(reply.text).not.toContain('<script>alert');
    }
  });

  it('what is revoked, unknown or a kiosk’s is the same closed page; guessing ends', async () => {
    const gone = await poster();
    await world.get(Collectors).revoke(gone.id, 'test');
    const kiosk = await poster({ kind: 'kiosk' });
    const pages = await Promise.all(
      [gone.path, kiosk.path, '/q/2222222222mm', '/q/x'].map((path) => world.http.get(path)),
    );
    expect(pages.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(new Set(pages.map(({ text: html }) => html)).size).toBe(1);
    await world.http.post(gone.path).type('form').send({ rating: '5' }).expect(404);
    let last = 404;
    for (let guess = 0; guess < 40 && last !== 429; guess += 1)
      last = (await world.http.get(`/q/2222222${String(guess).padStart(5, '2').replaceAll(/[01]/g, '2')}`))
        .status;
    expect(last).toBe(429);
  });
});
