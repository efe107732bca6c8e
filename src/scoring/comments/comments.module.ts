/** Wires what customers wrote: found, counted by theme, and held against what they expected. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../../access';
import { OrganizationModule } from '../../organization';
import { Jobs } from '../../platform/jobs';
import { Navigation } from '../../platform/views';
import { RecoveryModule } from '../../recovery';
import { ResponsesModule } from '../../responses';
import { SurveysModule } from '../../surveys';
import { ExpectationsPage } from '../expectations/expectations-page';
import { ExpectationQueries } from '../expectations/expectations.queries';
import { ExpectationsPagesController } from '../expectations/expectations.pages.controller';
import { ScoringModule } from '../scoring.module';
import { ThemeAlarms } from '../themes/theme-alarms';
import { ThemeCounter } from '../themes/theme-counts';
import { ThemeForm } from '../themes/theme-form';
import { ThemesPage } from '../themes/themes-page';
import { ThemesPagesController } from '../themes/themes.pages.controller';
import { CommentIndex } from './comment-index';
import { CommentChoice } from './comment-choice';
import { CommentsPage } from './comments-page';
import { CommentsPagesController } from './comments.pages.controller';
import { indexComments } from './comments.jobs';
import { Reindexing } from './reindexing';

@Module({
  imports: [AccessModule, OrganizationModule, SurveysModule, RecoveryModule, ResponsesModule, ScoringModule],
  controllers: [CommentsPagesController, ThemesPagesController, ExpectationsPagesController],
  providers: [
    CommentIndex,
    Reindexing,
    CommentChoice,
    CommentsPage,
    ThemeAlarms,
    ThemeCounter,
    ThemesPage,
    ThemeForm,
    ExpectationQueries,
    ExpectationsPage,
  ],
  exports: [Reindexing, ThemeCounter],
})
export class CommentsModule implements OnModuleInit {
  constructor(
    private readonly navigation: Navigation,
    private readonly jobs: Jobs,
    private readonly reindexing: Reindexing,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(indexComments, async () => {
      await this.reindexing.rebuild();
      return 'success';
    });
    this.navigation.add({
      key: 'comments',
      labelKey: 'comments.nav',
      href: '/comments',
      permission: 'answers.view',
      order: 55,
    });
  }
}
