/** The door of the errors: coded, translated refusals, and the one way input is validated. */
export { DomainError, defineErrors, registeredErrors } from './domain-error';
export type { ErrorFactory, ErrorParams, Fault } from './domain-error';
export { errors, fieldErrors } from './platform.errors';
export { parseInput } from './parse-input';
export { zCode, zDay, zEmail, zExternalId, zInstant, zLocale, zText } from './input-types';
