/** The bodies of the hook: whole mails, larger than anything else that is read, and read nowhere else. */
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { errors } from '../platform/errors';
import { LARGEST_MAIL } from './reading';

export const MAIL_HOOK = '/hooks/mail/';
const KINDS = ['message/rfc822', 'message/global', 'application/octet-stream', 'text/plain'];
/** A mail as base64 inside JSON. */
const LARGEST_JSON = Math.ceil((LARGEST_MAIL * 4) / 3) + 64 * 1024;

/** Before routes are registered. Does nothing where there is no HTTP server: in a worker or a command. */
export function acceptMails({ httpAdapter }: HttpAdapterHost): void {
  const fastify = httpAdapter?.getInstance<FastifyInstance>();
  if (typeof fastify?.addContentTypeParser !== 'function') return;
  for (const kind of KINDS.filter((name) => !fastify.hasContentTypeParser(name))) {
    fastify.addContentTypeParser(kind, { parseAs: 'buffer' }, (request, body, done) => {
      if (!request.url.startsWith(MAIL_HOOK)) done(errors.unsupported_media_type(), undefined);
      else if (body.length > LARGEST_MAIL) done(errors.body_too_large(), undefined);
      else done(null, body);
    });
  }
  fastify.addHook('onRoute', (route) => {
    if (route.url.startsWith(MAIL_HOOK)) route.bodyLimit = LARGEST_JSON;
  });
}
