/** The life of a recovery case: work to put one poor experience right. */
export const CASE_STATES = [
  'open',
  'acknowledged',
  'promised',
  'resolved',
  'verified',
  'closed',
  'reopened',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What the owner can do; a state is left only by these steps. */
export const STEPS = {
  acknowledge: { from: ['open', 'reopened'], to: 'acknowledged' },
  resolve: { from: ['acknowledged', 'promised'], to: 'resolved' },
  close: { from: ['resolved', 'verified'], to: 'closed' },
  reopen: { from: ['resolved', 'verified', 'closed'], to: 'reopened' },
} as const satisfies Record<string, { from: readonly CaseState[]; to: CaseState }>;
export type Step = keyof typeof STEPS;

export const STEP_NAMES = Object.keys(STEPS) as Step[];

/** The steps open from a state, in the order they are offered. */
export function stepsFrom(state: CaseState): Step[] {
  return STEP_NAMES.filter((step) => (STEPS[step].from as readonly CaseState[]).includes(state));
}

/** States in which somebody still has to act. */
export const OPEN_STATES: readonly CaseState[] = ['open', 'acknowledged', 'promised', 'reopened'];
