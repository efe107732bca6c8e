/** The surveys: questionnaires, their versions and languages. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { Navigation } from '../platform/views';
import { DesignerPagesController } from './designer/designer.pages.controller';
import { SurveyDeskPagesController } from './designer/survey-desk.pages.controller';
import { SurveyDesk } from './designer/survey-desk.service';
import { TranslationPagesController } from './designer/translation.pages.controller';
import { SurveysPagesController } from './surveys.pages.controller';
import { ShownVersions } from './shown-versions';
import { SurveyQueries } from './surveys.queries';
import { Surveys } from './surveys.service';

@Module({
  imports: [AccessModule],
  // The desk's fixed addresses before those of one survey.
  controllers: [
    SurveyDeskPagesController,
    DesignerPagesController,
    TranslationPagesController,
    SurveysPagesController,
  ],
  providers: [Surveys, ShownVersions, SurveyDesk, SurveyQueries],
  exports: [Surveys, ShownVersions],
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
