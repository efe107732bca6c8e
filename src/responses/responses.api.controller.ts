/** Responses for programs: in the order they were received, with nothing personal but what the comment says. */
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../access';
import { WHOLE_SHARE } from '../kernel';
import { type Page, pageOf, zPageSize } from '../organization';
import { parseInput, zInstant } from '../platform/errors';
import { cursorOf, zPosition } from './paging';
import { type ListedResponse, ResponseQueries } from './responses.queries';

const listQuery = z.strictObject({
  /** Responses first received at this time or later. */
  since: zInstant.default(0),
  cursor: zPosition.optional(),
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
  /** By question key: the rating, or the text with addresses and numbers masked; null where a text was erased. */
  answers: Record<string, number | string | null>;
  /** External ids with their shares of the credit, which sum to 1. */
  employees: { employee: string; share: number }[];
}

@Controller('api/v1/responses')
export class ResponsesApiController {
  constructor(private readonly queries: ResponseQueries) {}

  @Get()
  @Policy({ api: 'responses:read' })
  async list(@Query() query: unknown): Promise<Page<ResponseView>> {
    const { since, cursor, limit } = parseInput(listQuery, query);
    const rows = await this.queries.since(since, cursor ?? null, limit + 1);
    return pageOf(rows, limit, cursorOf, viewOf);
  }
}

function viewOf(response: ListedResponse): ResponseView {
  const answers: ResponseView['answers'] = {};
  for (const { key, rating } of response.ratings) answers[key] = rating;
  for (const { key, text } of response.texts) answers[key] = text;
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
    answers,
    employees: response.employees.map(({ externalId, sharePpm }) => ({
      employee: externalId,
      share: sharePpm / WHOLE_SHARE,
    })),
  };
}
