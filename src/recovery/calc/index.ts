/** The door of recovery's formulas: which rule names an owner, and when somebody is told that a clock runs out. */
export { callWindows } from './call-windows';
export type { CallWindow } from './call-windows';
export { escalationTimes, ESCALATION_STEPS } from './escalations';
export type { ClockMinutes, Escalation, EscalationStep, RunningCase, Work } from './escalations';
export { rulesFor } from './owner-rules';
export type { CaseFacts, OwnerRule } from './owner-rules';
