/** Lets the batch address take larger bodies than the others, and lines of JSON (`application/x-ndjson`). */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

export const BATCH_PATH = 'api/v1/interactions/batch';
const BATCH_BODY_LIMIT = 10 * 1024 * 1024;
const NDJSON = /^application\/(x-)?ndjson(;|$)/;

@Injectable()
export class BatchBodies implements OnModuleInit {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /** Before the routes are registered. A process without an HTTP server has nothing to prepare. */
  onModuleInit(): void {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter?.getType() !== 'fastify') return;
    const server = httpAdapter.getInstance<FastifyInstance>();
    server.addHook('onRoute', (route) => {
      if (route.url === `/${BATCH_PATH}`) route.bodyLimit = BATCH_BODY_LIMIT;
    });
    server.addContentTypeParser(NDJSON, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  }
}
