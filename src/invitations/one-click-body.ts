/**
 * RFC 8058, 3.2: a mail program's own unsubscribe button posts `List-Unsubscribe=One-Click`, preferably as
 * multipart/form-data. Nothing in it decides anything (the token in the address does), so it is read and thrown away;
 * everywhere else that kind of body stays refused.
 */
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { errors } from '../platform/errors';

const MULTIPART = 'multipart/form-data';
/** A one-click body has some two hundred bytes. */
const LIMIT = 16 * 1024;

/** Before the application listens. Does nothing where there is no HTTP server: in a worker or a command. */
export function acceptOneClickBodies({ httpAdapter }: HttpAdapterHost): void {
  const fastify = httpAdapter?.getInstance<FastifyInstance>();
  if (typeof fastify?.hasContentTypeParser !== 'function' || fastify.hasContentTypeParser(MULTIPART)) return;
  fastify.addContentTypeParser(MULTIPART, { parseAs: 'buffer', bodyLimit: LIMIT }, (request, _body, done) => {
    if (request.url.startsWith('/u/')) done(null, {});
    else done(errors.unsupported_media_type(), undefined);
  });
}
