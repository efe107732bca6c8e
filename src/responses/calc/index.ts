/** The door of the pure rules about responses. */
export { clientClass } from './client-class';
export { COMMENT_LIMIT, cleanComment, commentLength } from './clean-comment';
export { counts, judge, LINK_SIGNS, PROVISIONAL_REASONS, SIGN_SECONDS } from './judge';
export type { ArrivalEvidence, Judgement, LinkSign, ProvisionalReason, VerificationStatus } from './judge';
export { signsOf, VISIT_MILLISECONDS } from './link-signs';
export { maskPersonalData } from './mask-personal-data';
export { isScannerAgent } from './scanner-agents';
export { QUOTE_NAMES, shownName } from './shown-name';
export type { QuoteName } from './shown-name';
