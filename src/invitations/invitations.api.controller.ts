/** Invitations for programs: what became of the contacts they reported. */
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../access';
import { parseInput } from '../platform/errors';
import { INVITATION_STATES } from './invitation-states';
import { type InvitationLine, InvitationQueries } from './invitations.queries';

const zId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

export const invitationListQuery = z.strictObject({
  interaction: zId.optional(),
  state: z.enum(INVITATION_STATES).optional(),
  /** The `nextCursor` of the page before. */
  cursor: zId.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
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
export class InvitationsApiController {
  constructor(private readonly queries: InvitationQueries) {}

  /** Newest first. */
  @Get()
  @Policy({ api: 'invitations:read' })
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
