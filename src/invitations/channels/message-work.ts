/** Sends messages provider by provider, each in a job of its own, and forgets what is no longer needed. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { type JobOutcome, Jobs } from '../../platform/jobs';
import { sendMessages } from './channels.jobs';
import { MessageOutcomes } from './message-outcomes';
import { MessageSender } from './message-sender';

const BATCH = 500;

@Injectable()
export class MessageWork {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly sender: MessageSender,
    private readonly outcomes: MessageOutcomes,
  ) {}

  send(channelId: number, signal: AbortSignal): Promise<JobOutcome> {
    return this.sender.sendDue(channelId, signal);
  }

  /** Calls the sender of each provider that has something due. */
  async dispatch(): Promise<JobOutcome> {
    const due = await this.database.all<{ id: number }>(
      `SELECT c.id AS "id" FROM message_channel c WHERE EXISTS (SELECT 1 FROM invitation i
         WHERE i.message_channel_id = c.id AND i.state = 'planned' AND i.send_at <= ?) ORDER BY c.id`,
      [this.clock.now()],
    );
    for (const { id } of due)
      await this.jobs.enqueue(sendMessages, { channelId: id }, { uniqueKey: `messages:${id}` });
    return due.length > 0 ? 'success' : 'skipped';
  }

  async tidy(): Promise<JobOutcome> {
    let forgotten = 0;
    for (let done = BATCH; done === BATCH; forgotten += done) done = await this.outcomes.forget(BATCH);
    return forgotten > 0 ? 'success' : 'skipped';
  }
}
