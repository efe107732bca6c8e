/** The door of the pure rules about responses. */
export { clientClass } from './client-class';
export { COMMENT_LIMIT, cleanComment, commentLength } from './clean-comment';
export { counts, judge } from './judge';
export type { VerificationStatus } from './judge';
export { maskPersonalData } from './mask-personal-data';
export { QUOTE_NAMES, shownName } from './shown-name';
export type { QuoteName } from './shown-name';
