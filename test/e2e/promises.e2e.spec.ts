/** Promises as those who win customers back make them, and as customers see them behind the link of their answer. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { Promises } from '../../src/recovery';
import {
  answeredWorld,
  type AnsweredWorld,
  type Contact,
  DAY,
  grant,
  HOUR,
} from '../database/answered.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';

const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36';

describeOnBothDatabases('promises', (kind) => {
  let world: AnsweredWorld;
  let rosa: SignedIn;
  let contact: Contact;
  let responseId: string;
  let caseId: string;

  beforeEach(async () => {
    world = await answeredWorld(kind);
    rosa = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-21'] });
    contact = await world.contact(['E-12'], 'Marta Ruiz');
    responseId = await world.answer(contact, { rating: '1', mayContact: 'on' });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM recovery_case WHERE response_id = ?',
      [responseId],
    );
    caseId = row?.id ?? '';
  });
  afterEach(() => world.close());

  const promise = (dueAt: string, form: Record<string, string> = {}) =>
    rosa.post(`/recovery/${caseId}/promises`, {
      text: 'Devolver el cargo',
      dueAt,
      promisedBy: String(rosa.userId),
      ...form,
    });
  const promiseId = async () =>
    (await world.database.get<{ id: string }>('SELECT id AS "id" FROM promise WHERE case_id = ?', [caseId]))
      ?.id ?? '';
  const link = () => `/s/${contact.token}/promises`;
  const rows = () =>
    world.database.all<{ word: string | null }>(
      'SELECT customer_word AS "word" FROM promise ORDER BY due_at',
    );
  /** Looks at the page for a while and presses. */
  async function press(word: string, headers: Record<string, string> = { 'user-agent': BROWSER }, ms = 9000) {
    const page = await world.http.get(link()).set('user-agent', BROWSER);
    const opened = /name="opened" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    world.clock.advance(ms);
    return world.http
      .post(link())
      .set(headers)
      .type('form')
      .send({ promise: await promiseId(), word, opened, website: '' });
  }

  it('are made on the page of a case, in the organization’s time, and marked as kept there', async () => {
    const made = await promise('2026-11-04T17:00');
    expect([made.status, made.headers['location']]).toEqual([303, `/recovery/${caseId}`]);
    const page = await rosa.get(`/recovery/${caseId}`);
    for (const told of ['Devolver el cargo', 'Luis Mora, para el', '17:00', 'Pendiente', 'Con promesa'])
      expect(page.text).toContain(told);
    const id = await promiseId();
    const kept = await rosa.post(`/recovery/${caseId}/promises/${id}/kept`, { note: 'Abonado a su tarjeta' });
    expect(kept.status).toBe(303);
    const after = await rosa.get(`/recovery/${caseId}`);
    for (const told of ['Cumplida', 'Se cumplió el', 'Abonado a su tarjeta'])
      expect(after.text).toContain(told);
    expect((await rosa.post(`/recovery/${caseId}/promises/${id}/kept`, {})).status).toBe(409);
  });

  it('are shown again as they were typed when something is wrong', async () => {
    for (const [form, said] of [
      [{ dueAt: '2026-11-03T11:00' }, 'El plazo tiene que estar en el futuro'],
      [{ dueAt: 'mañana' }, 'Indique el día y la hora'],
      [{ dueAt: '2026-11-04T17:00', promisedBy: '0' }, 'Elija a alguien'],
      [{ dueAt: '2026-11-04T17:00', text: '' }, 'Qué se promete'],
    ] as const) {
      const { dueAt, ...rest } = form;
      const reply = await promise(dueAt, rest);
      expect([400, 422]).toContain(reply.status);
      expect(reply.text).toContain(said);
      expect(reply.text).toContain(`value="${dueAt}"`);
    }
    expect(await rows()).toEqual([]);
  });

  it('that were broken offer an apology in the customer’s language and stand on the board', async () => {
    await promise('2026-11-03T12:20');
    world.clock.advance(HOUR / 2);
    const page = (await rosa.get(`/recovery/${caseId}`)).text;
    expect(page).toContain('Incumplida desde el');
    expect(page).toMatch(/<textarea[^>]*readonly[^>]*>\s*Hola, Marta Ruiz:/);
    expect(page).toContain('Le prometimos lo siguiente');
    const board = (await rosa.get('/recovery?show=promises')).text;
    expect(board).toContain('Devolver el cargo');
    expect(board).toContain('Ninguna promesa vence hoy, una incumplida.');
    expect(board).toContain('Chat nocturno');
    expect((await rosa.get('/')).text).toContain('Promesas que vencen hoy o quedaron incumplidas');
  });

  it('are hidden from those they are about, and from those who may not work cases', async () => {
    await promise('2026-11-04T17:00');
    const ana = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-12'] });
    const hr = await world.signIn([grant('hr', 'all')]);
    const form = { text: 'x', dueAt: '2026-11-05T10:00', promisedBy: '1' };
    expect((await ana.post(`/recovery/${caseId}/promises`, form)).status).toBe(404);
    expect((await ana.get('/recovery?show=promises')).text).not.toContain('Devolver el cargo');
    expect((await hr.post(`/recovery/${caseId}/promises`, form)).status).toBe(403);
    expect((await hr.get(`/recovery/${caseId}`)).text).toContain('Devolver el cargo');
  });

  it('are made, kept and listed by programs', async () => {
    const key = await world.apiKey('recovery:read', 'recovery:write');
    const at = `/api/v1/recovery-cases/${caseId}/promises`;
    const send = (path: string, body: object) =>
      world.http.post(path).set('Authorization', `Bearer ${key}`).send(body);
    const list = async () =>
      (await world.http.get(at).set('Authorization', `Bearer ${key}`)).body as {
        items: { id: string; state: string; brokenAt: string | null }[];
      };
    const promised = { text: 'Devolver el cargo', dueAt: '2026-11-04T17:00:00-06:00', promisedBy: 'E-21' };
    const made = await send(at, promised);
    expect([made.status, made.body]).toMatchObject([
      201,
      { state: 'open', promisedBy: 'E-21', dueAt: '2026-11-04T23:00:00.000Z', customerSays: null },
    ]);
    for (const [change, status, code] of [
      [{ promisedBy: 'E-12' }, 422, 'promise_by_nobody'],
      [{ promisedBy: 'X-1' }, 422, 'employee_unknown'],
      [{ dueAt: '2026-11-01T00:00:00Z' }, 422, 'promise_due_out_of_range'],
      [{ dueAt: '2026-11-04T17:00' }, 400, 'validation_failed'],
      [{ extra: 1 }, 400, 'validation_failed'],
    ] as const) {
      const reply = await send(at, { ...promised, ...change });
      expect([reply.status, (reply.body as { code: string }).code]).toEqual([status, code]);
    }
    await send(at, { ...promised, dueAt: '2026-11-03T12:30:00-06:00' });
    world.clock.advance(HOUR);
    const { id } = made.body as { id: string };
    expect((await send(`${at}/${id}/kept`, { note: 'Hecho' })).body).toMatchObject({ state: 'kept' });
    expect((await send(`${at}/${id}/kept`, {})).status).toBe(409);
    expect((await list()).items).toMatchObject([
      { state: 'broken', brokenAt: '2026-11-03T18:30:00.000Z' },
      { id, state: 'kept', brokenAt: null },
    ]);
    expect((await send(at.replace(caseId, responseId), promised)).status).toBe(404);
  });

  describe('behind the link of the answer', () => {
    it('stand in the customer’s zone and language, on a small page without a script', async () => {
      await world.database.run(`UPDATE customer SET timezone = 'America/New_York' WHERE id = ?`, [
        contact.customerId,
      ]);
      await promise('2026-11-04T17:00');
      const answer = await world.http.get(`/s/${contact.token}`);
      expect(answer.text).toContain('Le hicimos una promesa');
      expect(answer.text).toContain(`href="${link()}?lang`);
      const page = await world.http.get(link());
      for (const told of [
        'Lo que le prometimos',
        'Devolver el cargo',
        '18:00',
        'Sí, se cumplió',
        'No se cumplió',
      ])
        expect(page.text).toContain(told);
      expect(page.text).not.toContain('<script');
      expect(page.text).not.toContain('Luis Mora');
      const english = await world.http.get(`${link()}?lang=en`);
      expect(english.text).toContain('What we promised you');
      expect(english.text).toContain('6:00');
      const css = ['customer', 'answer'].map(
        (name) => gzipSync(readFileSync(`public/css/${name}.css`)).length,
      );
      const bytes = gzipSync(page.text).length + css.reduce((sum, one) => sum + one, 0);
      expect(bytes).toBeLessThanOrEqual(14 * 1024);
    });

    it('change nothing when they are opened', async () => {
      await promise('2026-11-04T17:00');
      const before = await world.database.all('SELECT * FROM promise');
      for (const suffix of ['', '?word=kept', `?promise=${await promiseId()}&word=kept&lang=en`]) {
        expect((await world.http.get(link() + suffix)).status).toBe(200);
        expect((await world.http.head(link() + suffix)).status).toBe(200);
      }
      expect(await world.database.all('SELECT * FROM promise')).toEqual(before);
    });

    it('are confirmed or denied by the customer, who can think again', async () => {
      await promise('2026-11-04T17:00');
      const yes = await press('kept');
      expect([yes.status, yes.text.includes('Usted nos dijo que se cumplió.')]).toEqual([200, true]);
      expect(await rows()).toEqual([{ word: 'kept' }]);
      const no = await press('not_kept');
      expect(no.text).toContain('Usted nos dijo que no se cumplió.');
      expect(await rows()).toEqual([{ word: 'not_kept' }]);
      expect((await rosa.get(`/recovery/${caseId}`)).text).toContain('El cliente dice que no se cumplió');
    });

    it('are not confirmed by programs', async () => {
      await promise('2026-11-04T17:00');
      const id = await promiseId();
      await press('kept', { 'user-agent': BROWSER }, 300);
      await press('kept', { 'user-agent': 'Mozilla/5.0 (compatible; bingbot/2.0)' });
      for (const form of [
        { promise: id, word: 'kept' },
        { promise: id, word: 'kept', opened: 'abc.def.ghi' },
        { promise: id, word: 'perhaps' },
        { word: 'kept' },
      ])
        expect(
          (await world.http.post(link()).type('form').set('user-agent', BROWSER).send(form)).status,
        ).toBe(200);
      const page = await world.http.get(link());
      const opened = /name="opened" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      world.clock.advance(9000);
      await world.http.post(link()).type('form').send({ promise: id, word: 'kept', opened, website: 'x' });
      expect(await rows()).toEqual([{ word: null }]);
    });

    it('are those of the own case only, and unknown where the link is', async () => {
      await promise('2026-11-04T17:00');
      const mine = await promiseId();
      contact = await world.contact(['E-07'], 'Pedro Gil');
      await world.answer(contact, { rating: '1' });
      expect((await world.http.get(link())).text).toContain('Por ahora no hay ninguna promesa.');
      expect((await world.http.get(`/s/${contact.token}`)).text).not.toContain('promesa');
      const page = await world.http.get(`/s/${contact.token}/wrong`);
      const opened = /name="opened" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      world.clock.advance(9000);
      await world.http
        .post(link())
        .type('form')
        .set('user-agent', BROWSER)
        .send({ promise: mine, word: 'kept', opened });
      expect(await rows()).toEqual([{ word: null }]);
      const nowhere = createHash('sha256').update('nowhere').digest('base64url');
      expect((await world.http.get(`/s/${nowhere}/promises`)).status).toBe(404);
    });

    it('can be read when the answer can no longer be changed', async () => {
      await world
        .get(Promises)
        .make(
          caseId,
          { text: 'Llamarle', dueAt: world.clock.now() + DAY, by: { userId: rosa.userId, employeeId: null } },
          { actor: 'api-key:1', employeeId: null },
        );
      world.clock.advance(40 * DAY);
      const answer = await world.http.get(`/s/${contact.token}`);
      expect(answer.text).toContain('Le hicimos una promesa');
      expect((await world.http.get(link())).text).toContain('El plazo venció y no lo cumplimos.');
    });
  });
});
