/** The door of the scoring mathematics. */
export {
  checkedCounts,
  compositeScore,
  isTopBox,
  ratingCounts,
  ratingStats,
  score100,
  weightedN,
} from './rating-counts';
export type { RatingCounts, RatingScale, RatingStats } from './rating-counts';
export { ces, csatTopBox, meanInterval, nps, npsFromCounts, ownInterval, wilson } from './survey-metrics';
export type { Interval, MeanInterval, NetPromoterScore } from './survey-metrics';
export {
  band,
  compareScores,
  displayRule,
  EARLY_SIGNAL,
  neededAnswers,
  neededAnswersFromCorrelation,
  probabilityAbove,
  reliability,
} from './reliability';
export type { Band, Display } from './reliability';
export { betweenVariance, empiricalBayes, kleinmanM, posteriorSd } from './empirical-bayes';
export type {
  EmpiricalBayes,
  EmpiricalBayesOptions,
  PeerMean,
  ScoreBasis,
  ShrunkenScore,
} from './empirical-bayes';
export { caseMixAdjustment, mixLines } from './case-mix';
export type { CaseMix, CellAnswers, CellEffect, MixLine } from './case-mix';
export type { CellMean } from './cell-table';
export { DEFAULT_MERGE_RULE, OTHER_CELL, mergeCells } from './merge-cells';
export type { CellSize, MergeRule } from './merge-cells';
export { funnelLimits, normalFunnelLimits, overdispersion } from './funnel';
export type { FunnelLimits } from './funnel';
export {
  countDifference,
  expectedShare,
  meanDifference,
  npsDifference,
  shareDifference,
  slope,
} from './comparisons';
export type { Difference } from './comparisons';
export { isSafe, LEAST_SHOWN, openEdges, shownGroups, weekOf } from './disclosure';
export { decayWeight, effectiveN, repeatCustomerWeight } from './answer-weights';
export { repeatDeduction } from './repeat-customers';
export type { RepeatedWeight } from './repeat-customers';
export {
  LOW_CONFIDENCE,
  lowConfidence,
  RESPONSE_RATE_RULE,
  responseRates,
  weighedByCell,
} from './response-rates';
export type {
  CellRequests,
  CellResponseRate,
  LowConfidence,
  ResponseRate,
  ResponseRates,
} from './response-rates';
export * from './signals';
export { parametersOf, scoreFormula, scorePeriodBy, scoreWithParameters } from './frozen-scores';
export type { PeriodParameters } from './frozen-scores';
export { needsPriors, SCORE_FORMULA, SMALL_GROUP } from './scored-people';
export type { ScoreFormula } from './scored-people';
export { asTable, orderOf, ratingsAt, RatingTableBuilder, ratingsOf } from './rating-table';
export type { CellCounts, EmployeeRatings, RatingTable } from './rating-table';
export { JOINT_MEASURES, scoreJointly } from './joint-scores';
export type { JointScore, JointScores } from './joint-scores';
export { afterOneMore, answersUntilAbove } from './what-would-change';
export type { ScoreBackground } from './what-would-change';
export type { CountedCell } from './period-mix';
export { M_BOUNDS, scorePeriod } from './period-scores';
export type {
  EmployeeScore,
  GroupParameters,
  PeriodScores,
  Priors,
  ScorePeriodInput,
  SpreadSource,
} from './period-scores';
export { openingQuarter } from './opening-quarter';
