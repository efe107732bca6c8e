/** Appeals: what people contest in their statements, and who decides it. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { Cycles, EvaluationsModule } from '../evaluations';
import { OrganizationModule } from '../organization';
import { PayoutsModule } from '../payouts';
import { Jobs } from '../platform/jobs';
import { Navigation } from '../platform/views';
import { AppealPages } from './appeal-pages';
import { AppealReminders, remindReviewers } from './appeal-reminders';
import { AppealStore } from './appeal.store';
import { AppealsApiController } from './appeals.api.controller';
import { AppealsPagesController } from './appeals.pages.controller';
import { AppealsQueries } from './appeals.queries';
import { Appeals } from './appeals.service';
import { ContestedAnswers } from './contested-answers';
import { Independence } from './independence';

@Module({
  imports: [AccessModule, OrganizationModule, EvaluationsModule, PayoutsModule],
  controllers: [AppealsPagesController, AppealsApiController],
  providers: [
    AppealPages,
    AppealReminders,
    AppealStore,
    Appeals,
    AppealsQueries,
    ContestedAnswers,
    Independence,
  ],
  exports: [Appeals, AppealsQueries, AppealReminders],
})
export class AppealsModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly navigation: Navigation,
    private readonly reminders: AppealReminders,
    private readonly cycles: Cycles,
    private readonly queries: AppealsQueries,
  ) {}

  onModuleInit(): void {
    this.cycles.before('finalise', ({ id }) => this.queries.requireNoneOpen(id));
    this.jobs.handle(remindReviewers, () => this.reminders.run());
    this.jobs.schedule({ name: 'appeals.remind', cron: '23 7 * * 1-5', kind: remindReviewers, payload: {} });
    this.navigation.add({
      key: 'appeals',
      labelKey: 'appeals.navigation',
      href: '/appeals',
      permission: 'appeals.view',
      order: 42,
    });
  }
}
