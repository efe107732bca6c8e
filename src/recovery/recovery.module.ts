/** Wins unhappy customers back: cases with owners and clocks, and promises that are kept. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { Jobs } from '../platform/jobs';
import { Navigation } from '../platform/views';
import { LinkNotices, ResponsesModule } from '../responses';
import { CallRequests } from './calling/call-requests.service';
import { callHref, CustomerCallsController } from './calling/customer-calls.controller';
import { BoardPagesController } from './board/board.pages.controller';
import { CaseListPage } from './board/case-list-page';
import { CaseListQueries } from './board/case-list.queries';
import { NewCase } from './board/new-case';
import { CaseOwnSections } from './case-own-sections';
import { CasePage } from './case-page';
import { CaseSections } from './case-sections';
import { CaseClocks } from './clocks/case-clocks.service';
import { EscalationWatch, watchClocks } from './clocks/escalation-watch';
import { CaseMerging } from './opening/merging.service';
import { CaseOpening } from './opening/case-opening.service';
import { Assigning } from './owners/assigning.service';
import { Owners } from './owners/owners.service';
import { RecoveredAnswers } from './closing/recovered-answers';
import { RootCauses } from './closing/root-causes';
import { CustomerPromisesController, promisesHref } from './promises/customer-promises.controller';
import { PromiseSection } from './promises/promise-section';
import { PromiseRates } from './promises/promise-rates';
import { PromiseWatch, remindOfPromise } from './promises/promise-watch';
import { PromiseQueries } from './promises/promise.queries';
import { PromisesApiController } from './promises/promises.api.controller';
import { PromisesPagesController } from './promises/promises.pages.controller';
import { Promises, watchPromises } from './promises/promises.service';
import { RecoveryCases } from './recovery-cases.service';
import { RecoveryApiController } from './recovery.api.controller';
import { RecoveryPagesController } from './recovery.pages.controller';
import { RecoveryQueries } from './recovery.queries';
import { AlarmThemes } from './settings/alarm-themes';
import { ClocksSettingsController } from './settings/clocks-settings.pages.controller';
import { HoursPagesController } from './settings/hours.pages.controller';
import { OwnerRulesController } from './settings/owner-rules.pages.controller';
import { CaseMails, tellEscalation, tellOwner } from './case-mails';

@Module({
  imports: [AccessModule, OrganizationModule, ResponsesModule],
  controllers: [
    CustomerPromisesController,
    BoardPagesController,
    ClocksSettingsController,
    OwnerRulesController,
    HoursPagesController,
    CustomerCallsController,
    RecoveryPagesController,
    PromisesPagesController,
    RecoveryApiController,
    PromisesApiController,
  ],
  providers: [
    AlarmThemes,
    Assigning,
    CallRequests,
    CaseClocks,
    CaseMerging,
    CaseListPage,
    CaseListQueries,
    CaseOpening,
    CaseOwnSections,
    CasePage,
    CaseSections,
    EscalationWatch,
    NewCase,
    Owners,
    CaseMails,
    PromiseSection,
    RecoveryCases,
    RecoveryQueries,
    RootCauses,
    Promises,
    PromiseQueries,
    PromiseRates,
    RecoveredAnswers,
    PromiseWatch,
  ],
  exports: [
    AlarmThemes,
    Assigning,
    RootCauses,
    CaseClocks,
    CaseMerging,
    CaseOpening,
    CaseSections,
    CasePage,
    EscalationWatch,
    Owners,
    RecoveryCases,
    RecoveryQueries,
    Promises,
    PromiseQueries,
    PromiseRates,
    RecoveredAnswers,
    PromiseWatch,
  ],
})
export class RecoveryModule implements OnModuleInit {
  constructor(
    private readonly navigation: Navigation,
    private readonly jobs: Jobs,
    private readonly watch: PromiseWatch,
    private readonly notices: LinkNotices,
    private readonly promises: PromiseQueries,
    private readonly clocks: EscalationWatch,
    private readonly staff: CaseMails,
  ) {}

  onModuleInit(): void {
    this.notices.offerCalls(callHref);
    this.notices.add(async ({ token, invitationId, locale, speech }) => {
      const { length: count } = await this.promises.behind(invitationId);
      if (count === 0) return undefined;
      return {
        href: `${promisesHref(token)}?lang=${locale}`,
        text: speech.text(locale, 'promises.link', { count }),
      };
    });
    this.jobs.handle(watchPromises, () => this.watch.run());
    this.jobs.handle(watchClocks, () => this.clocks.run());
    this.jobs.handle(tellOwner, (payload) => this.staff.owner(payload));
    this.jobs.handle(tellEscalation, (payload) => this.staff.escalation(payload));
    this.jobs.schedule({ name: 'recovery.clocks', cron: '*/5 * * * *', kind: watchClocks, payload: {} });
    this.jobs.handle(remindOfPromise, (payload) => this.watch.remind(payload));
    // Each promise wakes its own job at its minute; this one finds what a dead letter would have left.
    this.jobs.schedule({ name: 'recovery.promises', cron: '*/5 * * * *', kind: watchPromises, payload: {} });
    this.navigation.add({
      key: 'recovery',
      labelKey: 'recovery.title',
      href: '/recovery',
      permission: 'recovery.view',
      order: 40,
    });
  }
}
