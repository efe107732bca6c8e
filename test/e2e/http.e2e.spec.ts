/** The web application around any module: errors, headers, bodies, public files, health and limits. */
import { Body, Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { ClockModule, ManualClock } from '../../src/platform/clock';
import { type Config, ConfigModule, loadConfig } from '../../src/platform/config';
import { Database, DatabaseModule } from '../../src/platform/database';
import { errors, parseInput, zEmail } from '../../src/platform/errors';
import { createHttpApp, HttpModule, Public, RateLimits } from '../../src/platform/http';
import { I18nModule } from '../../src/platform/i18n';
import { createLogger } from '../../src/platform/observability';
import { Pages, type PageRequest, seeOther, SettingsStore, ViewsModule } from '../../src/platform/views';
import { createTestDatabase, describeOnBothDatabases, type TestDatabaseFile } from '../support';

const TOKEN = 'q3VtX0hKd2Zs9TQ0bWxrTnJ4Y1p6RHVvSGVBdkI';
const input = z.strictObject({ email: zEmail, tags: z.array(z.string()).optional() });
let handled = 0;

@Controller()
class SampleController {
  constructor(private readonly pages: Pages) {}

  @Get('s/:token')
  @Public()
  answer(@Req() request: PageRequest) {
    handled += 1;
    return this.pages.html(
      request,
      'platform/error',
      { titleKey: 'platform.menu', detail: '<b>' },
      { layout: 'public' },
    );
  }
  @Post('sample')
  @Public()
  take(@Body() body: unknown, @Req() request: { csrfToken?: string }) {
    return { input: parseInput(input, body), csrf: request.csrfToken };
  }
  @Post('api/v1/sample')
  @Public()
  takeJson(@Body() body: unknown) {
    return parseInput(input, body);
  }
  @Post('saved')
  @Public()
  save() {
    return seeOther('/flash', { kind: 'done', key: 'platform.copied' });
  }
  @Get('flash')
  @Public()
  flash(@Req() request: PageRequest) {
    return this.pages.html(request, 'platform/error', { titleKey: 'platform.menu', detail: '' });
  }
  @Get('private')
  @Public()
  private() {
    throw errors.not_signed_in();
  }
  @Get('broken')
  @Public()
  broken() {
    throw new Error(`insert failed for marta@example.com with ${TOKEN}`);
  }
}

describeOnBothDatabases('the web application', (kind) => {
  let file: TestDatabaseFile;
  let app: NestFastifyApplication;
  let config: Config;
  let log = '';
  const clock = new ManualClock(Date.UTC(2026, 10, 3, 16));

  beforeAll(async () => {
    file = await createTestDatabase(kind);
    config = loadConfig({
      NODE_ENV: 'test',
      DATABASE_URL: file.url,
      SECRET_KEY: 'k'.repeat(40),
      LOG_LEVEL: 'info',
    });
    @Module({
      imports: [
        ConfigModule.forRoot(config),
        ClockModule.forRoot(clock),
        DatabaseModule.forRoot({ entities: [], server: true }),
        I18nModule,
        ViewsModule,
        HttpModule,
      ],
      controllers: [SampleController],
    })
    class SampleModule {}
    app = await createHttpApp(SampleModule, {
      config,
      logger: createLogger('info', { write: (line) => (log += line) }),
    });
  });
  afterAll(async () => {
    await app.close();
    await file.remove();
  });

  const form = (payload: string) => ({
    method: 'POST' as const,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload,
  });
  const json = (url: string, payload: string) =>
    app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload });

  describe('errors', () => {
    it('an unknown path is a page for people, in their language', async () => {
      const reply = await app.inject({ url: '/nowhere', headers: { 'accept-language': 'pt' } });
      expect(reply.statusCode).toBe(404);
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(reply.body).toContain('<html lang="pt-BR">');
      expect(reply.body).toContain('Não encontramos o que procura.');
    });

    it.each(['/api/v1/nowhere', '/hooks/nowhere/x', '/scim/v2/nowhere'])(
      '%s is a problem for programs',
      async (url) => {
        const reply = await app.inject({ url, headers: { accept: 'text/html', 'accept-language': 'en' } });
        expect(reply.statusCode).toBe(404);
        expect(reply.headers['content-type']).toContain('application/problem+json');
        expect(reply.json()).toEqual({
          type: 'urn:aplauso:error:not_found',
          title: 'Not Found',
          status: 404,
          code: 'not_found',
          detail: expect.stringContaining('Check the address'),
          instance: url,
        });
      },
    );

    it('a page asked for as JSON is a problem, and does not repeat a token', async () => {
      const reply = await app.inject({ url: `/s/${TOKEN}/more`, headers: { accept: 'application/json' } });
      expect(reply.json()).toMatchObject({ code: 'not_found', instance: '/' });
    });

    it('each fault of an input is named', async () => {
      const reply = await json('/api/v1/sample', '{"email":"nobody","isAdmin":true}');
      expect(reply.statusCode).toBe(400);
      expect(reply.json()).toMatchObject({
        code: 'validation_failed',
        errors: [
          { pointer: '/email', code: 'field_email' },
          { pointer: '/isAdmin', code: 'unknown_field' },
        ],
      });
    });

    it.each(['{', '', '[1,', '{"__proto__":{"a":1}}', '"\u0000'])(
      'malformed JSON %j is refused with its code',
      async (body) => {
        const reply = await json('/api/v1/sample', body);
        expect(reply.statusCode).toBe(400);
        expect(reply.json()).toMatchObject({ code: 'malformed_json' });
      },
    );

    it('two megabytes are too large, with or without a declared length', async () => {
      const reply = await json('/api/v1/sample', JSON.stringify({ email: 'x'.repeat(2 * 1024 * 1024) }));
      expect(reply.statusCode).toBe(413);
      expect(reply.json()).toMatchObject({ code: 'body_too_large' });
    });

    it('another kind of body is refused', async () => {
      const reply = await app.inject({
        method: 'POST',
        url: '/api/v1/sample',
        headers: { 'content-type': 'text/xml' },
        payload: '<a/>',
      });
      expect(reply.statusCode).toBe(415);
      expect(reply.json()).toMatchObject({ code: 'unsupported_media_type' });
    });

    it('a page that needs a session leads to the sign-in and back', async () => {
      const reply = await app.inject({ url: '/private?tab=2' });
      expect(reply.statusCode).toBe(303);
      expect(reply.headers.location).toBe('/sign-in?next=%2Fprivate%3Ftab%3D2');
      expect(
        (await app.inject({ url: '/private', headers: { accept: 'application/json' } })).json().code,
      ).toBe('not_signed_in');
    });

    it('a fault of ours tells the reader a number and the log the cause, neither of them a secret', async () => {
      log = '';
      const reply = await app.inject({ url: '/broken' });
      expect(reply.statusCode).toBe(500);
      expect(reply.body).toContain(reply.headers['x-request-id']);
      expect(reply.body).not.toContain('insert failed');
      expect(log).toContain('insert failed');
      expect(log).toContain(String(reply.headers['x-request-id']));
      expect(log).not.toContain('marta@example.com');
      expect(log).not.toContain(TOKEN);
    });

    it.each(['/%', '/s/%E0%A4%A', `/${'x'.repeat(3000)}`, '//evil.example/x'])(
      'the odd address %j is not found',
      async (url) => {
        const reply = await app.inject({ url });
        expect([400, 404]).toContain(reply.statusCode);
        expect(reply.headers['content-security-policy']).toContain("default-src 'none'");
      },
    );
  });

  describe('headers', () => {
    it('nothing may be loaded from elsewhere, framed or remembered', async () => {
      const { headers } = await app.inject({ url: '/flash' });
      expect(headers['content-security-policy']).toBe(
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers['strict-transport-security']).toBeUndefined();
    });

    it('an address that is a secret is told to nobody, not even the log', async () => {
      log = '';
      const reply = await app.inject({ url: `/s/${TOKEN}?r=5&email=marta@example.com` });
      expect(reply.statusCode).toBe(200);
      expect(reply.headers['referrer-policy']).toBe('no-referrer');
      expect(reply.body).toContain('&lt;b&gt;');
      expect(JSON.parse(log)).toMatchObject({
        method: 'GET',
        route: '/s/:token',
        status: 200,
        milliseconds: expect.any(Number),
      });
      expect(log).not.toContain(TOKEN);
      expect(log).not.toContain('marta');
      await app.inject({ url: `/wrong/${TOKEN}` });
      expect(log).not.toContain(TOKEN);
    });

    it('HEAD is answered like GET, without the body', async () => {
      const before = handled;
      const reply = await app.inject({ method: 'HEAD', url: `/s/${TOKEN}` });
      expect(reply.statusCode).toBe(200);
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(Number(reply.headers['content-length'])).toBeGreaterThan(300);
      expect(reply.body).toBe('');
      expect(handled).toBe(before + 1);
    });
  });

  describe('forms', () => {
    it('the protection token is set aside, lists are lists', async () => {
      const reply = await app.inject({
        url: '/sample',
        ...form('email=Ana%40Example.com&tags=a&tags=b&_csrf=abc'),
      });
      expect(reply.json()).toEqual({ input: { email: 'Ana@example.com', tags: ['a', 'b'] }, csrf: 'abc' });
      const one = await app.inject({ url: '/sample', ...form('email=ana@example.com&tags[]=a') });
      expect(one.json().input.tags).toEqual(['a']);
    });

    it('a field called __proto__ is an unknown field', async () => {
      const reply = await app.inject({
        url: '/sample',
        ...form('email=ana@example.com&__proto__=x'),
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(reply.statusCode).toBe(400);
      expect(reply.json().errors[0]).toMatchObject({ code: 'unknown_field' });
    });

    it('too many fields are refused', async () => {
      const reply = await app.inject({ url: '/sample', ...form('a&'.repeat(5000)) });
      expect(reply.statusCode).toBe(413);
    });

    it('after a form the next page says once that it is done', async () => {
      const saved = await app.inject({ url: '/saved', ...form('') });
      expect(saved.statusCode).toBe(303);
      expect(saved.headers.location).toBe('/flash');
      const cookie = saved.cookies[0];
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
      const page = await app.inject({
        url: '/flash',
        cookies: { [cookie?.name ?? '']: cookie?.value ?? '' },
      });
      expect(page.body).toContain('Copiado');
      expect(page.cookies[0]).toMatchObject({ name: cookie?.name, value: '' });
      expect((await app.inject({ url: '/flash' })).body).not.toContain('Copiado');
      expect(
        (await app.inject({ url: '/flash', cookies: { [cookie?.name ?? '']: 'rubbish' } })).statusCode,
      ).toBe(200);
    });

    it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/a\r\nSet-Cookie: x', 'a'])(
      '%j is no way onward',
      (path) => {
        expect(() => seeOther(path)).toThrow('path on this site');
      },
    );
  });

  describe('public files', () => {
    it('are kept forever under an address of their content, compressed for those who can', async () => {
      const page = await app.inject({ url: '/flash' });
      const address = /href="(\/assets\/[0-9a-f]{12}\/css\/staff\.css)"/.exec(page.body)?.[1] ?? '';
      const plain = await app.inject({ url: address });
      expect(plain.statusCode).toBe(200);
      expect(plain.headers).toMatchObject({
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
      });
      expect(plain.body).toContain('--accent');
      expect(plain.body).toContain('font-face');
      const brotli = await app.inject({ url: address, headers: { 'accept-encoding': 'gzip, br' } });
      expect(brotli.headers['content-encoding']).toBe('br');
      expect(brotli.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
      const gzip = await app.inject({ url: address, headers: { 'accept-encoding': 'gzip, br;q=0' } });
      expect(gzip.headers['content-encoding']).toBe('gzip');
      const older = await app.inject({ url: address.replace(/[0-9a-f]{12}/, '0'.repeat(12)) });
      expect(older.headers['cache-control']).toBe('public, no-cache');
      expect(
        (await app.inject({ url: address.replace('css/staff.css', 'fonts/inter-latin.woff2') })).headers[
          'content-type'
        ],
      ).toBe('font/woff2');
    });

    it.each([
      '/assets/',
      '/assets/000000000000/../package.json',
      '/assets/000000000000/css/none.css',
      '/assets/x/css/staff.css',
      '/assets/brand/ffff00.css',
      '/assets/brand/zzzzzz.css',
    ])('%s is not found', async (url) => {
      expect((await app.inject({ url })).statusCode).toBe(404);
    });

    it('the style sheet of the customer is small', async () => {
      const page = await app.inject({ url: `/s/${TOKEN}` });
      const sheets = [...page.body.matchAll(/rel="stylesheet" href="([^"]+)"/g)].map(
        (match) => match[1] ?? '',
      );
      expect(sheets).toHaveLength(1);
      expect((await app.inject({ url: sheets[0] })).rawPayload.length).toBeLessThanOrEqual(7 * 1024);
      expect(page.body).not.toContain('<script');
    });
  });

  describe('health', () => {
    it('live needs nothing; ready knows the schema and the oldest waiting job', async () => {
      expect((await app.inject({ url: '/health/live' })).json()).toEqual({ status: 'live' });
      const database = app.get(Database);
      await database.run(
        `INSERT INTO job (id, kind, payload, state, run_at, attempts, max_attempts, created_at) VALUES ('j1', 'x', '{}', 'ready', ?, 0, 8, ?)`,
        [clock.now() - 90_000, clock.now()],
      );
      expect((await app.inject({ url: '/health/ready' })).json()).toEqual({
        status: 'ready',
        database: 'reachable',
        migrations: 'current',
        oldestDueJobSeconds: 90,
      });
      await database.run('DELETE FROM job');
    });
  });

  describe('settings', () => {
    const store = () => app.get(SettingsStore);

    it('have defaults, are checked, and colour the page', async () => {
      const organization = await store().get('organization');
      expect(organization).toMatchObject({ locale: 'es', region: 'MX', accent: '#0f5c57' });
      await expect(store().set('organization', { ...organization, accent: '#ffd400' })).rejects.toMatchObject(
        {
          code: 'accent_too_pale',
          params: { color: '#ffd400' },
        },
      );
      await store().set('organization', { ...organization, name: 'Agua Clara', accent: '#7a1f6b' });
      const page = await app.inject({ url: '/flash' });
      expect(page.body).toContain('Agua Clara');
      expect(page.body).toContain('/assets/brand/7a1f6b.css');
      const sheet = await app.inject({ url: '/assets/brand/7a1f6b.css' });
      expect(sheet.body).toContain('--accent: light-dark(#7a1f6b, ');
    });

    it('a change that is undone is not remembered', async () => {
      const before = await store().get('organization');
      const database = app.get(Database);
      await expect(
        database.transaction(async () => {
          await store().set('organization', { ...before, name: 'Never' });
          expect((await store().get('organization')).name).toBe('Never');
          throw new Error('undone');
        }),
      ).rejects.toThrow('undone');
      expect((await store().get('organization')).name).toBe(before.name);
    });

    it('a change by another node is seen after five seconds', async () => {
      const before = await store().get('organization');
      await app
        .get(Database)
        .run('UPDATE setting SET value = ? WHERE name = ?', [
          JSON.stringify({ ...before, name: 'Elsewhere' }),
          'organization',
        ]);
      expect((await store().get('organization')).name).toBe(before.name);
      const elapsed = performance.now();
      const later = jest.spyOn(performance, 'now').mockReturnValue(elapsed + 5001);
      expect((await store().get('organization')).name).toBe('Elsewhere');
      later.mockRestore();
    });
  });

  describe('rate limits', () => {
    it('count together whoever counts, and start anew with the next window', async () => {
      const limits = app.get(RateLimits);
      clock.set(Date.UTC(2026, 10, 3, 17));
      const results = await Promise.all(
        Array.from({ length: 12 }, () => limits.hit('sign-in:203.0.113.7', 10, 60)),
      );
      expect(results.filter(({ allowed }) => allowed)).toHaveLength(10);
      clock.advance(15_000);
      await expect(limits.require('sign-in:203.0.113.7', 10, 60)).rejects.toMatchObject({
        code: 'rate_limited',
        params: { seconds: 45 },
      });
      expect((await limits.hit('sign-in:203.0.113.8', 10, 60)).remaining).toBe(9);
      clock.advance(45_000);
      expect((await limits.hit('sign-in:203.0.113.7', 10, 60)).allowed).toBe(true);
    });

    it('who was counted is not written down, and old counts are swept away', async () => {
      const database = app.get(Database);
      const names = await database.all<{ name: string }>('SELECT name FROM rate_counter');
      expect(JSON.stringify(names)).not.toContain('203.0.113');
      clock.advance(2 * 86_400_000);
      await app.get(RateLimits).hit('again', 1, 60);
      expect(await database.all('SELECT name FROM rate_counter')).toHaveLength(1);
    });

    it('inside a transaction counting is refused: a refusal would undo its own count', async () => {
      await expect(app.get(Database).transaction(() => app.get(RateLimits).hit('x', 1, 60))).rejects.toThrow(
        'inside a transaction',
      );
    });
  });
});
