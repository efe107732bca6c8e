/** Reading mail that came in, without a database and without a clock. */
export { readIncoming } from './read-incoming';
export type { BounceKind, DeliveryReport, IncomingMail, LetterReference } from './incoming-mail';
export { LARGEST_MAIL } from './mime';
export { FORWARDED_HEADER } from './written-by-machine';
