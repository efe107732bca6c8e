/** The door of the evaluation mathematics. */
export { exactCorners, interpolate } from './piecewise-linear';
export type { Corner } from './piecewise-linear';
export {
  FACTOR_DIGITS,
  WHOLE_WEIGHT,
  checkWeights,
  checkedTargets,
  lineAchievement,
  lineWeigher,
  weightedTotal,
} from './evaluation-lines';
export type { CountedLine, LineTargets, WeightedLine, WeightedTotal } from './evaluation-lines';
export { adjustedGap, fisherExact, impactRatios } from './adverse-impact';
export type { AdjustedGap, ComparedOutcome, GroupOutcome, ImpactRatio } from './adverse-impact';
