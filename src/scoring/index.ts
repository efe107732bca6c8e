/** The door of scoring: rollups kept with the responses, fair scores computed from them. */
export { ScoringModule } from './scoring.module';
export { Rollups } from './rollups.service';
export { RegularAnswers } from './regular-answers.service';
export type { RollupDifference } from './rollups.service';
export { Freezing, SETTLING_DAYS } from './freezing.service';
export { FrozenChecks } from './frozen-check.service';
export { FrozenPeriods } from './frozen-periods';
export type { FrozenHead, ShownScores } from './frozen-periods';
export { PeriodInputs, type RepeatCustomers } from './period-inputs';
export { PeriodChoice, readPeriod } from './period-choice';
export type { ChosenPeriod } from './period-choice';
export { plainMeasures, priorsFrom, Scores, scoringSetting } from './scores.service';
export { ScorecardQueries } from './scorecard.queries';
export type { ContactFunnel, GivenAnswer, Thanks } from './scorecard.queries';
export { isShown, readingOf } from './result-words';
export type { Reading } from './result-words';
export { CommentsModule } from './comments/comments.module';
export { Reindexing } from './comments/reindexing';
