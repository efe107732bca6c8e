/** How cases end: why the trouble came up, what the customer says, and what all of it adds up to. */
import { Module } from '@nestjs/common';
import { AccessModule } from '../../access';
import { OrganizationModule } from '../../organization';
import { ResponsesModule } from '../../responses';
import { ConversationModule } from '../conversation/conversation.module';
import { RecoveryModule } from '../recovery.module';
import { ClosingPagesController } from './closing.pages.controller';
import { ClosingSection } from './closing-section';
import { FollowUpPagesController } from './follow-up.pages.controller';
import { FollowUps } from './follow-ups.service';
import { ReportPage } from './report-page';
import { ReportQueries } from './report.queries';
import { ReportsPagesController } from './reports.pages.controller';
import { RootCausesApiController } from './root-causes.api.controller';

@Module({
  imports: [AccessModule, OrganizationModule, ResponsesModule, RecoveryModule, ConversationModule],
  controllers: [
    RootCausesApiController,
    ReportsPagesController,
    FollowUpPagesController,
    ClosingPagesController,
  ],
  providers: [ClosingSection, FollowUps, ReportPage, ReportQueries],
  exports: [FollowUps, ReportPage],
})
export class ClosingModule {}
