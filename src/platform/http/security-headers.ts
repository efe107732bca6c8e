/** The headers every reply carries, and what must not be remembered or told to other sites. */
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify } from 'fastify';
import type { Config } from '../config';

/** Nothing from elsewhere, nothing inline, no framing. */
const DIRECTIVES: Record<string, string[]> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};
export const CONTENT_SECURITY_POLICY = Object.entries(DIRECTIVES)
  .map(([name, sources]) => [name, ...sources].join(' '))
  .join(';');

/** Paths whose address is itself a secret. */
const TOKEN_PATHS = /^\/(s|u|k|q|p|board)\//;

export function isTokenPath(path: string): boolean {
  return TOKEN_PATHS.test(path);
}

/** @returns what every reply carries, whatever it is */
export async function setSecurityHeaders(
  app: NestFastifyApplication,
  config: Config,
): Promise<Record<string, string>> {
  const headers = await fixedHeaders(config);
  const server = app.getHttpAdapter().getInstance();
  // First of all, so that a handler can say otherwise.
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('Referrer-Policy', isTokenPath(request.url) ? 'no-referrer' : 'same-origin');
    void reply.header('X-Request-Id', request.id);
    if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', 'no-store');
    done();
  });
  return headers;
}

/** What helmet says to any request: it never changes while we run, and is worked out once. */
async function fixedHeaders(config: Config): Promise<Record<string, string>> {
  const sample = fastify({ logger: false });
  await sample.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: DIRECTIVES,
    },
    // Only where the whole site is reached by https; elsewhere it would lock people out.
    strictTransportSecurity: config.baseUrl.startsWith('https:') && {
      maxAge: 31_536_000,
      includeSubDomains: false,
    },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: false,
  });
  sample.get('/', (_request, reply) => reply.send(''));
  const { headers } = await sample.inject('/');
  await sample.close();
  const ordinary = ['content-length', 'content-type', 'date', 'connection', 'keep-alive'];
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      ordinary.includes(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
