/** Kiosks, posters and links; answers entered for customers, and answers other programs bring. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { InteractionsModule } from '../interactions';
import { InvitationsModule } from '../invitations';
import { OrganizationModule } from '../organization';
import { Navigation } from '../platform/views';
import { ResponsesModule } from '../responses';
import { SurveysModule } from '../surveys';
import { AnswersApiController } from './answers.api.controller';
import { Asking } from './asking.service';
import { CollectorStore } from './collector.store';
import { CollectorsPagesController } from './collectors.pages.controller';
import { Collectors } from './collectors.service';
import { EmployeeNames } from './employee-names';
import { EnteringPagesController } from './entering.pages.controller';
import { EnteringQueries } from './entering.queries';
import { EnteredAnswers } from './entering.service';
import { KioskPagesController } from './kiosk.pages.controller';
import { LinkPagesController } from './link.pages.controller';
import { Networks } from './networks';
import { PosterWords } from './poster-words';
import { TakenAnswers } from './taking.service';

@Module({
  imports: [OrganizationModule, InteractionsModule, SurveysModule, InvitationsModule, ResponsesModule],
  controllers: [
    AnswersApiController,
    CollectorsPagesController,
    EnteringPagesController,
    KioskPagesController,
    LinkPagesController,
  ],
  providers: [
    Asking,
    Collectors,
    CollectorStore,
    EmployeeNames,
    EnteredAnswers,
    EnteringQueries,
    Networks,
    PosterWords,
    TakenAnswers,
  ],
  exports: [Collectors],
})
export class CollectorsModule implements OnModuleInit {
  constructor(private readonly navigation: Navigation) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'collectors',
      labelKey: 'collectors.title',
      href: '/collectors',
      permission: 'touchpoints.view',
      order: 76,
    });
  }
}
