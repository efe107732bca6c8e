/**
 * The life of an evaluation cycle as one table: which action leads from which states to which one. What is not in the
 * table is refused.
 *
 * A cycle is drawn up, opened when its period starts (or rehearsed as `shadow`, which pays nobody), collects ratings,
 * is calculated as often as needed, calibrated, signed off by a named person, published to the people concerned,
 * stays open to appeals, becomes final and is paid. From `signed_off` on its inputs are sealed.
 */
import { evaluationErrors } from './evaluations.errors';

export const CYCLE_STATES = [
  'draft', 'shadow', 'open', 'collecting', 'calculated', 'calibrated', 'signed_off', 'published', 'appeals', 'final',
  'paid', 'cancelled',
] as const; // prettier-ignore
export type CycleState = (typeof CYCLE_STATES)[number];

interface Transition {
  readonly from: readonly CycleState[];
  readonly to: CycleState;
}

export const TRANSITIONS = {
  rehearse: { from: ['draft'], to: 'shadow' },
  try_out: { from: ['shadow'], to: 'shadow' },
  open: { from: ['draft', 'shadow'], to: 'open' },
  collect: { from: ['open'], to: 'collecting' },
  calculate: { from: ['collecting', 'calculated', 'calibrated'], to: 'calculated' },
  reopen_ratings: { from: ['calculated', 'calibrated'], to: 'collecting' },
  calibrate: { from: ['calculated'], to: 'calibrated' },
  sign_off: { from: ['calculated', 'calibrated'], to: 'signed_off' },
  publish: { from: ['signed_off'], to: 'published' },
  take_appeals: { from: ['published'], to: 'appeals' },
  finalise: { from: ['published', 'appeals'], to: 'final' },
  pay: { from: ['final'], to: 'paid' },
  cancel: {
    from: ['draft', 'shadow', 'open', 'collecting', 'calculated', 'calibrated'],
    to: 'cancelled',
  },
} as const satisfies Record<string, Transition>;
export type CycleAction = keyof typeof TRANSITIONS;

const SEALED: readonly CycleState[] = ['signed_off', 'published', 'appeals', 'final', 'paid'];
const PUBLISHED: readonly CycleState[] = ['published', 'appeals', 'final', 'paid'];
const CALCULATED: readonly CycleState[] = ['calculated', 'calibrated', ...SEALED];

/** The state the action leads to. @throws DomainError `cycle_wrong_state` when it is not open in this state */
export function nextState(state: CycleState, action: CycleAction): CycleState {
  const { from, to }: Transition = TRANSITIONS[action];
  if (!from.includes(state)) throw evaluationErrors.cycle_wrong_state({ action, state });
  return to;
}

/** Whether the action is open in this state. */
export function allows(state: CycleState, action: CycleAction): boolean {
  const { from }: Transition = TRANSITIONS[action];
  return from.includes(state);
}

/** Whether there is a result that may become money. */
const isCalculated = (state: CycleState): boolean => CALCULATED.includes(state);

/** Whether there is a result to look at, be it a rehearsal's. */
export const hasResult = (cycle: {
  readonly state: CycleState;
  readonly snapshotId: number | null;
}): boolean => isCalculated(cycle.state) || (cycle.state === 'shadow' && cycle.snapshotId !== null);

/** Whether inputs can no longer change. */
export const isSealed = (state: CycleState): boolean => SEALED.includes(state);

/** Whether the people concerned see their statements. */
export const isPublished = (state: CycleState): boolean => PUBLISHED.includes(state);

/** The states in which statements are shown to the people concerned, for queries. */
export const PUBLISHED_STATES = PUBLISHED;
