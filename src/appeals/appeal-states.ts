/**
 * The life of an appeal as one table. It is submitted, taken up by a reviewer outside of the reporting line, and upheld, wholly or in
 * part, or rejected; until it is decided, the person who filed it can withdraw it.
 */
import { appealErrors } from './appeals.errors';

export const APPEAL_STATES = ['submitted', 'under_review', 'upheld', 'rejected', 'withdrawn'] as const;
export type AppealState = (typeof APPEAL_STATES)[number];

interface Transition {
  readonly from: readonly AppealState[];
  readonly to: AppealState;
}

const TRANSITIONS = {
  take: { from: ['submitted'], to: 'under_review' },
  uphold: { from: ['under_review'], to: 'upheld' },
  reject: { from: ['under_review'], to: 'rejected' },
  withdraw: { from: ['submitted', 'under_review'], to: 'withdrawn' },
} as const satisfies Record<string, Transition>;
export type AppealAction = keyof typeof TRANSITIONS;

/** The states in which an appeal waits for somebody. */
export const OPEN_STATES = ['submitted', 'under_review'] as const satisfies readonly AppealState[];

/** The state the action leads to. @throws DomainError `appeal_wrong_state` */
export function nextAppealState(state: AppealState, action: AppealAction): AppealState {
  const { from, to }: Transition = TRANSITIONS[action];
  if (!from.includes(state)) throw appealErrors.appeal_wrong_state({ state });
  return to;
}

/** Whether the action is open in this state. */
export function appealAllows(state: AppealState, action: AppealAction): boolean {
  const { from }: Transition = TRANSITIONS[action];
  return from.includes(state);
}
