/** The whole product, wired. Entry points and tests differ only in the configuration and the clock. */
import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule, accessEntities } from './access';
import { AppealsModule } from './appeals';
import { CollectorsModule } from './collectors';
import { CustomersModule } from './customers';
import { EqualityModule } from './equality';
import { EvaluationsModule } from './evaluations';
import { HomeModule } from './home';
import { IntegrationsModule } from './integrations';
import { InteractionsModule, interactionsEntities } from './interactions';
import { InvitationsModule } from './invitations';
import { MailroomModule } from './mailroom';
import { OrganizationModule, organizationEntities } from './organization';
import { PayoutsModule } from './payouts';
import { AuditModule } from './platform/audit';
import { type Clock, ClockModule } from './platform/clock';
import { type Config, ConfigModule } from './platform/config';
import { DatabaseModule } from './platform/database';
import { EventsModule } from './platform/events';
import { HttpModule } from './platform/http';
import { I18nModule } from './platform/i18n';
import { JobsModule } from './platform/jobs';
import { MailModule } from './platform/mail';
import { ViewsModule } from './platform/views';
import { PreviewsModule } from './previews';
import { RecognitionModule, recognitionEntities } from './recognition';
import { ClosingModule, ConversationModule, GesturesModule, RecoveryModule } from './recovery';
import { ResponsesModule } from './responses';
import { CommentsModule, ScoringModule } from './scoring';
import { SignalsModule } from './signals';
import { SurveysModule, surveysEntities } from './surveys';

export const entities = [
  ...accessEntities,
  ...organizationEntities,
  ...interactionsEntities,
  ...surveysEntities,
  ...recognitionEntities,
];

export interface AppOptions {
  config: Config;
  /** A server holds the SQLite file for itself; a command-line tool only borrows it. */
  server: boolean;
  /** The system's unless given: tests and seeds stand where they need to. */
  clock?: Clock;
}

@Module({})
export class AppModule {
  static forRoot({ config, server, clock }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        clock ? ClockModule.forRoot(clock) : ClockModule,
        DatabaseModule.forRoot({ entities, server }),
        EventsModule,
        I18nModule,
        ViewsModule,
        HttpModule,
        JobsModule,
        AuditModule,
        MailModule.forRoot(config),
        AccessModule,
        OrganizationModule,
        CustomersModule,
        InteractionsModule,
        SurveysModule,
        InvitationsModule,
        MailroomModule,
        ResponsesModule,
        PreviewsModule,
        CollectorsModule,
        RecoveryModule,
        GesturesModule,
        ConversationModule,
        ClosingModule,
        ScoringModule,
        CommentsModule,
        EvaluationsModule,
        EqualityModule,
        PayoutsModule,
        AppealsModule,
        RecognitionModule,
        SignalsModule,
        IntegrationsModule,
        HomeModule,
      ],
    };
  }
}
