/** The way out of surveys, and what staff and programs see of invitations, over HTTP. */
import PostalMime from 'postal-mime';
import request from 'supertest';
import { ApiKeys, Users } from '../../src/access';
import { Suppressions } from '../../src/customers';
import { describeOnBothDatabases } from '../support';
import { BASE, DAY, invitationsOn, type InvitationsUnderTest, MINUTE } from '../database/invitations.fixture';

const PASSWORD = 'el café está servido';
const TABLES = [
  'invitation',
  'invitation_event',
  'invitation_token',
  'suppression',
  'customer',
  'interaction',
  'job',
] as const;

describeOnBothDatabases('invitations over HTTP', (kind) => {
  let test: InvitationsUnderTest;
  const http = () => request(test.app.getHttpServer());
  beforeEach(async () => (test = await invitationsOn(kind)));
  afterEach(() => test.close());

  const links = async () => {
    const mails = await test.mails();
    const { text = '' } = await PostalMime.parse(mails.at(-1)?.raw ?? '');
    return {
      answer: /\/s\/([\w-]{43})/.exec(text)?.[1] ?? '',
      unsubscribe: /\/u\/([\w-]{43})/.exec(text)?.[1] ?? '',
    };
  };
  const sent = async () => {
    const contact = await test.contact();
    test.clock.advance(30 * MINUTE);
    await test.runner.drain();
    return { ...contact, ...(await links()) };
  };
  const everyRow = async () =>
    JSON.stringify(
      await Promise.all(TABLES.map((table) => test.database.all(`SELECT * FROM ${table} ORDER BY 1`))),
    );
  const signIn = async (role: 'admin' | 'employee') => {
    const email = `${role}@aguaclara.example`;
    await test.get(Users).create({ email, name: 'Rosa Lima', password: PASSWORD, locale: 'es', roles: [{ role, scope: role === 'admin' ? 'all' : 'own' }] }); // prettier-ignore
    const reply = await http()
      .post('/sign-in')
      .type('form')
      .set('Origin', BASE)
      .send({ email, password: PASSWORD })
      .expect(303);
    return String(reply.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  };

  it('a scanner that fetches the way out, by GET and HEAD, changes no row', async () => {
    const { unsubscribe } = await sent();
    const before = await everyRow();
    for (let fetched = 0; fetched < 3; fetched += 1) {
      const page = await http().get(`/u/${unsubscribe}`).expect(200);
      expect(page.text).toContain('¿Dejar de recibir encuestas?');
      expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(page.headers['set-cookie']).toBeUndefined();
      await http().head(`/u/${unsubscribe}`).expect(200);
    }
    expect(await everyRow()).toBe(before);
  });

  it('the mail program’s own button (RFC 8058) acts at once: no cookie, no redirect, from anywhere', async () => {
    const { unsubscribe } = await sent();
    test.clock.advance(31 * DAY);
    const next = await test.contact();
    expect(next.invitation).toMatchObject({ status: 'planned' });
    const reply = await http()
      .post(`/u/${unsubscribe}`)
      .set('Origin', 'https://mail.example')
      .type('form')
      .send('List-Unsubscribe=One-Click')
      .expect(200);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(reply.text).toContain('No recibirá más encuestas');
    expect(await test.get(Suppressions).isSuppressed('marta@example.com')).toBe(true);
    expect(await test.invitation(next.id)).toMatchObject({ state: 'cancelled', reason: 'opted_out' });
    expect((await test.contact()).invitation).toEqual({ status: 'suppressed', reason: 'opted_out' });
    const after = await everyRow();
    await http().post(`/u/${unsubscribe}`).type('form').send('List-Unsubscribe=One-Click').expect(200);
    expect(await everyRow()).toBe(after);
    expect((await http().get(`/u/${unsubscribe}`).expect(200)).text).toContain('No recibirá más encuestas');
  });

  it('a mail program that sends the form as multipart, as RFC 8058 allows, is heard', async () => {
    const { unsubscribe } = await sent();
    await http().post(`/u/${unsubscribe}`).field('List-Unsubscribe', 'One-Click').expect(200);
    expect(await test.get(Suppressions).isSuppressed('marta@example.com')).toBe(true);
    await http().post('/sign-in').set('Origin', BASE).field('email', 'a@b.mx').expect(415);
  });

  it('an unknown link has a page of its own, changes nothing, and tells nothing', async () => {
    await sent();
    const before = await everyRow();
    for (const token of ['x', 'A'.repeat(43), '%00', 'a'.repeat(300)]) {
      const page = await http().get(`/u/${token}`).set('Accept-Language', 'pt').expect(404);
      expect(page.text).toContain('Este link não funciona');
      await http().post(`/u/${token}`).type('form').send('List-Unsubscribe=One-Click').expect(404);
    }
    expect(await everyRow()).toBe(before);
  });

  it('the answer link is a way out, too; the way out answers nothing', async () => {
    const { answer } = await sent();
    await http().post(`/u/${answer}`).expect(200);
    expect(await test.get(Suppressions).isSuppressed('marta@example.com')).toBe(true);
  });

  it('a program asks what became of its contact', async () => {
    const { id } = await sent();
    const { key } = await test.get(ApiKeys).create({ name: 'crm', scopes: ['invitations:read'] });
    const reply = await http()
      .get(`/api/v1/invitations?interaction=${id}`)
      .set('Authorization', `Bearer ${key}`)
      .expect(200);
    expect(reply.body).toEqual({
      items: [expect.objectContaining({ interaction: id, survey: 'csat', state: 'sent', reason: null, sentAt: '2026-11-03T17:30:00.000Z' })],
      nextCursor: null,
    }); // prettier-ignore
    expect(JSON.stringify(reply.body)).not.toContain('marta');
    const wrong = await http()
      .get('/api/v1/invitations?interacton=1')
      .set('Authorization', `Bearer ${key}`)
      .expect(400);
    expect(wrong.body).toMatchObject({ code: 'validation_failed', errors: [{ code: 'unknown_field' }] });
    await http().get('/api/v1/invitations').expect(401);
  });

  it('staff see why somebody was asked or not, filtered by the address, and no address in full', async () => {
    const { id } = await sent();
    await test.contact();
    const cookie = await signIn('admin');
    const all = await http().get('/invitations').set('Cookie', cookie).expect(200);
    expect(all.text).toContain('Ya se le preguntó hace poco.');
    expect(all.text).toContain('El servidor de correo la aceptó.');
    expect(all.text).toContain('m••••@e••••.com');
    expect(all.text).not.toContain('marta@example.com');
    const some = await http().get('/invitations?state=suppressed').set('Cookie', cookie).expect(200);
    expect(some.text).not.toContain('El servidor de correo la aceptó.');
    await http().get('/invitations?state=lost').set('Cookie', cookie).expect(400);
    const row = await test.invitation(id);
    const one = await http().get(`/invitations/${row.id}`).set('Cookie', cookie).expect(200);
    expect(one.text).toContain('Se planeó el envío');
    expect(one.text).toContain('Se entregó al servidor de correo');
    await http()
      .get(`/invitations/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`)
      .set('Cookie', cookie)
      .expect(404);
  });

  it('an employee does not see who is asked', async () => {
    await http()
      .get('/invitations')
      .set('Cookie', await signIn('employee'))
      .expect(403);
  });

  it('staff read a survey in each language', async () => {
    const cookie = await signIn('admin');
    expect((await http().get('/surveys').set('Cookie', cookie).expect(200)).text).toContain(
      'Publicada, versión 1',
    );
    const english = await http().get('/surveys/1?language=en').set('Cookie', cookie).expect(200);
    expect(english.text).toMatch(/How well did \(nombre\) help you\?/);
    await http().get('/surveys/99').set('Cookie', cookie).expect(404);
  });
});
