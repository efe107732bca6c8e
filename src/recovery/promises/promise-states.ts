/**
 * The life of a promise: `open → kept | broken`, told by its times alone, so that nobody has to be awake at the minute
 * it is due.
 */
export const PROMISE_STATES = ['open', 'kept', 'broken'] as const;
export type PromiseState = (typeof PROMISE_STATES)[number];

export const CUSTOMER_WORDS = ['kept', 'not_kept'] as const;
export type CustomerWord = (typeof CUSTOMER_WORDS)[number];

export interface PromiseTimes {
  /** UTC milliseconds, all of them. */
  readonly dueAt: number;
  /** When somebody marked it as kept, and the customer did not deny it. */
  readonly keptAt: number | null;
  readonly customerWord: CustomerWord | null;
}

/** Kept before it was due: as whoever promised says, or the customer where nobody marked anything. */
export const KEPT_SQL = `(p.kept_at < p.due_at OR (p.kept_at IS NULL AND p.customer_word = 'kept'))`;

/** The same in the process. At the minute it is due, what is not kept is broken. */
export function stateOf({ dueAt, keptAt, customerWord }: PromiseTimes, now: number): PromiseState {
  if (keptAt === null ? customerWord === 'kept' : keptAt < dueAt) return 'kept';
  return dueAt <= now ? 'broken' : 'open';
}
