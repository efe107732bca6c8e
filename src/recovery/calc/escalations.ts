/**
 * When somebody is told that a clock of a case runs out: whoever owns it before, their lead when it has, and the head of
 * recovery when it still is. The first clock is the customer's first hearing from us, the second the solution.
 */

/** Time at work, as `BusinessHours` knows it. */
export interface Work {
  /** The instant at which so many minutes at work have passed. */
  readonly later: (at: number, minutes: number) => number;
  /** Minutes at work between two instants. */
  readonly between: (from: number, until: number) => number;
}

/** Minutes at work. */
export interface ClockMinutes {
  /** The owner is reminded so long before a clock runs out. */
  readonly remindMinutes: number;
  /** The head is told so long after. */
  readonly headMinutes: number;
}

/** UTC milliseconds, all of them. */
export interface RunningCase {
  /** Since when the clocks have run: opened, or taken up again after the customer had been waited for. */
  readonly since: number;
  readonly contactDueAt: number | null;
  readonly contactedAt: number | null;
  readonly dueAt: number;
}

export const ESCALATION_STEPS = [
  'contact.owner', 'contact.lead', 'contact.head', 'solution.owner', 'solution.lead', 'solution.head',
] as const; // prettier-ignore
export type EscalationStep = (typeof ESCALATION_STEPS)[number];

export interface Escalation {
  readonly step: EscalationStep;
  readonly at: number;
}

/** The steps of the clocks that run, in their order. A clock shorter than the notice reminds its owner at once. */
export function escalationTimes(running: RunningCase, minutes: ClockMinutes, work: Work): Escalation[] {
  const clocks = [
    { clock: 'contact', due: running.contactedAt === null ? running.contactDueAt : null },
    { clock: 'solution', due: running.dueAt },
  ] as const;
  const steps = clocks.flatMap(({ clock, due }): Escalation[] => {
    if (due === null) return [];
    const whole = work.between(running.since, due);
    return [
      { step: `${clock}.owner`, at: work.later(running.since, Math.max(0, whole - minutes.remindMinutes)) },
      { step: `${clock}.lead`, at: due },
      { step: `${clock}.head`, at: work.later(due, minutes.headMinutes) },
    ];
  });
  return steps.sort((one, other) => one.at - other.at);
}
