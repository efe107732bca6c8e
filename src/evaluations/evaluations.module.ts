import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { Navigation } from '../platform/views';
import { CycleMembersQueries } from './cycle-members.queries';
import { Cycles } from './cycles.service';
import { ManagerRatings } from './manager-ratings.service';
import { Plans } from './plans.service';
import { Population } from './population';
import { RatingsPagesController } from './ratings.pages.controller';

@Module({
  imports: [AccessModule, OrganizationModule],
  controllers: [RatingsPagesController],
  providers: [Plans, Population, Cycles, ManagerRatings, CycleMembersQueries],
  exports: [Plans, Population, Cycles, ManagerRatings, CycleMembersQueries],
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
