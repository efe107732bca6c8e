/**
 * Which rule speaks for a contact: an ordered list, the first that fits wins, and what holds otherwise at its end. Pure.
 */

/** What a rule may look at. Nobody who is rated decides any of it. */
export interface ContactKind {
  /** Code of the touchpoint. */
  readonly touchpoint: string;
  readonly channel: string;
  readonly reason: string;
  readonly segment: string;
}

/** At most so many invitations per employee in a calendar week (Monday to Sunday) or month, by the day of the contact. */
export interface Quota {
  readonly most: number;
  readonly per: 'week' | 'month';
  /** Released evenly over the days of the period, so that its first contacts are not the only ones that count. */
  readonly evenly: boolean;
}

export interface SamplingRule {
  /** Stays the same when the rule is renamed or moved: quotas are counted by it. */
  readonly key: string;
  readonly name: string;
  /** Empty: any. */
  readonly touchpoints: readonly string[];
  readonly channels: readonly string[];
  readonly reasons: readonly string[];
  readonly segments: readonly string[];
  /** Share of the contacts that are drawn, 0 to 1. */
  readonly probability: number;
  readonly quota: Quota | null;
  /** Of two invitations that may not both be sent, the one with the higher priority stays. */
  readonly priority: number;
  /** Not before so many minutes; null: as for all contacts. */
  readonly delayMinutes: number | null;
  /** Not after so many days; null: as for all contacts. */
  readonly maxAgeDays: number | null;
}

/** What the rule that applies says, with the general values filled in. */
export interface AppliedRule {
  /** `''` for what holds when no rule fits. */
  readonly key: string;
  /** Position in the list from 1; 0 for what holds otherwise. */
  readonly position: number;
  readonly probability: number;
  readonly quota: Quota | null;
  readonly priority: number;
  readonly delayMinutes: number;
  readonly maxAgeDays: number;
}

/** What holds when no rule fits. */
export interface Otherwise {
  readonly probability: number;
  readonly quota: Quota | null;
  readonly priority: number;
  readonly delayMinutes: number;
  readonly maxAgeDays: number;
}

const admits = (list: readonly string[], value: string): boolean => list.length === 0 || list.includes(value);

export function fits(rule: SamplingRule, contact: ContactKind): boolean {
  return (
    admits(rule.touchpoints, contact.touchpoint) &&
    admits(rule.channels, contact.channel) &&
    admits(rule.reasons, contact.reason) &&
    admits(rule.segments, contact.segment)
  );
}

/** The first rule that fits, else what holds otherwise. */
export function ruleFor(
  rules: readonly SamplingRule[],
  otherwise: Otherwise,
  contact: ContactKind,
): AppliedRule {
  const index = rules.findIndex((rule) => fits(rule, contact));
  const rule = rules[index];
  if (!rule) return { key: '', position: 0, ...otherwise };
  return {
    key: rule.key,
    position: index + 1,
    probability: rule.probability,
    quota: rule.quota,
    priority: rule.priority,
    delayMinutes: rule.delayMinutes ?? otherwise.delayMinutes,
    maxAgeDays: rule.maxAgeDays ?? otherwise.maxAgeDays,
  };
}
