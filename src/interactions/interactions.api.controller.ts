/** Interactions for programs: tell us about one or many, read them back. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, Policy } from '../access';
import { type Page, zPageSize } from '../organization';
import { Config } from '../platform/config';
import { type DomainError, errors, parseInput, zExternalId } from '../platform/errors';
import { I18n, negotiateLocale, problemsOf } from '../platform/i18n';
import { BATCH_PATH } from './batch-bodies';
import { BatchIntake, type BatchResult } from './batch';
import { interactionInput } from './interaction.input';
import { type Intake, Interactions } from './interactions';
import { InteractionsQueries, type InteractionView } from './interactions.queries';

const listQuery = z.union([
  z.strictObject({ source: zExternalId, externalId: zExternalId }),
  z.strictObject({ cursor: z.uuid().default(''), limit: zPageSize }),
]);

@Controller()
export class InteractionsApiController {
  constructor(
    private readonly interactions: Interactions,
    private readonly batch: BatchIntake,
    private readonly queries: InteractionsQueries,
    private readonly i18n: I18n,
    private readonly config: Config,
  ) {}

  /** 201 for a new interaction with what was decided about its invitation, 200 for a repeat. */
  @Post('api/v1/interactions')
  @Policy({ api: 'interactions:write' })
  async post(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const intake = await this.interactions.intake(parseInput(interactionInput, body));
    reply.status(intake.status === 'created' ? 201 : 200);
    return showIntake(intake);
  }

  /** 200 with one result per interaction, whatever became of each. */
  @Post(BATCH_PATH)
  @HttpCode(200)
  @Policy({ api: 'interactions:write' })
  async postBatch(@Body() body: unknown, @Req() request: AppRequest): Promise<object> {
    const results = await this.batch.intake(body);
    const locale = negotiateLocale(request.headers['accept-language'], this.config.defaultLocale);
    const count = (status: BatchResult['status']) =>
      results.filter((result) => result.status === status).length;
    return {
      created: count('created'),
      unchanged: count('unchanged'),
      errors: count('error'),
      results: results.map((result) =>
        result.status === 'error'
          ? { index: result.index, status: result.status, error: this.showError(result.error, locale) }
          : { index: result.index, ...showIntake(result) },
      ),
    };
  }

  @Get('api/v1/interactions/:id')
  @Policy({ api: 'interactions:read' })
  async get(@Param('id') id: string): Promise<InteractionView> {
    const interaction = await this.queries.interaction(id);
    if (!interaction) throw errors.not_found();
    return interaction;
  }

  /** In the order they were recorded; or the one with a source and external id. */
  @Get('api/v1/interactions')
  @Policy({ api: 'interactions:read' })
  async list(@Query() query: unknown): Promise<Page<InteractionView>> {
    const asked = parseInput(listQuery, query);
    if ('limit' in asked) return this.queries.interactions(asked.cursor, asked.limit);
    const found = await this.queries.byExternalId(asked.source, asked.externalId);
    return { items: found ? [found] : [], nextCursor: null };
  }

  private showError(error: DomainError, locale: Parameters<I18n['text']>[0]): object {
    const { detail, list } = problemsOf(error, this.i18n, locale);
    return {
      code: error.code,
      detail,
      ...(list.length > 0 && {
        errors: list.map(({ pointer, code, text }) => ({ pointer, code, detail: text })),
      }),
    };
  }
}

function showIntake({ id, status, invitation }: Intake): object {
  if (status === 'unchanged') return { id, status };
  if (invitation?.status !== 'planned') return { id, status, invitation };
  return { id, status, invitation: { ...invitation, sendAt: new Date(invitation.sendAt).toISOString() } };
}
