/** Who is asked, when, and how the asking goes. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { CustomerErased, CustomersModule } from '../customers';
import { InteractionRecorded, InteractionsModule } from '../interactions';
import { OrganizationModule } from '../organization';
import { Clock } from '../platform/clock';
import { EventBus } from '../platform/events';
import { Jobs } from '../platform/jobs';
import { Navigation } from '../platform/views';
import { SurveysModule } from '../surveys';
import { ChannelChoice } from './channels/channel-choice';
import { ChannelPage } from './channels/channel-page';
import { ChannelPreferencesDesk } from './channels/channel-preferences-desk';
import { ChannelsPagesController } from './channels/channels.pages.controller';
import { ChannelsQueries } from './channels/channels.queries';
import { TestMessage } from './channels/test-message';
import { ChatLinks } from './channels/chat-links';
import { ChatLinksApiController } from './channels/chat-links.api.controller';
import { dispatchMessages, sendMessages, tidyMessages } from './channels/channels.jobs';
import { MessageChannels } from './channels/message-channels';
import { MessageHookController } from './channels/message-hook.controller';
import { MessageOutcomes } from './channels/message-outcomes';
import { MessageSender } from './channels/message-sender';
import { MessageWork } from './channels/message-work';
import { MessageStore } from './channels/message.store';
import { Competition } from './competition';
import { InvitationHousekeeping } from './housekeeping';
import { InvitationNotes } from './invitation-notes';
import { InvitationStore } from './invitation.store';
import { InvitationsApiController } from './invitations.api.controller';
import { sendInvitations, tidyInvitations, tryRules } from './invitations.jobs';
import { InvitationsPagesController } from './invitations.pages.controller';
import { InvitationQueries } from './invitations.queries';
import { Invitations } from './invitations.service';
import { MailOutcomes } from './mail-outcomes';
import { OpenInvitations } from './open-invitation';
import { InvitationPlanner } from './planner';
import { PlanningStore } from './planning.store';
import { Recheck } from './recheck';
import { Reminders } from './reminders';
import { RuleSets } from './rule-sets';
import { RulesPagesController } from './rules/rules.pages.controller';
import { RulesService } from './rules/rules.service';
import { WhatIfs } from './rules/what-if';
import { WhatIfPagesController } from './rules/what-if.pages.controller';
import { WhatIfRuns } from './rules/what-if-runs';
import { InvitationSender } from './sender';
import { Circuit } from './sending/circuit';
import { Delivery } from './sending/delivery';
import { Pace } from './sending/pace';
import { SendingDesk } from './sending/sending-desk';
import { SendingPagesController } from './sending/sending.pages.controller';
import { SharesPagesController } from './shares/shares.pages.controller';
import { ShareQueries } from './shares/shares.queries';
import { SuppressionList } from './suppressions/suppression-list';
import { SuppressionsPagesController } from './suppressions/suppressions.pages.controller';
import { UnsubscribePagesController } from './unsubscribe.pages.controller';
import { Unsubscribing } from './unsubscribing';
import { WayOutByMail } from './way-out-by-mail';
import { WhyPagesController } from './why/why.pages.controller';
import { WhyQueries } from './why/why.queries';

@Module({
  imports: [AccessModule, OrganizationModule, CustomersModule, InteractionsModule, SurveysModule],
  controllers: [
    MessageHookController,
    ChannelsPagesController,
    ChatLinksApiController,
    SendingPagesController,
    InvitationsPagesController,
    InvitationsApiController,
    UnsubscribePagesController,
    RulesPagesController,
    WhatIfPagesController,
    SharesPagesController,
    SuppressionsPagesController,
    WhyPagesController,
  ],
  providers: [
    ChannelChoice,
    ChannelPage,
    ChannelPreferencesDesk,
    ChannelsQueries,
    ChatLinks,
    TestMessage,
    MessageChannels,
    MessageOutcomes,
    MessageSender,
    MessageStore,
    MessageWork,
    Circuit,
    Delivery,
    Pace,
    SendingDesk,
    Invitations,
    InvitationHousekeeping,
    InvitationNotes,
    InvitationPlanner,
    InvitationQueries,
    InvitationSender,
    InvitationStore,
    Competition,
    MailOutcomes,
    OpenInvitations,
    PlanningStore,
    Recheck,
    Reminders,
    RuleSets,
    RulesService,
    ShareQueries,
    SuppressionList,
    WhatIfs,
    WhatIfRuns,
    WhyQueries,
    Unsubscribing,
    WayOutByMail,
  ],
  exports: [Invitations, InvitationNotes, MailOutcomes, WayOutByMail],
})
export class InvitationsModule implements OnModuleInit {
  constructor(
    private readonly events: EventBus,
    private readonly jobs: Jobs,
    private readonly navigation: Navigation,
    private readonly clock: Clock,
    private readonly planner: InvitationPlanner,
    private readonly sender: InvitationSender,
    private readonly housekeeping: InvitationHousekeeping,
    private readonly store: InvitationStore,
    private readonly messageWork: MessageWork,
    private readonly whatIfs: WhatIfRuns,
  ) {}

  onModuleInit(): void {
    this.events.on(InteractionRecorded, (event) => this.planner.plan(event));
    this.events.on(CustomerErased, (event) => this.forget(event));
    this.jobs.handle(sendInvitations, async ({ lane }, { signal }) => {
      // What a sender that died had claimed and not handed over is due again.
      if (lane === 1) await this.housekeeping.freeAbandoned();
      return this.sender.sendDue(lane, signal);
    });
    this.jobs.handle(tidyInvitations, () => this.housekeeping.tidy());
    this.jobs.handle(sendMessages, ({ channelId }, { signal }) => this.messageWork.send(channelId, signal));
    this.jobs.handle(dispatchMessages, () => this.messageWork.dispatch());
    this.jobs.handle(tidyMessages, () => this.messageWork.tidy());
    this.jobs.handle(tryRules, ({ whatIfId }, context) => this.whatIfs.run(whatIfId, context));
    this.jobs.schedule({
      name: 'invitations.send',
      cron: '*/10 * * * * *',
      kind: sendInvitations,
      payload: { lane: 1 },
    });
    this.jobs.schedule({
      name: 'invitations.dispatch_messages',
      cron: '*/10 * * * * *',
      kind: dispatchMessages,
      payload: {},
    });
    this.jobs.schedule({
      name: 'invitations.tidy_messages',
      cron: '53 3 * * *',
      kind: tidyMessages,
      payload: {},
    });
    this.jobs.schedule({ name: 'invitations.tidy', cron: '* * * * *', kind: tidyInvitations, payload: {} });
    this.navigation.add({
      key: 'invitations',
      labelKey: 'nav.invitations',
      href: '/invitations',
      permission: 'invitations.view',
      order: 60,
    });
  }

  private async forget({ customerId, erasedAt }: CustomerErased): Promise<void> {
    for (const id of await this.store.forget(customerId, 'erased', this.clock.now())) {
      await this.store.record(id, erasedAt, 'cancelled', { reason: 'erased' });
    }
  }
}
