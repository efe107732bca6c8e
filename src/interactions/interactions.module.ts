/** Touchpoints, and the intake of interactions with the frozen credit of those who took part. */
import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers';
import { OrganizationModule } from '../organization';
import { BatchIntake } from './batch';
import { BatchBodies } from './batch-bodies';
import { Cells } from './cells';
import { Interactions } from './interactions';
import { InteractionsApiController } from './interactions.api.controller';
import { InteractionsQueries } from './interactions.queries';
import { TouchpointFormsPagesController } from './touchpoint-forms.pages.controller';
import { Touchpoints } from './touchpoints';
import { TouchpointsApiController } from './touchpoints.api.controller';
import { TouchpointsPagesController } from './touchpoints.pages.controller';

@Module({
  imports: [OrganizationModule, CustomersModule],
  controllers: [
    InteractionsApiController,
    TouchpointsApiController,
    TouchpointFormsPagesController,
    TouchpointsPagesController,
  ],
  providers: [BatchBodies, BatchIntake, Cells, Interactions, InteractionsQueries, Touchpoints],
  exports: [BatchIntake, Interactions, InteractionsQueries, Touchpoints],
})
export class InteractionsModule {}
