/** The door of the responses: what customers answered, whether it counts, and who is credited. */
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
