/** Responses for programs: in the order they were received, with nothing personal but what the comment says. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../access';
import { WHOLE_SHARE } from '../kernel';
import { type Page, pageOf, zPageSize } from '../organization';
import { errors, parseInput, zInstant } from '../platform/errors';
import { ApiOperation, ApiSection, shownPage, shownTime } from '../platform/http';
import { cursorOf, zPosition } from './paging';
import { type ListedResponse, ResponseQueries } from './responses.queries';

const listQuery = z.strictObject({
  since: zInstant.default(0).describe('Responses first received at this time or later.'),
  cursor: zPosition.optional().describe('The `nextCursor` of the page before.'),
  limit: zPageSize,
});

export interface ResponseView {
  id: string;
  interaction: { id: string; source: string; externalId: string };
  source: string;
  locale: string;
  receivedAt: string;
  revision: number;
  verification: string;
  excluded: boolean;
  /** Whether it counts for scoring as it stands. */
  counts: boolean;
  /** Everything on the way through the questionnaire was answered. */
  complete: boolean;
  /**
   * By question key: the rating, the text with addresses and numbers masked (null where it was erased), or the keys of
   * the options. Ratings about one of several employees stand under `key.<employee>`, words beside an option under
   * `key.other`.
   */
  answers: Record<string, number | string | string[] | null>;
  /** External ids with their shares of the credit, which sum to 1. */
  employees: { employee: string; share: number }[];
}

const responseReply = z.object({
  id: z.uuid(),
  interaction: z.object({ id: z.uuid(), source: z.string(), externalId: z.string() }),
  source: z.string().describe('Through what it was answered.'),
  locale: z.string(),
  receivedAt: shownTime.describe('When the first answer came.'),
  revision: z.int().describe('How often the customer has answered; a correction is a new revision.'),
  verification: z.string().describe('Whether a person answered: `confirmed`, `provisional` or `rejected`.'),
  excluded: z.boolean().describe('Somebody took it out of scoring, with a reason.'),
  counts: z.boolean().describe('Whether it counts for scoring as it stands.'),
  complete: z.boolean().describe('Everything that was asked on the way was answered.'),
  answers: z
    .record(z.string(), z.union([z.number(), z.string(), z.array(z.string()), z.null()]))
    .describe(
      'By question key: the rating, the text with addresses and numbers masked (null where it was erased), or the keys ' +
        'of the options chosen. Pairs stand under `key.expected` and `key.perceived`, ratings about one of several ' +
        'employees under `key.<employee>`, words beside an option under `key.other`.',
    ),
  employees: z
    .array(z.object({ employee: z.string(), share: z.number() }))
    .describe('External ids with their shares of the credit, which sum to 1.'),
}) satisfies z.ZodType<ResponseView>;
const responseExample: ResponseView = {
  id: '019a5c1e-7a91-7b7e-8b12-51c0b3f0a9d2',
  interaction: { id: '019a5a02-11c4-7f63-b0d4-0a6f2f4f6d10', source: 'crm', externalId: 'T-1001' },
  source: 'email',
  locale: 'es',
  receivedAt: '2026-11-03T18:00:00.000Z',
  revision: 1,
  verification: 'confirmed',
  excluded: false,
  counts: true,
  complete: true,
  answers: { rating: 5, comment: 'Ana resolvió todo en una llamada.' },
  employees: [{ employee: 'E-12', share: 1 }],
};

@Controller('api/v1/responses')
@ApiSection({
  name: 'Responses',
  order: 50,
  text: 'What customers answered, without anything that names them.',
})
export class ResponsesApiController {
  constructor(private readonly queries: ResponseQueries) {}

  @Get()
  @Policy({ api: 'responses:read' })
  @ApiOperation({
    summary: 'List responses in the order they were received',
    query: listQuery,
    replies: {
      200: {
        text: 'A page of responses.',
        schema: shownPage(responseReply),
        example: { items: [responseExample], nextCursor: null },
      },
    },
  })
  async list(@Query() query: unknown): Promise<Page<ResponseView>> {
    const { since, cursor, limit } = parseInput(listQuery, query);
    const rows = await this.queries.since(since, cursor ?? null, limit + 1);
    return pageOf(rows, limit, cursorOf, viewOf);
  }

  @Get(':id')
  @Policy({ api: 'responses:read' })
  @ApiOperation({
    summary: 'Read a response as it stands',
    description: 'What a webhook names and a page of the list shows.',
    params: { id: z.uuid().describe('The response.') },
    replies: { 200: { text: 'The response.', schema: responseReply, example: responseExample } },
    errors: ['not_found'],
  })
  async get(@Param('id') id: string): Promise<ResponseView> {
    const found = await this.queries.one(id, 'all');
    if (!found) throw errors.not_found();
    return viewOf(found);
  }
}

function viewOf(response: ListedResponse): ResponseView {
  const answers: ResponseView['answers'] = {};
  for (const { key, aboutExternalId, rating } of response.ratings)
    answers[aboutExternalId === null ? key : `${key}.${aboutExternalId}`] = rating;
  for (const { key, choice } of response.choices) {
    const chosen = answers[key];
    answers[key] = Array.isArray(chosen) ? [...chosen, choice] : [choice];
  }
  for (const { key, kind, text } of response.texts) answers[kind === 'text' ? key : `${key}.other`] = text;
  return {
    id: response.id,
    interaction: {
      id: response.interactionId,
      source: response.interactionSource,
      externalId: response.interactionExternalId,
    },
    source: response.source,
    locale: response.locale,
    receivedAt: new Date(response.receivedAt).toISOString(),
    revision: response.revision,
    verification: response.verification,
    excluded: response.excluded,
    counts: response.counts,
    complete: response.complete,
    answers,
    employees: response.employees.map(({ externalId, sharePpm }) => ({
      employee: externalId,
      share: sharePpm / WHOLE_SHARE,
    })),
  };
}
