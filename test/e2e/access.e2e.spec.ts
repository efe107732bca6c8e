/** People over HTTP: policies, signing in, forms, sessions, language. */
import request from 'supertest';
import { Sessions, Users } from '../../src/access';
import { describeOnBothDatabases } from '../support';
import { BASE, bootProbe, EMAIL, PASSWORD, type ProbeApp } from './access-probe';

describeOnBothDatabases('people over HTTP', (kind) => {
  let booted: ProbeApp;
  let app: ProbeApp['app'];
  let users: Users;
  let userId: number;
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    booted = await bootProbe(kind);
    ({ app, userId } = booted);
    users = app.get(Users);
  });
  afterAll(() => booted.close());
  beforeEach(() => {
    // Another window of the rate limits.
    booted.clock.advance(20 * 60_000);
  });

  const postSignIn = (fields: Record<string, string>, cookie = '') =>
    http().post('/sign-in').type('form').set('Origin', BASE).set('Cookie', cookie).send(fields);
  const cookieOf = (reply: request.Response) => String(reply.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  const signIn = async () => cookieOf(await postSignIn({ email: EMAIL, password: PASSWORD }).expect(303));
  const accountPage = (cookie: string) => http().get('/account').set('Cookie', cookie);
  const tokenOf = (page: request.Response) => /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';

  describe('policies', () => {
    it('a handler without a policy is refused to everybody, signed in or not', async () => {
      await http().get('/probe/forgotten').expect(403);
      await http()
        .get('/probe/forgotten')
        .set('Cookie', await signIn())
        .expect(403);
    });

    it('a public page is open; a page that needs a permission sends strangers to sign in and refuses others', async () => {
      await http().get('/probe/open').expect(200);
      const stranger = await http().get('/probe/pay?year=2026').set('Accept', 'text/html').expect(303);
      expect(stranger.headers.location).toBe('/sign-in?next=%2Fprobe%2Fpay%3Fyear%3D2026');
      await http()
        .get('/probe/pay')
        .set('Cookie', await signIn())
        .expect(403);
    });

    it('a program that asks for a page in JSON gets a problem', async () => {
      const reply = await http().get('/probe/pay').set('Accept', 'application/json').expect(401);
      expect(reply.body).toMatchObject({ code: 'not_signed_in', status: 401 });
    });
  });

  describe('signing in', () => {
    it('the page asks for address and password in the reader’s language', async () => {
      const page = await http().get('/sign-in').set('Accept-Language', 'pt-BR').expect(200);
      expect(page.text).toContain('<html lang="pt-BR">');
      expect(page.text).toContain('Senha');
      expect(page.headers['cache-control']).toBe('no-store');
    });

    it('the cookie is out of reach for scripts, other sites and plain http', async () => {
      const reply = await postSignIn({ email: EMAIL, password: PASSWORD }).expect(303);
      expect(reply.headers.location).toBe('/');
      expect(String(reply.headers['set-cookie'])).toMatch(
        /^aplauso_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
    });

    it('an unknown address, a wrong password and a disabled account get the same page, with the address kept', async () => {
      const disabled = await users.create({
        email: 'gone@aguaclara.example',
        name: 'Gone',
        password: PASSWORD,
        locale: 'en',
        roles: [],
      });
      await users.disable(disabled, 'cli');
      const pages = [
        await postSignIn({ email: 'nobody@aguaclara.example', password: PASSWORD }).expect(401),
        await postSignIn({ email: EMAIL, password: 'wrong' }).expect(401),
        await postSignIn({ email: 'gone@aguaclara.example', password: PASSWORD }).expect(401),
      ];
      const addresses = ['nobody@aguaclara.example', EMAIL, 'gone@aguaclara.example'];
      const bodies = pages.map((page, i) => {
        expect(page.text).toContain(`value="${addresses[i]}"`);
        expect(page.headers['set-cookie']).toBeUndefined();
        return page.text.replace(addresses[i] ?? '', 'ADDRESS');
      });
      expect(new Set(bodies).size).toBe(1);
      expect(bodies[0]).not.toContain(PASSWORD);
    });

    it('a planted session id is worth nothing after signing in', async () => {
      const planted = await signIn();
      const renewed = cookieOf(await postSignIn({ email: EMAIL, password: PASSWORD }, planted).expect(303));
      expect(renewed).not.toBe(planted);
      await accountPage(planted).expect(303);
      await accountPage(renewed).expect(200);
      const invented = `aplauso_session=${'A'.repeat(43)}`;
      const fresh = cookieOf(await postSignIn({ email: EMAIL, password: PASSWORD }, invented).expect(303));
      expect(fresh).not.toBe(invented);
    });

    it.each([
      '//evil.example',
      '/\\evil.example',
      'https:evil.example',
      'https://evil.example',
      '/%2Fevil.example',
      '/\t/evil.example',
    ])('leads home instead of to %j', async (next) => {
      const reply = await postSignIn({ email: EMAIL, password: PASSWORD, next }).expect(303);
      expect(reply.headers.location).toBe('/');
      const page = await http().get('/sign-in').query({ next }).expect(200);
      expect(page.text).not.toContain('name="next" value="//');
      expect(page.text).not.toContain('evil');
    });

    it('leads on to where one wanted to go', async () => {
      const reply = await postSignIn({
        email: EMAIL,
        password: PASSWORD,
        next: '/teams/3?period=2026-10',
      }).expect(303);
      expect(reply.headers.location).toBe('/teams/3?period=2026-10');
    });

    it('from another site is refused', async () => {
      const form = { email: EMAIL, password: PASSWORD };
      const send = () => http().post('/sign-in').type('form').send(form);
      await send().set('Origin', 'https://evil.example').expect(403);
      await send().set('Origin', 'null').expect(403);
      await send().set('Sec-Fetch-Site', 'cross-site').set('Origin', BASE).expect(403);
      await send().set('Sec-Fetch-Site', 'same-site').expect(403);
      await send().set('Sec-Fetch-Site', 'same-origin').set('Origin', 'null').expect(303);
    });

    it('too often is answered with 429, when to come back, and the address kept', async () => {
      let reply = await postSignIn({ email: 'often@aguaclara.example', password: 'x' });
      for (let i = 0; i < 60 && reply.status === 401; i += 1) {
        reply = await postSignIn({ email: 'often@aguaclara.example', password: 'x' });
      }
      expect(reply.status).toBe(429);
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
      expect(reply.text).toContain('often@aguaclara.example');
      await postSignIn({ email: EMAIL, password: PASSWORD }).expect(303);
    });

    it('a form that is no form, or has more fields, is a failed try and nothing else', async () => {
      await postSignIn({}).expect(401);
      await postSignIn({ email: EMAIL, password: PASSWORD, role: 'admin' }).expect(401);
    });
  });

  describe('forms', () => {
    it('without the token, or with that of another session, nothing happens', async () => {
      const [mine, other] = [await signIn(), await signIn()];
      const send = (fields: object) =>
        http().post('/probe/home').type('form').set('Cookie', mine).set('Origin', BASE).send(fields);
      expect((await send({ a: '1' }).set('Accept', 'application/json').expect(403)).body.code).toBe(
        'form_expired',
      );
      await send({ a: '1', _csrf: tokenOf(await accountPage(other)) }).expect(403);
      await send({ a: '1', _csrf: 'x.y' }).expect(403);
    });

    it('with the token the handler sees its own fields only; programs in the page send it as a header', async () => {
      const cookie = await signIn();
      const token = tokenOf(await accountPage(cookie));
      const send = () => http().post('/probe/home').set('Cookie', cookie).set('Origin', BASE);
      expect((await send().type('form').send({ a: '1', _csrf: token }).expect(201)).body).toEqual({
        body: { a: '1' },
      });
      expect((await send().set('X-CSRF-Token', token).send({ a: 1 }).expect(201)).body).toEqual({
        body: { a: 1 },
      });
    });

    it('from another site they are refused even with the token', async () => {
      const cookie = await signIn();
      const fields = { _csrf: tokenOf(await accountPage(cookie)) };
      const send = (site: string) =>
        http().post('/probe/home').type('form').set('Cookie', cookie).set('Origin', site).send(fields);
      await send('https://evil.example').expect(403);
      await send('null').expect(403);
      await http().post('/probe/open').set('Origin', 'https://evil.example').expect(403);
    });

    it('whose address is the secret are taken from anywhere: the answer page hides where it was sent from', async () => {
      await http()
        .post('/s/abc')
        .type('form')
        .set('Origin', 'null')
        .set('Sec-Fetch-Site', 'cross-site')
        .send({ rating: '5' })
        .expect(201);
    });
  });

  describe('sessions', () => {
    const post = (path: string, cookie: string, fields: object) =>
      http().post(path).type('form').set('Cookie', cookie).set('Origin', BASE).send(fields);

    it('signing out ends the session and clears the cookie', async () => {
      const cookie = await signIn();
      const reply = await post('/sign-out', cookie, { _csrf: tokenOf(await accountPage(cookie)) }).expect(
        303,
      );
      expect(reply.headers.location).toBe('/sign-in');
      expect(String(reply.headers['set-cookie'])).toContain('aplauso_session=;');
      await accountPage(cookie).expect(303);
    });

    it('a disabled user and one whose roles change are out at once', async () => {
      const id = await users.create({
        email: 'luis@aguaclara.example',
        name: 'Luis',
        password: PASSWORD,
        locale: 'es',
        roles: [],
      });
      const enter = async () =>
        cookieOf(await postSignIn({ email: 'luis@aguaclara.example', password: PASSWORD }).expect(303));
      const first = await enter();
      await accountPage(first).expect(200);
      await users.grantRole(id, { role: 'employee', scope: 'own' }, 'cli');
      await accountPage(first).expect(303);
      const second = await enter();
      await users.disable(id, 'cli');
      await accountPage(second).expect(303);
      await postSignIn({ email: 'luis@aguaclara.example', password: PASSWORD }).expect(401);
    });

    it('a new password ends the sessions elsewhere and renews this one', async () => {
      const id = await users.create({
        email: 'eva@aguaclara.example',
        name: 'Eva',
        password: PASSWORD,
        locale: 'es',
        roles: [],
      });
      const enter = async () =>
        cookieOf(await postSignIn({ email: 'eva@aguaclara.example', password: PASSWORD }).expect(303));
      const [here, elsewhere] = [await enter(), await enter()];
      const _csrf = tokenOf(await accountPage(here));
      const next = 'una frase nueva y larga';
      const wrong = await post('/account/password', here, {
        _csrf,
        current: 'wrong',
        password: next,
        repeat: next,
      }).expect(422);
      expect(wrong.text).toContain('href="#field-current"');
      expect(wrong.text).not.toContain(next);
      await post('/account/password', here, {
        _csrf,
        current: PASSWORD,
        password: next,
        repeat: 'other',
      }).expect(422);
      const reply = await post('/account/password', here, {
        _csrf,
        current: PASSWORD,
        password: next,
        repeat: next,
      }).expect(303);
      await accountPage(here).expect(303);
      await accountPage(elsewhere).expect(303);
      await accountPage(cookieOf(reply)).expect(200);
      expect(await app.get(Sessions).ofUser(id)).toHaveLength(1);
    });

    it('one ends the own session elsewhere, and nobody else’s', async () => {
      const [here, elsewhere] = [await signIn(), await signIn()];
      const page = await accountPage(here);
      const others = [...page.text.matchAll(/name="session" value="([0-9a-f]{64})"/g)].map(
        (match) => match[1],
      );
      const before = await app.get(Sessions).ofUser(userId);
      expect(others).toHaveLength(before.length - 1);
      const session = before.find(({ idHash }) => others.includes(idHash))?.idHash ?? '';
      await post('/account/sessions/end', here, { _csrf: tokenOf(page), session }).expect(303);
      expect(await app.get(Sessions).ofUser(userId)).toHaveLength(before.length - 1);
      await post('/account/sessions/end', here, { _csrf: tokenOf(page), session }).expect(404);
      await accountPage(here).expect(200);
      expect(elsewhere).not.toBe(here);
    });

    it('a profile takes name and language, and nothing more', async () => {
      const cookie = await signIn();
      const _csrf = tokenOf(await accountPage(cookie));
      await post('/account/profile', cookie, {
        _csrf,
        name: 'Ana B.',
        locale: 'en',
        email: 'x@example.com',
      }).expect(400);
      await post('/account/profile', cookie, { _csrf, name: 'Ana <b>', locale: 'en' }).expect(303);
      const page = await accountPage(cookie);
      expect(page.text).toContain('<html lang="en">');
      expect(page.text).toContain('Ana &lt;b&gt;');
    });
  });

  describe('language', () => {
    it('chosen by hand outranks the browser’s, and leads back to the page', async () => {
      const reply = await http()
        .post('/language')
        .type('form')
        .set('Origin', BASE)
        .send({ locale: 'en', next: '/sign-in?next=%2Fme' })
        .expect(303);
      expect(reply.headers.location).toBe('/sign-in?next=%2Fme');
      const page = await http()
        .get('/sign-in')
        .set('Cookie', cookieOf(reply))
        .set('Accept-Language', 'pt')
        .expect(200);
      expect(page.text).toContain('<html lang="en">');
      await http().post('/language').type('form').set('Origin', BASE).send({ locale: 'fr' }).expect(400);
    });
  });
});
