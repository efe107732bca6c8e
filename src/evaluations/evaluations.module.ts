import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { Jobs } from '../platform/jobs';
import { Navigation } from '../platform/views';
import { ScoringModule } from '../scoring';
import { Calibrations } from './calibrations.service';
import { CycleMembersQueries } from './cycle-members.queries';
import { CyclesPagesController } from './cycles.pages.controller';
import { Cycles } from './cycles.service';
import { EvaluationsApiController } from './evaluations.api.controller';
import { Gates } from './gates.service';
import { LineResults } from './line-results.service';
import { ManagerRatings } from './manager-ratings.service';
import { PeoplePages } from './people-page';
import { PeoplePagesController } from './people.pages.controller';
import { PlanTargets } from './plan-targets';
import { PlansPagesController } from './plans.pages.controller';
import { Plans } from './plans.service';
import { Population } from './population';
import { RaterReminders, remindRater, remindRaters } from './rater-progress';
import { RatingsPagesController } from './ratings.pages.controller';

@Module({
  imports: [AccessModule, OrganizationModule, ScoringModule],
  controllers: [
    CyclesPagesController,

    EvaluationsApiController,
    PlansPagesController,
    RatingsPagesController,
    PeoplePagesController,
  ],
  providers: [
    PlanTargets,
    Plans,
    Population,
    Cycles,
    ManagerRatings,
    LineResults,
    Gates,
    Calibrations,
    CycleMembersQueries,
    RaterReminders,
    PeoplePages,
  ],
  exports: [Plans, Population, Cycles, ManagerRatings, LineResults, Gates, Calibrations, CycleMembersQueries],
})
export class EvaluationsModule implements OnModuleInit {
  constructor(
    private readonly navigation: Navigation,
    private readonly jobs: Jobs,
    private readonly raters: RaterReminders,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(remindRater, (payload) => this.raters.send(payload));
    this.jobs.handle(remindRaters, () => this.raters.remindAll());
    this.jobs.schedule({ name: remindRaters.name, cron: '0 9 * * 1', kind: remindRaters, payload: {} });
    this.navigation.add({
      key: 'evaluations',
      labelKey: 'evaluations.navigation',
      href: '/evaluations',
      permission: 'evaluations.view',
      order: 40,
    });
  }
}
