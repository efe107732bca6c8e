/** Touchpoints for programs: create or change by code, read one, read all in pages. */
import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import { type Page, zCursor, zPageSize } from '../organization';
import { errors, parseInput, zCode } from '../platform/errors';
import { InteractionsQueries, type TouchpointView } from './interactions.queries';
import { touchpointInput } from './touchpoint.input';
import { Touchpoints } from './touchpoints';

const listQuery = z.strictObject({ cursor: zCursor, limit: zPageSize });

@Controller('api/v1/touchpoints')
export class TouchpointsApiController {
  constructor(
    private readonly touchpoints: Touchpoints,
    private readonly queries: InteractionsQueries,
  ) {}

  /** 201 for a new touchpoint, 200 otherwise. */
  @Put(':code')
  @Policy({ api: 'touchpoints:write' })
  async put(
    @Param('code') given: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TouchpointView> {
    const code = parseInput(zCode, given);
    const { created } = await this.touchpoints.upsert(
      code,
      parseInput(touchpointInput, body),
      `api-key:${key.id}`,
    );
    reply.status(created ? 201 : 200);
    return this.get(code);
  }

  @Get(':code')
  @Policy({ api: 'touchpoints:read' })
  async get(@Param('code') code: string): Promise<TouchpointView> {
    const touchpoint = await this.queries.touchpoint(code);
    if (!touchpoint) throw errors.not_found();
    return touchpoint;
  }

  @Get()
  @Policy({ api: 'touchpoints:read' })
  async list(@Query() query: unknown): Promise<Page<TouchpointView>> {
    const { cursor, limit } = parseInput(listQuery, query);
    return this.queries.touchpoints(cursor, limit);
  }
}
