import { Module } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { EqualityAnswers } from './equality-answers';
import { EqualityApiController } from './equality.api.controller';
import { EqualityImports } from './equality-imports.service';
import { EqualityPagesController } from './equality.pages.controller';
import { EqualityReports } from './equality-reports.service';

@Module({
  imports: [AccessModule, OrganizationModule],
  controllers: [EqualityPagesController, EqualityApiController],
  providers: [EqualityAnswers, EqualityImports, EqualityReports],
  exports: [EqualityReports],
})
export class EqualityModule {}
