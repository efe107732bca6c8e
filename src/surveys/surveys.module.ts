/** The surveys: questionnaires, their versions and languages. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { Navigation } from '../platform/views';
import { SurveysPagesController } from './surveys.pages.controller';
import { SurveyQueries } from './surveys.queries';
import { Surveys } from './surveys.service';

@Module({
  imports: [AccessModule],
  controllers: [SurveysPagesController],
  providers: [Surveys, SurveyQueries],
  exports: [Surveys],
})
export class SurveysModule implements OnModuleInit {
  constructor(private readonly navigation: Navigation) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'surveys',
      labelKey: 'nav.surveys',
      href: '/surveys',
      permission: 'surveys.view',
      order: 70,
    });
  }
}
