/** The door of evaluations: plans, cycles with their states and members, ratings by leads. */
export { EvaluationsModule } from './evaluations.module';
export {
  allows,
  CYCLE_STATES,
  hasResult,
  isPublished,
  isSealed,
  PUBLISHED_STATES,
  TRANSITIONS,
} from './cycle-states';
export type { CycleAction, CycleState } from './cycle-states';
export { type CycleTab, cycleTabs } from './cycle-tabs';
export { CycleMembersQueries } from './cycle-members.queries';
export type { MemberRow } from './cycle-members.queries';
export { Cycles, PLAIN_ACTIONS } from './cycles.service';
export type { Cycle, NewCycle, PlainAction, StepOutcome } from './cycles.service';
export { evaluationErrors } from './evaluations.errors';
export { ManagerRatings } from './manager-ratings.service';
export type { CountingRating, ManagerRating, NewManagerRating } from './manager-ratings.service';
export { Calibrations } from './calibrations.service';
export type { Calibration, NewCalibration } from './calibrations.service';
export { Gates } from './gates.service';
export { LineResults } from './line-results.service';
export type { FoundResult, LineResultInput } from './line-results.service';
export { managerLinesOf, zPlanDefinition } from './plan-definition';
export type { PlanDefinition, PlanDefinitionInput } from './plan-definition';
export type { PlanLineDefinition } from './plan-lines';
export { Plans } from './plans.service';
export type { NewPlan, PlanVersion } from './plans.service';
export { Population } from './population';
export { requireWhole } from './whole-cycle';
