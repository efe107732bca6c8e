/** The door of the surveys: what is asked, in which words, frozen by version. */
import { Survey } from './survey.entity';
import { SurveyVersion } from './survey-version.entity';

export { Surveys } from './surveys.service';
export { SurveyDesk } from './designer/survey-desk.service';
export { SurveysModule } from './surveys.module';
export { ShownVersions } from './shown-versions';
export { otherTone } from './tone-fit';
export type { ShownVersion } from './shown-versions';
export { DEFAULT_SURVEY, DEFAULT_SURVEY_KEY } from './default-survey';
export { canBeAskedInMail, choicesOf, coreQuestion, promptOf, ratingTone } from './published-survey';
export type { Option, PublishedSurvey, Question, RatingTone, ScaleChoice, Section } from './published-survey';
export { allSlots, commentQuestion, slotsOf } from './slots';
export type { Server, Slot } from './slots';
export { holds, moodOf, onThePath, pathThrough, shuffled } from './calc';
export type { AnswerValue, AnswerValues, Condition, Logic, Mood } from './calc';
export { SurveyDefinition } from './survey-definition';
export { fillText, QUESTION_KINDS, QUESTION_SUBJECTS } from './survey-words';
export type { QuestionKind, QuestionSubject, TextName } from './survey-words';
export { surveyErrors } from './surveys.errors';

/** For the data source. */
export const surveysEntities: (new () => object)[] = [Survey, SurveyVersion];
