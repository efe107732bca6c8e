/** "Somebody else served me": a customer says over HTTP that the question itself is wrong. */
import { brotliCompressSync } from 'node:zlib';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { answeringWorld, type AnsweringWorld, DAY } from './responses.fixture';

describeOnBothDatabases('a contact that was not so', (kind) => {
  let world: AnsweringWorld;

  beforeAll(async () => {
    world = await answeringWorld(kind);
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.set(TEST_NOW));

  const notes = () =>
    world.database.all<{ kind: string; text: string | null; state: string }>(
      `SELECT kind AS "kind", text AS "text", state AS "state" FROM data_quality_note ORDER BY opened_at, id`,
    );
  const object = (token: string, form: Record<string, string>, query = '') =>
    world.http.post(`/s/${token}/wrong${query}`).type('form').send(form);

  it('is said from the answer page; opening the page says nothing yet', async () => {
    const { token } = await world.invite(world.ana);
    const answer = await world.http.get(`/s/${token}`).expect(200);
    expect(answer.text).toContain(`<a href="/s/${token}/wrong">No me atendió Ana</a>`);
    const before = await notes();
    const page = await world.http.get(`/s/${token}/wrong`).expect(200);
    await world.http.head(`/s/${token}/wrong`).expect(200);
    expect(page.text).toContain('Su llamada del martes 3 de noviembre, sobre su factura.');
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
    });
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.text).not.toContain('<script');
    expect(page.text).toMatch(/name="opened" value="[^"]{20,}"/);
    expect(await notes()).toEqual(before);
    expect(brotliCompressSync(page.text).length).toBeLessThan(3000);
  });

  it('opens a note, rates nobody, and leaves the way to the answer open', async () => {
    const { token } = await world.invite(world.ana);
    const answers = await world.responses();
    const thanks = await object(token, { kind: 'wrong_person', text: 'Fue un señor' }).expect(200);
    expect(thanks.text).toContain('Gracias por avisarnos');
    expect(thanks.text).toContain(`href="/s/${token}"`);
    expect((await notes()).at(-1)).toEqual({ kind: 'wrong_person', text: 'Fue un señor', state: 'open' });
    expect(await world.responses()).toBe(answers);
    await world.send(token, { rating: '5' }).expect(200);
  });

  it('without a choice, says so and keeps what was typed; in the language that was chosen', async () => {
    const { token } = await world.invite(world.ana);
    const before = await notes();
    const page = await object(token, { text: 'Fue <b>otra</b>\u0000' }, '?lang=en').expect(422);
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).toContain('href="#field-kind"');
    expect(page.text).toContain('id="field-kind"');
    expect(page.text).toContain('Fue &lt;b&gt;otra&lt;/b&gt;</textarea>');
    expect(page.text).toContain('Somebody else served me');
    expect(page.text).toContain(`action="/s/${token}/wrong?lang&#x3D;en"`);
    const switched = await object(token, { kind: 'not_me', text: 'Fue otra', lang: 'pt-BR' }).expect(200);
    expect(switched.text).toContain('<html lang="pt-BR">');
    expect(switched.text).toContain('Fue otra</textarea>');
    expect(switched.text).toMatch(/value="not_me" required checked/);
    await object(token, { kind: 'not_me', text: 'a'.repeat(5000) }).expect(422);
    await object(token, { kind: '<script>' }).expect(422);
    expect(await notes()).toEqual(before);
  });

  it('too late, or behind an address that leads nowhere, there is nothing to say, as on the answer page', async () => {
    const { token } = await world.invite(world.ana);
    world.clock.advance(15 * DAY);
    const late = await world.http.get(`/s/${token}/wrong`).expect(410);
    expect(late.text).toContain('Este enlace ya venció');
    await object(token, { kind: 'not_me' }).expect(410);
    const nowhere = await world.http.get(`/s/${'A'.repeat(43)}/wrong`).expect(404);
    expect(nowhere.text).toBe((await world.http.get(`/s/${'A'.repeat(43)}`).expect(404)).text);
    const posted = await object('A'.repeat(43), { kind: 'not_me' }).expect(404);
    expect(posted.text).toBe(nowhere.text);
  });
});
