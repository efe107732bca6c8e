/** Touchpoints for programs: create or change by code, read one, read all in pages. */
import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import { type Page, zCursor, zPageSize } from '../organization';
import { errors, parseInput, zCode } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { InteractionsQueries, type TouchpointView } from './interactions.queries';
import { touchpointExample, touchpointPage, touchpointReply } from './interactions.replies';
import { touchpointInput } from './touchpoint.input';
import { Touchpoints } from './touchpoints';

const listQuery = z.strictObject({ cursor: zCursor, limit: zPageSize });

const codeParameter = zCode.describe('The code your programs name the touchpoint by.');

@Controller('api/v1/touchpoints')
@ApiSection({
  name: 'Touchpoints',
  order: 20,
  text: 'Where customers and the organization meet: a phone line, a counter, a chat.',
})
export class TouchpointsApiController {
  constructor(
    private readonly touchpoints: Touchpoints,
    private readonly queries: InteractionsQueries,
  ) {}

  /** 201 for a new touchpoint, 200 otherwise. */
  @Put(':code')
  @Policy({ api: 'touchpoints:write' })
  @ApiOperation({
    summary: 'Create or change a touchpoint',
    description: 'A new touchpoint needs a `channel`. A field left out keeps its value; `null` empties it.',
    params: { code: codeParameter },
    body: touchpointInput,
    bodyExample: {
      names: { es: 'Atención telefónica', en: 'Phone support' },
      channel: 'phone',
      phone: '800 123 4567',
    },
    replies: {
      200: { text: 'Known before; as it is now.', schema: touchpointReply },
      201: { text: 'Created.', schema: touchpointReply, example: touchpointExample },
    },
    errors: ['touchpoint_channel_required', 'code_mismatch'],
  })
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
  @ApiOperation({
    summary: 'Read a touchpoint',
    params: { code: codeParameter },
    replies: { 200: { text: 'The touchpoint.', schema: touchpointReply, example: touchpointExample } },
    errors: ['not_found'],
  })
  async get(@Param('code') code: string): Promise<TouchpointView> {
    const touchpoint = await this.queries.touchpoint(code);
    if (!touchpoint) throw errors.not_found();
    return touchpoint;
  }

  @Get()
  @Policy({ api: 'touchpoints:read' })
  @ApiOperation({
    summary: 'List touchpoints in the order they were first recorded',
    query: listQuery,
    replies: {
      200: {
        text: 'A page of touchpoints.',
        schema: touchpointPage,
        example: { items: [touchpointExample], nextCursor: null },
      },
    },
  })
  async list(@Query() query: unknown): Promise<Page<TouchpointView>> {
    const { cursor, limit } = parseInput(listQuery, query);
    return this.queries.touchpoints(cursor, limit);
  }
}
