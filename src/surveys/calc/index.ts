/** The door of the pure rules about questionnaires. */
export {
  CONDITION_TESTS,
  holds,
  onThePath,
  pathThrough,
  sectionAfter,
  shownQuestions,
  shuffled,
} from './logic';
export type { AnswerValue, AnswerValues, Condition, ConditionTest, Jump, Logic } from './logic';
export { moodOf } from './mood';
export type { Mood } from './mood';
export { PLAIN_LANGUAGE_HINTS, plainLanguageHints } from './plain-language';
export type { PlainLanguageCode, PlainLanguageHint, PlainLanguageOptions, TextPlace } from './plain-language';
