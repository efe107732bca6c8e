/** Wires the responses together and puts them into the menu. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { InteractionsModule } from '../interactions';
import { InvitationsModule } from '../invitations';
import { OrganizationModule } from '../organization';
import { Jobs } from '../platform/jobs';
import { Navigation } from '../platform/views';
import { SurveysModule } from '../surveys';
import { AnswerPagesController } from './answer.pages.controller';
import { AnswerRulesController } from './answer-rules.controller';
import { Attributions } from './attributions.service';
import { BlindDecisions } from './blind-decisions';
import { BlindDecisionPagesController } from './blind-decisions.pages.controller';
import { DataQualityNotes } from './data-quality-notes.service';
import { Deciding } from './deciding';
import { DoubtQueries } from './doubts.queries';
import { DoubtsPagesController } from './doubts.pages.controller';
import { Exclusions } from './exclusions.service';
import { LinkWatch } from './link-watch';
import { LinkTrapController } from './link-trap.controller';
import { LinkNotices } from './link-notices';
import { LinkPages } from './link-pages';
import { LinkPersons } from './link-persons';
import { PageStamps } from './page-stamp';
import { Recording } from './recording';
import { ResponseStore } from './response.store';
import { ResponsesApiController } from './responses.api.controller';
import { WrongPagesController } from './wrong.pages.controller';
import { ResponsesPagesController } from './responses.pages.controller';
import { ResponseQueries } from './responses.queries';
import { Responses } from './responses.service';
import { ScannerNetworks } from './scanner-networks.service';
import { Settling } from './settling';
import { settleResponses } from './responses.jobs';
import { Verifications } from './verifications.service';

@Module({
  imports: [AccessModule, OrganizationModule, InteractionsModule, SurveysModule, InvitationsModule],
  controllers: [
    LinkTrapController,
    AnswerPagesController,
    AnswerRulesController,
    WrongPagesController,
    ResponsesApiController,
    DoubtsPagesController,
    BlindDecisionPagesController,
    ResponsesPagesController,
  ],
  providers: [
    Responses,
    Recording,
    ResponseStore,
    ResponseQueries,
    LinkPages,
    LinkNotices,
    LinkPersons,
    PageStamps,
    LinkWatch,
    ScannerNetworks,
    Settling,
    DataQualityNotes,
    DoubtQueries,
    Deciding,
    BlindDecisions,
    Exclusions,
    Attributions,
    Verifications,
  ],
  exports: [
    Responses,
    ResponseQueries,
    LinkPages,
    LinkNotices,
    LinkPersons,
    DoubtQueries,
    DataQualityNotes,
    Exclusions,
    Attributions,
    Verifications,
  ],
})
export class ResponsesModule implements OnModuleInit {
  constructor(
    private readonly navigation: Navigation,
    private readonly jobs: Jobs,
    private readonly settling: Settling,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(settleResponses, () => this.settling.settleLeft());
    this.jobs.schedule({
      name: 'responses.settle',
      cron: '7,22,37,52 * * * *',
      kind: settleResponses,
      payload: {},
    });
    this.navigation.add({
      key: 'responses',
      labelKey: 'responses.nav',
      href: '/responses',
      permission: 'responses.view',
      order: 50,
    });
  }
}
