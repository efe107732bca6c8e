/** The kiosk over HTTP: touch by touch without a script, and what a device sends by itself. */
import { randomUUID } from 'node:crypto';
import { Collectors } from '../../src/collectors';
import { answeredWorld, type AnsweredWorld, DAY } from '../database/answered.fixture';
import { describeOnBothDatabases } from '../support';
import { publish, STEPS } from './questionnaires.fixture';

describeOnBothDatabases('the kiosk', (kind) => {
  let world: AnsweredWorld;

  beforeAll(async () => {
    world = await answeredWorld(kind);
    await publish(world, 'steps', STEPS);
    await world.http
      .put('/api/v1/touchpoints/counter')
      .set('Authorization', `Bearer ${await world.apiKey('touchpoints:write')}`)
      .send({ name: 'Mostrador', channel: 'in_person', survey: 'steps' })
      .expect(201);
  });
  afterAll(() => world.close());

  async function kiosk(touchpoint = 'phone') {
    const made = await world
      .get(Collectors)
      .create({ kind: 'kiosk', name: 'Caja 2', touchpoint, locale: 'es' }, 'test');
    return { ...made, path: `/k/${made.key}` };
  }
  const unescaped = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&#x3D;', '=');
  const hidden = (html: string, name: string) =>
    unescaped(new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '');
  const formIn = (html: string) => ({ earlier: hidden(html, 'earlier'), slot: hidden(html, 'slot') });
  const heading = (html: string) => /<span data-prompt[^>]*>([^<]*)/.exec(html)?.[1]?.trim();
  const stampIn = (html: string) => /data-stamp="([^"]*)"/.exec(html)?.[1] ?? '';
  const answersOf = (id: number) =>
    world.database.all<{ source: string; locale: string; receivedAt: number; counts: number }>(
      `SELECT r.source AS "source", r.locale AS "locale", r.received_at AS "receivedAt", c.counts AS "counts"
       FROM response r JOIN response_current c ON c.response_id = r.id WHERE r.collector_id = ? ORDER BY r.id`,
      [id],
    );

  it('without a script each touch sends the form, the next question comes back, and the end records once', async () => {
    const { id, path } = await kiosk('counter');
    const touch = async (html: string, answer: Record<string, string | string[]>, status = 200) =>
      (
        await world.http
          .post(path)
          .type('form')
          .send({ ...formIn(html), ...answer })
          .expect(status)
      ).text;

    const first = (await world.http.get(path).expect(200)).text;
    expect(heading(first)).toBe('¿Cómo le atendió Aplauso?');
    const solved = await touch(first, { 'answers[rating]': '2' });
    expect(heading(solved)).toBe('¿Quedó resuelto su asunto?');
    const reason = await touch(solved, { 'answers[solved]': '0' });
    expect(heading(reason)).toBe('¿Qué faltó?');
    expect(await touch(reason, {}, 422)).toContain('Elija o escriba algo');
    const expected = await touch(reason, { 'answers[reason]': 'waiting' });
    const perceived = await touch(expected, { 'answers[promise.expected]': '6' });
    const recommend = await touch(perceived, { 'answers[promise.perceived]': '2' });
    expect(heading(recommend)).toBe('¿Qué tan probable es que nos recomiende?');
    const comment = await touch(recommend, { 'answers[recommend]': '4' });
    expect(await answersOf(id)).toEqual([]);
    const thanks = await touch(comment, { skip: '1' });
    expect(thanks).toContain('¡Gracias!');
    expect(thanks).toContain('Sentimos que no haya salido bien');
    // The next customer starts right here, with an answer of their own.
    expect(heading(thanks)).toBe(heading(first));
    expect(hidden(thanks, 'earlier')).not.toBe(hidden(first, 'earlier'));
    expect(await answersOf(id)).toMatchObject([{ source: 'kiosk', locale: 'es', counts: 1 }]);
    await touch(comment, { skip: '1' });
    expect(await answersOf(id)).toHaveLength(1);
  });

  it('another language keeps what was answered', async () => {
    const { path } = await kiosk('counter');
    const first = (await world.http.get(path)).text;
    const second = await world.http
      .post(path)
      .type('form')
      .send({ ...formIn(first), 'answers[rating]': '4' });
    const english = await world.http
      .post(path)
      .type('form')
      .send({ ...formIn(second.text), lang: 'en' });
    expect(heading(english.text)).toBe('Is your matter settled?');
    expect(unescaped(english.text)).toContain(`action="${path}?lang=en"`);
    expect(hidden(english.text, 'earlier')).toContain('"rating":"4"');
  });

  describe('what a device sends', () => {
    const send = (path: string, body: object) =>
      world.http.post(`${path}/answers`).set('Accept', 'application/json').send(body);
    const answer = (html: string, facts: object = {}) => ({
      id: randomUUID(),
      stamp: stampIn(html),
      answers: { rating: 5 },
      at: world.clock.now(),
      locale: 'es',
      ...facts,
    });

    it('is recorded with the time it was given, once however often and however many at once', async () => {
      const { id, path } = await kiosk();
      const page = (await world.http.get(path)).text;
      const at = world.clock.now() - 2 * DAY;
      const one = answer(page, { at, locale: 'en' });
      const replies = await Promise.all(Array.from({ length: 8 }, () => send(path, one)));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
      await send(path, one).expect(200, { status: 'repeated' });
      expect(await answersOf(id)).toEqual([{ source: 'kiosk', locale: 'en', receivedAt: at, counts: 1 }]);
    });

    it('is read with the questions that were shown, whatever has been published since', async () => {
      const { id, path } = await kiosk('counter');
      const page = (await world.http.get(path)).text;
      await publish(world, 'steps', STEPS);
      const facts = { answers: { rating: 5, solved: 1, recommend: 9 } };
      await send(path, answer(page, facts)).expect(201);
      expect(await answersOf(id)).toHaveLength(1);
    });

    it('is refused with a reason that tells the device to stop trying', async () => {
      const { path } = await kiosk();
      const page = (await world.http.get(path)).text;
      const foreign = stampIn((await world.http.get((await kiosk()).path)).text);
      const code = async (facts: object, status: number) =>
        (await send(path, answer(page, facts)).expect(status)).body.code;
      expect(await code({ stamp: foreign }, 422)).toBe('answer_page_unknown');
      expect(await code({ at: world.clock.now() - 31 * DAY }, 422)).toBe('answer_too_old');
      expect(await code({ answers: { rating: 7 } }, 400)).toBe('validation_failed');
      expect(await code({ answers: { rating: 5 }, id: 'x' }, 400)).toBe('validation_failed');
    });

    it('a new key closes the old address at once; what the device kept goes through the new one', async () => {
      const { id, path } = await kiosk();
      const kept = answer((await world.http.get(path)).text);
      const { key } = await world.get(Collectors).renewKey(id, 'test');
      await send(path, kept).expect(404);
      await world.http.get(path).expect(404);
      await world.http.post(`${path}/heartbeat`).expect(404);
      await send(`/k/${key}`, kept).expect(201);
      await world.get(Collectors).revoke(id, 'test');
      await send(`/k/${key}`, answer('', { stamp: kept.stamp })).expect(404);
      expect(await answersOf(id)).toHaveLength(1);
    });

    it('the heartbeat shows that the device lives, and that its page has changed', async () => {
      const { id, path } = await kiosk('counter');
      const edition = /data-edition="([^"]*)"/.exec((await world.http.get(path)).text)?.[1];
      world.clock.advance(60_000);
      await world.http.post(`${path}/heartbeat`).expect(200, { page: edition });
      expect((await world.get(Collectors).require(id)).lastSeenAt).toBe(world.clock.now());
      await publish(world, 'steps', STEPS);
      const { body } = await world.http.post(`${path}/heartbeat`).expect(200);
      expect(body.page).not.toBe(edition);
    });

    it('the script that keeps the page on the device may keep pages under /k/ and is asked for anew each time', async () => {
      const reply = await world.http.get('/k/service-worker.js').expect(200);
      expect(reply.get('Content-Type')).toContain('text/javascript');
      expect(reply.get('Cache-Control')).toBe('no-cache');
    });

    it('the key of a poster makes no kiosk', async () => {
      const { key } = await world
        .get(Collectors)
        .create({ kind: 'qr', name: 'Cartel', touchpoint: 'phone', locale: 'es' }, 'test');
      await world.http.get(`/k/${key}`).expect(404);
      await send(`/k/${key}`, answer('')).expect(404);
    });
  });
});
