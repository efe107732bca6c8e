/** The door of the responses: what customers answered, whether it counts, and who is credited. */
export { ResponsesModule } from './responses.module';
export { Responses } from './responses.service';
export { Exclusions } from './exclusions.service';
export { Verifications } from './verifications.service';
export { ResponseQueries } from './responses.queries';
export { ResponseCountingChanged, ResponseRecorded } from './responses.events';
export { maskPersonalData, shownName } from './calc';
