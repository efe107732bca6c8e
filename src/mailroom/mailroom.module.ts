/** Mail that comes in: what came back, who complained, who wrote to us. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AccessModule } from '../access';
import { CustomerErased, CustomersModule } from '../customers';
import { InvitationNotes, InvitationsModule } from '../invitations';
import { EventBus } from '../platform/events';
import { Config } from '../platform/config';
import { Jobs } from '../platform/jobs';
import { Forwarding } from './forwarding';
import { HookKey } from './hook-key';
import { MailHookController } from './hook.controller';
import { MailroomHousekeeping } from './housekeeping';
import { acceptMails } from './mail-bodies';
import { MailboxPoller } from './mailbox-poller';
import { Mailroom } from './mailroom';
import { forwardReply, pollMailbox, tidyMailroom } from './mailroom.jobs';
import { MailroomStore } from './mailroom.store';
import { Replies } from './replies';

@Module({
  imports: [AccessModule, CustomersModule, InvitationsModule],
  controllers: [MailHookController],
  providers: [Forwarding, HookKey, MailboxPoller, Mailroom, MailroomHousekeeping, MailroomStore, Replies],
  exports: [Mailroom],
})
export class MailroomModule implements OnModuleInit {
  constructor(
    private readonly events: EventBus,
    private readonly jobs: Jobs,
    private readonly notes: InvitationNotes,
    private readonly store: MailroomStore,
    private readonly forwarding: Forwarding,
    private readonly housekeeping: MailroomHousekeeping,
    private readonly replies: Replies,
    private readonly mailbox: MailboxPoller,
    private readonly config: Config,
    http: HttpAdapterHost,
  ) {
    acceptMails(http);
  }

  onModuleInit(): void {
    this.events.on(CustomerErased, ({ customerId, erasedAt }) =>
      this.store.blankRepliesOf(customerId, erasedAt),
    );
    this.jobs.handle(forwardReply, ({ replyId }) => this.forwarding.forward(replyId));
    this.jobs.handle(tidyMailroom, () => this.housekeeping.tidy());
    this.jobs.schedule({ name: 'mailroom.tidy', cron: '41 3 * * *', kind: tidyMailroom, payload: {} });
    this.jobs.handle(pollMailbox, (_, { signal }) => this.mailbox.poll(signal));
    if (this.config.imap)
      this.jobs.schedule({ name: 'mailroom.poll', cron: '* * * * *', kind: pollMailbox, payload: {} });
    this.notes.add((invitation, viewer) => this.replies.notes(invitation, viewer));
  }
}
