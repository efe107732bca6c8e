/** The door of the payout mathematics. */
export {
  checkedCurve,
  expectedPayout,
  expectedPayoutFactor,
  payoutFactor,
  smoothCurve,
  targetCurve,
} from './payout-curve';
export type { CurveEnds, CurvePoint, PayoutCurve, PreparedCurve } from './payout-curve';
export { eligibleDays, employmentProration, entitlement, prorationFactor } from './proration';
export type { Employment, Entitled } from './proration';
export { payIndividually, splitPool } from './pool';
export type { NoPointsRule } from './pool';
export type { PoolClaim, PoolLimit, PoolPart, PoolSplit } from './pool-claims';
export { meritIncreases } from './merit';
export type { MeritIncrease, MeritMatrix, MeritMember, MeritResult } from './merit';
export { FORMULA_VERSIONS, NO_PARAMETERS } from './cycle-snapshot';
export type {
  CycleMember,
  CyclePlan,
  CycleSnapshot,
  FormulaVersions,
  FrozenGroup,
  FrozenParameters,
  LineKind,
  LineScore,
  PlanGate,
  PlanLimits,
  PlanLine,
  PlanMerit,
  RecoveredLeftOut,
  SnapshotHead,
  SnapshotScoring,
  TargetSegment,
} from './cycle-snapshot';
export type {
  CustomerOpinionSteps,
  CycleResult,
  CycleTotals,
  FactorSteps,
  LineResult,
  MemberEvaluation,
  MemberPay,
  MemberResult,
  MixStep,
  RatingRow,
  RecoveredSteps,
  ResultHead,
} from './cycle-result';
export { customerOpinion, freezeParameters } from './customer-opinion';
export type { OpinionFormula } from './customer-opinion';
export { computeCycle, estimateParameters } from './cycle';
export { CycleComputation, memberEvaluation } from './cycle-computation';
export type { MemberOutcome, SettledCycle } from './cycle-computation';
export { evaluator } from './member-evaluation';
export type { EvaluatedMember } from './member-evaluation';
export { evaluationOf } from './member-result';
export { Simulation } from './simulation';
export type { SimulatedCycle, SimulatedMember, SimulatedPlan } from './simulation';
export { boundPrice, isPriceOpen, recomputeForAppeal } from './appeal';
export type { AppealOutcome } from './appeal';
export { APPROVAL_GATES, OpinionsRead, READINESS_GATES, READINESS_LIMITS, readiness } from './readiness';
export type { ApprovalGate, GateReading, OpinionRead, ReadinessFacts, ReadinessGate } from './readiness';
