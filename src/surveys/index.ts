/** The door of the surveys: what is asked, in which words, frozen by version. */
import { Survey } from './survey.entity';
import { SurveyVersion } from './survey-version.entity';

export { Surveys } from './surveys.service';
export { SurveysModule } from './surveys.module';
export { DEFAULT_SURVEY, DEFAULT_SURVEY_KEY } from './default-survey';
export { choicesOf, coreQuestion, promptOf, ratingTone } from './published-survey';
export type { PublishedSurvey, Question, RatingTone, ScaleChoice } from './published-survey';
export { fillText, QUESTION_KINDS, QUESTION_SUBJECTS, SurveyDefinition } from './survey-definition';
export type { QuestionKind, QuestionSubject, TextName } from './survey-definition';
export { surveyErrors } from './surveys.errors';

/** For the data source. */
export const surveysEntities: (new () => object)[] = [Survey, SurveyVersion];
