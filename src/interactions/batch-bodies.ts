/** Lets the batch address take larger bodies than the others, and lines of JSON (`application/x-ndjson`). */
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

export const BATCH_PATH = 'api/v1/interactions/batch';
const BATCH_BODY_LIMIT = 10 * 1024 * 1024;
const NDJSON = /^application\/(x-)?ndjson(;|$)/;

@Injectable()
export class BatchBodies {
  /** In the constructor, because routes are registered before any life-cycle hook. */
  constructor({ httpAdapter }: HttpAdapterHost) {
    // A process without an HTTP server has nothing to prepare.
    if (httpAdapter?.getType() !== 'fastify') return;
    const server = httpAdapter.getInstance<FastifyInstance>();
    server.addHook('onRoute', (route) => {
      if (route.url === `/${BATCH_PATH}`) route.bodyLimit = BATCH_BODY_LIMIT;
    });
    server.addContentTypeParser(NDJSON, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  }
}
