/** The surveys: questionnaires, their versions and languages. */
import { Module } from '@nestjs/common';
import { SurveyQueries } from './surveys.queries';
import { Surveys } from './surveys.service';

@Module({
  providers: [Surveys, SurveyQueries],
  exports: [Surveys],
})
export class SurveysModule {}
