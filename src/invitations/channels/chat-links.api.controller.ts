/** Answer links for programs that talk with customers, such as a chat. */
import { Body, Controller, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Policy } from '../../access';
import { parseInput, zExternalId } from '../../platform/errors';
import { ApiOperation, ApiSection, shownTime } from '../../platform/http';
import { ChatLinks } from './chat-links';

const linkInput = z.union([
  z.strictObject({ interaction: z.uuid().describe('The contact, by our identifier.') }),
  z.strictObject({ source: zExternalId, externalId: zExternalId }),
]);

const readyReply = z.object({
  status: z.literal('ready'),
  invitation: z.uuid(),
  url: z.string().describe('The answer page. Whoever has it can answer, once: show it to the customer only.'),
  question: z.string().describe('What is asked, in the language of the customer.'),
  expiresAt: shownTime,
});
const refusedReply = z.object({
  status: z.literal('suppressed'),
  reason: z
    .string()
    .describe('Why the customer is not asked: the reasons of invitations, or `already_asked`.'),
});
const readyExample: z.infer<typeof readyReply> = {
  status: 'ready',
  invitation: '019a5a02-11d9-7b21-8c11-9d3e5f6a7b80',
  url: 'https://encuestas.aguaclara.example/s/Jb0m5i2bq4mCkqfXK0rZ9r3sQy7VY7oQ0b8t1a2c3d4',
  question: '¿Cómo le atendió Ana?',
  expiresAt: '2026-11-16T15:10:31.402Z',
};

@Controller('api/v1/invitations')
@ApiSection({
  name: 'Invitations',
  order: 40,
  text: 'What became of asking: planned, sent, answered, or why not.',
})
export class ChatLinksApiController {
  constructor(private readonly links: ChatLinks) {}

  /** 201 for a new link; 200 for the one given out before, and when the rules say no. */
  @Post('link')
  @Policy({ api: 'invitations:write' })
  @ApiOperation({
    summary: 'Get the answer link of a contact, to show it in a chat',
    description:
      'Takes the place of the mail or message that was planned: the customer is asked once. Sampling, contact frequency and opt-outs decide as for a mail; an address is not needed, and neither delay nor quiet hours hold. Asking again gives the same link.',
    body: linkInput,
    bodyExample: { source: 'crm', externalId: 'T-1001' },
    replies: {
      200: {
        text: 'The link that was given out before, or why there is none.',
        schema: z.union([readyReply, refusedReply]),
        example: { status: 'suppressed', reason: 'asked_recently' },
      },
      201: { text: 'A new link.', schema: readyReply, example: readyExample },
    },
    errors: ['not_found'],
  })
  async link(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const asked = parseInput(linkInput, body);
    const link = await this.links.linkFor('interaction' in asked ? asked.interaction : asked);
    if (link.status === 'suppressed') {
      reply.status(200);
      return link;
    }
    reply.status(link.fresh ? 201 : 200);
    const { status, invitationId, url, question, expiresAt } = link;
    return { status, invitation: invitationId, url, question, expiresAt: new Date(expiresAt).toISOString() };
  }
}
