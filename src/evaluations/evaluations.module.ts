import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { Navigation } from '../platform/views';
import { ScoringModule } from '../scoring';
import { Calibrations } from './calibrations.service';
import { CycleMembersQueries } from './cycle-members.queries';
import { Cycles } from './cycles.service';
import { EvaluationsApiController } from './evaluations.api.controller';
import { Gates } from './gates.service';
import { LineResults } from './line-results.service';
import { ManagerRatings } from './manager-ratings.service';
import { PlanTargets } from './plan-targets';
import { PlansPagesController } from './plans.pages.controller';
import { Plans } from './plans.service';
import { Population } from './population';
import { RatingsPagesController } from './ratings.pages.controller';

@Module({
  imports: [AccessModule, OrganizationModule, ScoringModule],
  controllers: [EvaluationsApiController, PlansPagesController, RatingsPagesController],
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
  ],
  exports: [Plans, Population, Cycles, ManagerRatings, LineResults, Gates, Calibrations, CycleMembersQueries],
})
export class EvaluationsModule implements OnModuleInit {
  constructor(private readonly navigation: Navigation) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'evaluations',
      labelKey: 'evaluations.navigation',
      href: '/evaluations',
      permission: 'evaluations.view',
      order: 40,
    });
  }
}
