/** Interactions for programs: tell us about one or many, read them back. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, Policy } from '../access';
import { type Page, zPageSize } from '../organization';
import { Config } from '../platform/config';
import { type DomainError, errors, parseInput, zExternalId } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { I18n, negotiateLocale, problemsOf } from '../platform/i18n';
import { BATCH_PATH } from './batch-bodies';
import { BatchIntake, type BatchResult, LARGEST_BATCH } from './batch';
import { interactionInput, interactionInputExample } from './interaction.input';
import { type Intake, Interactions } from './interactions';
import { InteractionsQueries, type InteractionView } from './interactions.queries';
import {
  batchExample,
  batchReply,
  createdExample,
  createdReply,
  interactionExample,
  interactionPage,
  interactionReply,
  unchangedReply,
} from './interactions.replies';

const listQuery = z.union([
  z.strictObject({ source: zExternalId, externalId: zExternalId }),
  z.strictObject({
    cursor: z.uuid().default('').describe('The `nextCursor` of the page before.'),
    limit: zPageSize,
  }),
]);
/** What the intake of one interaction refuses. */
const REFUSALS = [
  'touchpoint_unknown', 'touchpoint_retired', 'employee_unknown', 'occurred_in_future', 'occurred_too_long_ago',
  'participant_repeated', 'participant_not_employed', 'shares_incomplete', 'shares_wrong_sum', 'share_out_of_range',
]; // prettier-ignore

@Controller()
@ApiSection({
  name: 'Interactions',
  order: 30,
  text: 'Contacts with customers. Reporting one is what makes Aplauso ask.',
})
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
  @ApiOperation({
    summary: 'Report an interaction',
    description:
      '`source` and `externalId` identify it: reporting it again changes nothing. The reply says what was decided about asking the customer.',
    body: interactionInput,
    bodyExample: interactionInputExample,
    replies: {
      200: {
        text: 'It was reported before.',
        schema: unchangedReply,
        example: { id: createdExample.id, status: 'unchanged' },
      },
      201: { text: 'Recorded.', schema: createdReply, example: createdExample },
    },
    errors: REFUSALS,
  })
  async post(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const intake = await this.interactions.intake(parseInput(interactionInput, body));
    reply.status(intake.status === 'created' ? 201 : 200);
    return showIntake(intake);
  }

  /** 200 with one result per interaction, whatever became of each. */
  @Post(BATCH_PATH)
  @HttpCode(200)
  @Policy({ api: 'interactions:write' })
  @ApiOperation({
    summary: 'Report many interactions at once',
    description:
      'Each is judged by itself and the good ones are kept; refusals stand in the reply, with the codes of the single report. At most 10 MB.',
    body: z.array(interactionInput).max(LARGEST_BATCH),
    bodyExample: [interactionInputExample],
    otherBodies: { 'application/x-ndjson': 'One interaction per line, as JSON.' },
    replies: { 200: { text: 'What became of each.', schema: batchReply, example: batchExample } },
    errors: ['batch_too_large'],
  })
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
  @ApiOperation({
    summary: 'Read an interaction',
    params: { id: z.uuid().describe('Our identifier, from the reply to the report.') },
    replies: { 200: { text: 'The interaction.', schema: interactionReply, example: interactionExample } },
    errors: ['not_found'],
  })
  async get(@Param('id') id: string): Promise<InteractionView> {
    const interaction = await this.queries.interaction(id);
    if (!interaction) throw errors.not_found();
    return interaction;
  }

  /** In the order they were recorded; or the one with a source and external id. */
  @Get('api/v1/interactions')
  @Policy({ api: 'interactions:read' })
  @ApiOperation({
    summary: 'List interactions in the order they were recorded, or find one',
    description: '`source` and `externalId` together find one; without them the list is read page by page.',
    query: listQuery,
    replies: {
      200: {
        text: 'A page of interactions.',
        schema: interactionPage,
        example: { items: [interactionExample], nextCursor: null },
      },
    },
  })
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
