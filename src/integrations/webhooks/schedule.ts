/** When an event is tried again, and how long nothing but failure is borne. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The wait before each try, from the first on: as Standard Webhooks proposes, some 76 hours in all. */
export const WAITS_MS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/**
 * An endpoint that has not taken anything for so long is switched off. Shorter than all the waits together: one event
 * that was tried to the end, with nothing taken meanwhile, is enough, however rare events are.
 */
export const FAILING_FOR_MS = 72 * HOUR;

/**
 * Milliseconds until the next try, or null when there is none: up to a tenth is added by chance, so that what failed
 * together does not come back together.
 * @param tries how many were made
 * @param chance uniform in [0, 1)
 */
export function waitAfter(tries: number, chance: number): number | null {
  const wait = WAITS_MS[tries];
  return wait === undefined ? null : Math.round(wait * (1 + chance / 10));
}
