/** The door of what the product says about itself: the log. */
export { ApplicationLogger, createLogger } from './application-logger';
export type { RequestLine } from './application-logger';
export { redact, redactText } from './redact';
