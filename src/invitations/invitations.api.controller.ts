/** Invitations for programs: what became of the contacts they reported. */
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../access';
import { parseInput } from '../platform/errors';
import { ApiOperation, ApiSection, shownPage, shownTime } from '../platform/http';
import { INVITATION_STATES } from './invitation-states';
import { type InvitationLine, InvitationQueries } from './invitations.queries';

const zId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

export const invitationListQuery = z.strictObject({
  interaction: zId.optional().describe('Only those about this interaction, by our identifier.'),
  state: z.enum(INVITATION_STATES).optional(),
  cursor: zId.optional().describe('The `nextCursor` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('How many items a page has.'),
});

export interface InvitationView {
  id: string;
  interaction: string;
  survey: string;
  channel: string;
  locale: string;
  state: string;
  /** Why it was not sent or cancelled; null otherwise. */
  reason: string | null;
  sendAt: string | null;
  sentAt: string | null;
  answeredAt: string | null;
  expiresAt: string | null;
  createdAt: string;
}

const invitationReply = z.object({
  id: z.uuid(),
  interaction: z.uuid(),
  survey: z.string().describe('Key of the survey.'),
  channel: z.string().describe('How the customer is asked.'),
  locale: z.string(),
  state: z.enum(INVITATION_STATES),
  reason: z.string().nullable().describe('Why it was not sent or cancelled; null otherwise.'),
  sendAt: shownTime.nullable(),
  sentAt: shownTime.nullable(),
  answeredAt: shownTime.nullable(),
  expiresAt: shownTime.nullable(),
  createdAt: shownTime,
}) satisfies z.ZodType<InvitationView>;
const invitationExample: InvitationView = {
  id: '019a5a02-11d9-7b21-8c11-9d3e5f6a7b80',
  interaction: '019a5a02-11c4-7f63-b0d4-0a6f2f4f6d10',
  survey: 'csat',
  channel: 'email',
  locale: 'es',
  state: 'sent',
  reason: null,
  sendAt: '2026-11-02T16:04:00.000Z',
  sentAt: '2026-11-02T16:04:03.120Z',
  answeredAt: null,
  expiresAt: '2026-11-16T16:04:03.120Z',
  createdAt: '2026-11-02T15:10:31.402Z',
};

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function view(line: InvitationLine): InvitationView {
  return {
    id: line.id,
    interaction: line.interactionId,
    survey: line.surveyKey,
    channel: line.channel,
    locale: line.locale,
    state: line.state,
    reason: line.reason,
    sendAt: time(line.sendAt),
    sentAt: time(line.sentAt),
    answeredAt: time(line.answeredAt),
    expiresAt: time(line.expiresAt),
    createdAt: new Date(line.createdAt).toISOString(),
  };
}

@Controller('api/v1/invitations')
@ApiSection({
  name: 'Invitations',
  order: 40,
  text: 'What became of asking: planned, sent, answered, or why not.',
})
export class InvitationsApiController {
  constructor(private readonly queries: InvitationQueries) {}

  /** Newest first. */
  @Get()
  @Policy({ api: 'invitations:read' })
  @ApiOperation({
    summary: 'List invitations, newest first',
    query: invitationListQuery,
    replies: {
      200: {
        text: 'A page of invitations.',
        schema: shownPage(invitationReply),
        example: { items: [invitationExample], nextCursor: null },
      },
    },
  })
  async list(@Query() query: unknown): Promise<{ items: InvitationView[]; nextCursor: string | null }> {
    const { interaction, state, cursor, limit } = parseInput(invitationListQuery, query);
    const lines = await this.queries.list({
      interactionId: interaction,
      state,
      before: cursor,
      limit,
      employeeIds: 'all',
    });
    const items = lines.slice(0, limit).map(view);
    return { items, nextCursor: lines.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
