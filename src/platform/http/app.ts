/** Builds the web application around its modules: the same for production, development and tests. */
import { randomUUID } from 'node:crypto';
import { parse, type ParsedUrlQuery } from 'node:querystring';
import cookie from '@fastify/cookie';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type Config, currentConfig } from '../config';
import { errors } from '../errors';
import { I18n, negotiateLocale } from '../i18n';
import { type ApplicationLogger, createLogger } from '../observability';
import { AplausoAdapter } from './adapter';
import { BODY_LIMIT, readBodies } from './body-parsers';
import { ErrorReplies } from './exception.filter';
import { CONTENT_SECURITY_POLICY, setSecurityHeaders } from './security-headers';
import { serveStraight } from './straight-server';
import { readUploads } from './uploads';

/**
 * The application, initialised and ready to `listen`.
 * @param module the root module; it brings `ConfigModule`, `ClockModule`, `DatabaseModule`, `I18nModule`,
 *   `ViewsModule` and `HttpModule`
 * @param options.config the same configuration the root module uses; the process's own unless given
 */
export async function createHttpApp(
  module: Type | DynamicModule,
  options: { config?: Config; logger?: ApplicationLogger } = {},
): Promise<NestFastifyApplication> {
  const config = options.config ?? currentConfig();
  const logger = options.logger ?? createLogger(config.logLevel);
  const adapter = new AplausoAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustProxy,
    genReqId: () => randomUUID(),
    logger: false,
    routerOptions: { maxParamLength: 400, querystringParser: readableQuery },
    forceCloseConnections: 'idle',
    // An address that cannot be read reaches no hook, no filter and no page: it gets its headers and words here.
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const locale = negotiateLocale(request.headers['accept-language'], config.defaultLocale);
      void reply
        .headers({
          'content-security-policy': CONTENT_SECURITY_POLICY,
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
        })
        .status(404)
        .type('text/plain; charset=utf-8')
        .send(app.get(I18n).text(locale, 'errors.not_found'));
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  adapter.useStraight({
    instance: (controller) => app.get(controller, { strict: false }),
    fail: (error, request, reply) => app.get(ErrorReplies, { strict: false }).send(error, request, reply),
  });
  logRequests(app, logger);
  refuseUnreadableNames(app);
  await app.register(cookie);
  const headers = await setSecurityHeaders(app, config);
  readBodies(app);
  await readUploads(app);
  app.enableShutdownHooks();
  let closing = false;
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  await app.init();
  await fastify.ready();
  const log = logger.logsRequests ? logger.request.bind(logger) : undefined;
  const behindProxy = config.trustProxy !== false;
  serveStraight(fastify.server, adapter.socketRoutes, { headers, behindProxy, log }, () => closing);
  return app;
}

/** As forms are read. A NUL becomes the sign for what cannot be read: no name has it, and PostgreSQL takes it. */
function readableQuery(text: string): ParsedUrlQuery {
  return parse(text.replaceAll('%00', '%EF%BF%BD'));
}

/**
 * No name or number of ours has a control character; PostgreSQL takes no NUL in a text, not even to look for it. Tokens are only
 * ever looked for by their digest, and a link that does not work has a page of its own.
 */
function refuseUnreadableNames(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preValidation', (request, _reply, done) => {
    const params = Object.entries((request.params ?? {}) as Record<string, unknown>);
    const readable = params.every(([name, value]) => name === 'token' || !/\p{Cc}/u.test(String(value)));
    done(readable ? undefined : errors.not_found());
  });
}

function logRequests(app: NestFastifyApplication, logger: ApplicationLogger): void {
  const fastify = app.getHttpAdapter().getInstance();
  if (!logger.logsRequests) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.request({
      requestId: request.id,
      method: request.method,
      // An address without a route may hold anything, a mistyped token too: it is not repeated.
      route: request.is404 ? '(unknown)' : (request.routeOptions.url ?? '(unknown)'),
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    });
    done();
  });
}
