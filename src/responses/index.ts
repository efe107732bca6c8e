/** The door of the responses: what customers answered, whether it counts, and who is credited. */
export { ResponsesModule } from './responses.module';
export { Responses } from './responses.service';
export type { Door, GivenAnswers, Outcome, RecordedAnswer } from './responses.service';
export { Exclusions, EXCLUSION_REASONS } from './exclusions.service';
export type { ExclusionReason } from './exclusions.service';
export { Verifications } from './verifications.service';
export type { Decider } from './deciding';
export { ResponseQueries } from './responses.queries';
export type { ListedResponse, ResponseFilters } from './responses.queries';
export { CORRECTION_MILLISECONDS } from './recording';
export { responseErrors } from './responses.errors';
export { ResponseCountingChanged, ResponseRecorded } from './responses.events';
export type {
  AttributionShare,
  CountedRatings,
  CountingChange,
  CountingFacts,
  RatingFact,
  RecordedFacts,
  ResponsePlace,
} from './responses.events';
export * from './calc';

/** Everything is written and read by prepared SQL: there are no entities. */
export const responsesEntities: (new () => object)[] = [];
