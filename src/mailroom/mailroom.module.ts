/** Mail that comes in: what came back, who complained, who wrote to us. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AccessModule } from '../access';
import { CustomerErased, CustomersModule } from '../customers';
import { InvitationNotes, InvitationsModule, WayOutByMail } from '../invitations';
import { EventBus } from '../platform/events';
import { Config } from '../platform/config';
import { Jobs } from '../platform/jobs';
import { BulkSending } from './deliverability/bulk-sending';
import { Correspondence } from './correspondence';
import { DeliverabilityPage } from './deliverability/deliverability-page';
import { DeliverabilityPagesController } from './deliverability/deliverability.pages.controller';
import { Dns, SystemDns } from './deliverability/dns';
import { DomainChecks } from './deliverability/domain-checks';
import { MailroomForm } from './deliverability/mailroom-form';
import { TestMail } from './deliverability/test-mail';
import { TrafficQueries } from './deliverability/traffic.queries';
import { Forwarding } from './forwarding';
import { HookKey } from './hook-key';
import { MailHookController } from './hook.controller';
import { MailroomHousekeeping } from './housekeeping';
import { acceptMails } from './mail-bodies';
import { MailboxPoller } from './mailbox-poller';
import { Mailroom } from './mailroom';
import { checkDomain, forwardReply, pollMailbox, tidyMailroom } from './mailroom.jobs';
import { MailroomStore } from './mailroom.store';
import { Replies } from './replies';

@Module({
  imports: [AccessModule, CustomersModule, InvitationsModule],
  controllers: [DeliverabilityPagesController, MailHookController],
  providers: [
    BulkSending,
    Correspondence,
    DeliverabilityPage,
    { provide: Dns, useClass: SystemDns },
    DomainChecks,
    Forwarding,
    HookKey,
    MailboxPoller,
    Mailroom,
    MailroomForm,
    MailroomHousekeeping,
    MailroomStore,
    Replies,
    TestMail,
    TrafficQueries,
  ],
  exports: [Correspondence, Mailroom],
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
    private readonly checks: DomainChecks,
    private readonly hookKey: HookKey,
    private readonly wayOut: WayOutByMail,
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
    this.jobs.handle(checkDomain, async () => {
      await this.checks.check('system');
      return 'success';
    });
    // Where mail really leaves, somebody has to notice when a record disappears.
    if (this.config.smtpUrl !== null && this.config.environment === 'production')
      this.jobs.schedule({
        name: 'mailroom.check_domain',
        cron: '23 5 * * *',
        kind: checkDomain,
        payload: {},
      });
    this.wayOut.readBy(async () => this.config.imap !== null || (await this.hookKey.exists()));
    this.notes.add((invitation, viewer) => this.replies.notes(invitation, viewer));
  }
}
