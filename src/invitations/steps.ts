/** The way from a contact to an answer, step by step, as conditions on its invitation. */

/** Reasons for which nobody could have been asked. */
export const NOT_ASKABLE = [
  'erased', 'no_address', 'internal_test', 'machine_address', 'opted_out', 'spam', 'excluded_reason', 'too_old',
] as const; // prettier-ignore

export const WAY_STEPS = ['eligible', 'invited', 'delivered', 'answered'] as const;
export type WayStep = (typeof WAY_STEPS)[number];

/** A condition in SQL on the invitation named by `alias`. */
export function reached(step: WayStep, alias: string): string {
  const notAskable = NOT_ASKABLE.map((reason) => `'${reason}'`).join(', ');
  switch (step) {
    case 'eligible':
      return `NOT (${alias}.state IN ('suppressed', 'cancelled') AND ${alias}.reason IN (${notAskable}))`;
    case 'invited':
      return `${alias}.sent_at IS NOT NULL`;
    case 'delivered':
      return `${alias}.sent_at IS NOT NULL AND ${alias}.state <> 'bounced'`;
    case 'answered':
      return `${alias}.sent_at IS NOT NULL AND ${alias}.answered_at IS NOT NULL`;
  }
}
