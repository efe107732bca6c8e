import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { EventBus } from '../platform/events';
import { Jobs } from '../platform/jobs';
import { Navigation } from '../platform/views';
import { ResponseAttributionChanged, ResponsesModule } from '../responses';
import { CaseFiguresQueries } from './dashboard/case-figures';
import { ContactWays } from './dashboard/contact-ways';
import { DashboardChoices } from './dashboard/dashboard-choice';
import { DashboardNames } from './dashboard/dashboard-names';
import { DashboardPage } from './dashboard/dashboard-page';
import { DashboardTables } from './dashboard/dashboard-tables';
import { DashboardPagesController } from './dashboard/dashboard.pages.controller';
import { Figures } from './dashboard/figures';
import { RatedRows } from './dashboard/rated-rows';
import { LongTrends } from './dashboard/long-trends';
import { Newcomers } from './dashboard/newcomers';
import { Outbursts } from './dashboard/outbursts';
import { StandsOut } from './dashboard/stands-out';
import { TableFiles } from './dashboard/table-files';
import { ResultExportsController } from './result-exports.pages.controller';
import { ResultModels } from './result-models';
import { ResultTables } from './result-tables';
import { CommentQueries } from './comments/comments.queries';
import { Themes } from './themes/themes.service';
import { TimeLines } from './dashboard/time-line';
import { Freezing } from './freezing.service';
import { FrozenChecks } from './frozen-check.service';
import { FrozenPeriods } from './frozen-periods';
import { NonResponses } from './non-response.service';
import { UnitResults } from './dashboard/unit-results';
import { PeriodChoice } from './period-choice';
import { PeriodInputs } from './period-inputs';
import { AGAIN_MINUTES, followRegularAnswers, RegularAnswers } from './regular-answers.service';
import { ProfileBadges } from './profile-badges';
import { QuestionMeans } from './question-means';
import { ResultPages } from './result-pages';
import { WordingChanges } from './wording-changes';
import { RollupAlarmMail, tellRollupsDiffer } from './rollup-alarm-mail';
import { RollupWatch } from './rollup-watch.service';
import { Rollups } from './rollups.service';
import { ScoreStepsPage } from './score-steps-page';
import { ScoreStepsPagesController } from './score-steps.pages.controller';
import { ScorecardQueries } from './scorecard.queries';
import { ScoresApiController } from './scores.api.controller';
import { ScoresPagesController } from './scores.pages.controller';
import { Scores } from './scores.service';
import { freezeScores, watchRollups } from './scoring.jobs';

@Module({
  imports: [AccessModule, OrganizationModule, ResponsesModule],
  controllers: [
    ResultExportsController,
    ScoresPagesController,
    DashboardPagesController,
    ScoreStepsPagesController,
    ScoresApiController,
  ],
  providers: [
    Rollups,
    RegularAnswers,
    PeriodInputs,
    QuestionMeans,
    FrozenPeriods,
    Scores,
    Freezing,
    FrozenChecks,
    RollupAlarmMail,
    RollupWatch,
    PeriodChoice,
    ScorecardQueries,
    ResultPages,
    ScoreStepsPage,
    CaseFiguresQueries,
    ContactWays,
    DashboardChoices,
    DashboardNames,
    DashboardPage,
    DashboardTables,
    Figures,
    RatedRows,
    CommentQueries,
    LongTrends,
    Newcomers,
    Outbursts,
    ResultModels,
    ResultTables,
    StandsOut,
    TableFiles,
    Themes,
    TimeLines,
    NonResponses,
    UnitResults,
    WordingChanges,
    ProfileBadges,
  ],
  exports: [
    ProfileBadges,
    Rollups,
    RegularAnswers,
    PeriodInputs,
    QuestionMeans,
    NonResponses,
    Scores,
    FrozenPeriods,
    Freezing,
    FrozenChecks,
    RollupWatch,
    PeriodChoice,
    ScorecardQueries,
    CommentQueries,
    Themes,
  ],
})
export class ScoringModule implements OnModuleInit {
  constructor(
    private readonly navigation: Navigation,
    private readonly events: EventBus,
    private readonly jobs: Jobs,
    private readonly regulars: RegularAnswers,
    private readonly freezing: Freezing,
    private readonly watch: RollupWatch,
    private readonly alarmMail: RollupAlarmMail,
  ) {}

  onModuleInit(): void {
    this.followRegulars();
    this.jobs.handle(freezeScores, (_payload, { signal }) => this.freezing.freezeDue(signal));
    this.jobs.handle(watchRollups, (_payload, { signal }) => this.watch.watch(signal));
    this.jobs.handle(tellRollupsDiffer, (payload) => this.alarmMail.send(payload));
    this.jobs.schedule({ name: watchRollups.name, cron: '10 3 * * *', kind: watchRollups, payload: {} });
    this.jobs.schedule({ name: 'scoring.freeze', cron: '20 4 * * *', kind: freezeScores, payload: {} });
    this.navigation.add({
      key: 'scoring',
      labelKey: 'scoring.dashboard',
      href: '/dashboard',
      permission: 'dashboard.view',
      order: 10,
    });
    this.navigation.add({
      key: 'my-results',
      labelKey: 'scoring.my_title',
      href: '/me',
      permission: 'scores.own',
      order: 20,
    });
  }

  /** Every minute what is new, every night two days again, and at once whoever is credited anew. */
  private followRegulars(): void {
    this.events.on(ResponseAttributionChanged, async (event) => {
      if (event.customerId !== null) await this.regulars.followOne(event.responseId);
    });
    this.jobs.handle(followRegularAnswers, ({ againMinutes }, { signal }) =>
      this.regulars.follow({ againMinutes, signal }),
    );
    const name = followRegularAnswers.name;
    const kind = followRegularAnswers;
    this.jobs.schedule({ name, cron: '* * * * *', kind, payload: { againMinutes: AGAIN_MINUTES.always } });
    this.jobs.schedule({
      name: `${name}.nightly`,
      cron: '41 3 * * *',
      kind,
      payload: { againMinutes: AGAIN_MINUTES.nightly },
    });
  }
}
