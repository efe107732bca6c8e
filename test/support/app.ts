/** The real application on a fresh database, at an instant of the test's choosing, reached over HTTP. */
import { randomBytes } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { ApiKeys, type ApiKeyScope, type RoleGrant, Users } from '../../src/access';
import { AppModule } from '../../src/app.module';
import { ManualClock } from '../../src/platform/clock';
import { type Config, loadConfig } from '../../src/platform/config';
import { Database } from '../../src/platform/database';
import { createHttpApp } from '../../src/platform/http';
import { JobRunner } from '../../src/platform/jobs';
import { Surveys } from '../../src/surveys';
import { createTestDatabase, type DatabaseKind } from './databases';

export const TEST_PASSWORD = 'caracol-violeta-47';
/** Tuesday 3 November 2026, noon in Mexico City. */
export const TEST_NOW = Date.UTC(2026, 10, 3, 18);

export interface SignedIn {
  userId: number;
  get(path: string): supertest.Test;
  /** Posts a form with the session's cookie and CSRF token. */
  post(path: string, form?: Record<string, string>): supertest.Test;
  /** The same with a file, as a form of that kind is sent. */
  upload(
    path: string,
    form: Record<string, string>,
    file: { field: string; bytes: Buffer; name: string },
  ): supertest.Test;
}

export interface TestApp {
  app: NestFastifyApplication;
  database: Database;
  clock: ManualClock;
  config: Config;
  /** Requests without any credentials. */
  http: ReturnType<typeof supertest>;
  get<T>(service: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** A new API key with these scopes, `all` unless given. */
  apiKey(...scopes: ApiKeyScope[]): Promise<string>;
  /** Creates a user and signs in through the page. */
  signIn(
    grants: RoleGrant[],
    options?: { employeeId?: number; locale?: Config['defaultLocale'] },
  ): Promise<SignedIn>;
  /** Runs every job that is due, and what it causes. */
  work(): Promise<number>;
  close(): Promise<void>;
}

export interface BootOptions {
  env?: Record<string, string>;
  now?: number;
  /** Without them (`false`) nothing answers over HTTP, and the rest is there in half the time. */
  pages?: boolean;
}

export async function bootApp(kind: DatabaseKind, options: BootOptions = {}): Promise<TestApp> {
  const file = await createTestDatabase(kind);
  const clock = new ManualClock(options.now ?? TEST_NOW);
  const config = loadConfig({
    NODE_ENV: 'test',
    BASE_URL: 'http://localhost:3000',
    DATABASE_URL: file.url,
    SECRET_KEY: 'test-secret-that-is-long-enough-to-pass',
    ORG_TIMEZONE: 'America/Mexico_City',
    LOG_LEVEL: 'silent',
    ...options.env,
  });
  const product = AppModule.forRoot({ config, server: true, clock });
  const app =
    options.pages === false ? await withoutPages(product) : await createHttpApp(product, { config });
  await app.get(Surveys).ensureDefault();
  const http = options.pages === false ? (NO_PAGES as TestApp['http']) : supertest(app.getHttpServer());
  const get: TestApp['get'] = (service) => app.get(service as Type, { strict: false });

  return {
    app,
    database: app.get(Database),
    clock,
    config,
    http,
    get,
    apiKey: async (...scopes) => {
      const given: ApiKeyScope[] = scopes.length > 0 ? scopes : ['all'];
      return (await get(ApiKeys).create({ name: 'test', scopes: given }, 'cli')).key;
    },
    signIn: async (roles, { employeeId, locale = 'es' } = {}) => {
      const email = `user-${randomBytes(5).toString('hex')}@aguaclara.example`;
      const userId = await get(Users).create({
        email,
        name: 'Test Person',
        password: TEST_PASSWORD,
        locale,
        employeeId,
        roles,
      });
      const reply = await http
        .post('/sign-in')
        .type('form')
        .set('Sec-Fetch-Site', 'same-origin')
        .send({ email, password: TEST_PASSWORD });
      const cookie = sessionCookie(reply);
      const page = await http.get('/account').set('Cookie', cookie);
      const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
      if (!token)
        throw new Error(`The account page of the signed-in user has no CSRF token (status ${page.status}).`);
      return {
        userId,
        get: (path) => http.get(path).set('Cookie', cookie),
        post: (path, form = {}) =>
          http
            .post(path)
            .type('form')
            .set('Cookie', cookie)
            .set('Sec-Fetch-Site', 'same-origin')
            .send({ ...form, _csrf: token }),
        upload: (path, form, { field, bytes, name }) =>
          http
            .post(path)
            .set('Cookie', cookie)
            .set('Sec-Fetch-Site', 'same-origin')
            .field({ _csrf: token, ...form })
            .attach(field, bytes, name),
      };
    },
    work: () => get(JobRunner).drain(),
    close: async () => {
      await app.close();
      await file.remove();
    },
  };
}

/** The product as a command-line tool has it: everything but its pages and its API. */
async function withoutPages(product: ReturnType<typeof AppModule.forRoot>): Promise<NestFastifyApplication> {
  const context = await NestFactory.createApplicationContext(product, { logger: false, abortOnError: false });
  return context as unknown as NestFastifyApplication;
}

const NO_PAGES: unknown = new Proxy(
  {},
  {
    get: () => {
      throw new Error('This product was started without pages.');
    },
  },
);

function sessionCookie(reply: supertest.Response): string {
  const cookies = reply.get('Set-Cookie') ?? [];
  const session = cookies.find((cookie) => cookie.startsWith('aplauso_session='))?.split(';')[0];
  if (!session) throw new Error(`Signing in gave no session (status ${reply.status}).`);
  return session;
}
