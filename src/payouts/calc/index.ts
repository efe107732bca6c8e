/** The door of the payout mathematics. */
export {
  checkedCurve,
  expectedPayout,
  expectedPayoutFactor,
  payoutFactor,
  targetCurve,
} from './payout-curve';
export type { CurveEnds, CurvePoint, PayoutCurve, PreparedCurve } from './payout-curve';
export { eligibleDays, employmentProration, prorationFactor } from './proration';
export type { Employment } from './proration';
export { splitPool } from './pool';
export type { NoPointsRule, PoolClaim, PoolPart, PoolSplit } from './pool';
export { meritIncreases } from './merit';
export type { MeritIncrease, MeritMatrix, MeritMember, MeritResult } from './merit';
export { FORMULA_VERSIONS } from './cycle-snapshot';
export type {
  CycleMember,
  CyclePlan,
  CycleSnapshot,
  FormulaVersions,
  FrozenGroup,
  FrozenParameters,
  PlanLine,
  SnapshotScoring,
} from './cycle-snapshot';
export type {
  CustomerOpinionSteps,
  CycleResult,
  CycleTotals,
  LineResult,
  MemberResult,
  MixStep,
  RatingRow,
} from './cycle-result';
export { customerOpinion, freezeParameters } from './customer-opinion';
export type { OpinionFormula } from './customer-opinion';
export { computeCycle, estimateParameters, recomputeForAppeal } from './cycle';
export type { AppealOutcome } from './cycle';
