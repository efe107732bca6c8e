/** The door of the responses: what customers answered, whether it counts, and who is credited. */
export { ResponsesModule } from './responses.module';
export { Responses } from './responses.service';
export type { RecordedAnswer } from './responses.service';
export { responseErrors } from './responses.errors';
export { corrected, NO_FIELDS, retyped } from './answer-fields';
export type { FieldValues } from './answer-fields';
export { CONTACT_WINDOWS, HONEYPOT, readAnswerForm, stepOf as formStep } from './answer-form';
export type { Before } from './answer-form';
export { answerModel, humanModel, promiseKeyOf, readersOf } from './answer-page';
export type { AnswerPage } from './answer-page';
export { answerRules } from './answer-rules';
export { hasLowRating } from './answers';
export { Exclusions } from './exclusions.service';
export { Verifications } from './verifications.service';
export { ResponseQueries } from './responses.queries';
export { ResponseCountingChanged, ResponseRecorded } from './responses.events';
export type { RatingFact } from './responses.events';
export { maskPersonalData, QUOTE_NAMES, shownName } from './calc';
