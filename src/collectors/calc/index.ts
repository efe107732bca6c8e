/** The door of the pure rules about open ways in. */
export {
  answeredAt,
  COLLECTOR_KINDS,
  DOUBTS,
  doubtsAbout,
  isLateThoughSeen,
  limitsOf,
  OLDEST_ANSWER_DAYS,
  REFUSED_ABOVE,
  SHORT_MINUTES,
} from './pace';
export type { CollectorKind, Doubt, Pace } from './pace';
