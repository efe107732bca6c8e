/**
 * Where a provider posts what became of messages, and what customers wrote back. The key in the address is the proof;
 * the answer is the same whatever is posted, so that whoever has the key learns nothing about whom we write to.
 */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Policy } from '../../access';
import { errors } from '../../platform/errors';
import { MessageChannels } from './message-channels';
import { MessageOutcomes } from './message-outcomes';

@Controller('hooks/messages')
export class MessageHookController {
  constructor(
    private readonly channels: MessageChannels,
    private readonly outcomes: MessageOutcomes,
  ) {}

  /** @throws DomainError `not_found` for a wrong key */
  @Post(':key')
  @HttpCode(202)
  @Policy({ token: 'messages' })
  async leave(@Param('key') key: string, @Body() body: unknown): Promise<{ received: true }> {
    const channel = await this.channels.byHookKey(key);
    if (!channel) throw errors.not_found();
    await this.outcomes.takeIn(channel, body);
    return { received: true };
  }
}
