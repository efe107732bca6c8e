/**
 * Whether somebody is asked about a contact, and when. Every contact gets an answer with a reason; nobody who is rated
 * has a say in it. Pure: the facts are gathered elsewhere.
 */
import { createHash } from 'node:crypto';
import { type AppliedRule, type FrequencyLimit, isTooMany, ruleFor, type ContactKind } from './calc';
import type { InvitationRules } from './invitation-rules';
import { type QuietTimes, sendableFrom } from './send-window';

/** Why nobody is asked, in the order the reasons are looked for. */
export const SUPPRESSED_REASONS = [
  'erased', 'no_address', 'internal_test', 'machine_address', 'opted_out', 'spam', 'excluded_reason', 'too_old',
  'asked_recently', 'asked_at_touchpoint', 'account_asked', 'not_sampled', 'quota_reached',
] as const; // prettier-ignore
export type SuppressedReason = (typeof SUPPRESSED_REASONS)[number];

/** Why an invitation that was planned is not sent after all. */
export const CANCELLED_REASONS = [
  'erased', 'no_address', 'internal_test', 'machine_address', 'opted_out', 'answered', 'wrong_person', 'reopened', 'superseded',
  'displaced', 'asked_recently', 'asked_at_touchpoint', 'account_asked', 'too_late', 'undeliverable', 'number_fails',
] as const; // prettier-ignore
export type CancelledReason = (typeof CANCELLED_REASONS)[number];

/** The reasons that say "too often": one more important invitation may take the place of another. */
export const FREQUENCY_REASONS = ['asked_recently', 'asked_at_touchpoint', 'account_asked'] as const;
export type FrequencyReason = (typeof FREQUENCY_REASONS)[number];

/** When somebody was asked, or is going to be; UTC milliseconds. */
export interface AskedTimes {
  /** The customer, about anything. */
  readonly customer: readonly number[];
  /** The customer, about this touchpoint. */
  readonly touchpoint: readonly number[];
  /** All customers of the account; empty without one. */
  readonly account: readonly number[];
}
export const NEVER_ASKED: AskedTimes = { customer: [], touchpoint: [], account: [] };

export interface ContactFacts {
  /** UTC milliseconds. */
  now: number;
  occurredAt: number;
  kind: ContactKind;
  /** The customer has an address to write to, or a number, whichever is used. */
  hasAddress: boolean;
  erased: boolean;
  /** The address is one of our own employees', or on the list of our own. */
  internalTest: boolean;
  /** Nobody reads what is sent to the address. */
  machineAddress: boolean;
  optedOut: boolean;
  /** The contact is marked as spam, a bot, or the like. */
  marked: boolean;
  asked: AskedTimes;
  /** In [0, 1), from `drawOf`. */
  draw: number;
  /** It takes the place of an invitation about the same matter, which was drawn: there is no second draw. */
  takesOver: boolean;
  /** IANA zone where the customer is. */
  zone: string;
}

/** Everything a decision rests on that is not a fact of the contact. */
export interface Verdict {
  readonly rule: AppliedRule;
  /** Not before this instant, the quiet times left out of account. */
  readonly earliest: number;
  readonly sendAt: number;
  /** After this instant the contact is too long ago. */
  readonly latest: number;
  /** Every reason against asking, in order; the first is told. Quotas are looked at last, and elsewhere. */
  readonly against: readonly SuppressedReason[];
}

export type Decision =
  | { readonly state: 'planned'; readonly sendAt: number }
  | { readonly state: 'suppressed'; readonly reason: SuppressedReason };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What quiet times may add where the delay itself reaches the end of the age allowed. */
const GRACE = 3 * DAY;

/** The draw of an interaction: the same on every machine and every time, and unforeseeable without the salt. */
export function drawOf(interactionId: string, salt: string): number {
  const digest = createHash('sha256').update(`${salt}:${interactionId}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

export function limitsOf(rules: InvitationRules): Record<FrequencyReason, FrequencyLimit | null> {
  return {
    asked_recently:
      rules.askAgainDays > 0 ? { most: rules.frequency.customerMost, days: rules.askAgainDays } : null,
    asked_at_touchpoint: rules.frequency.touchpoint,
    account_asked: rules.frequency.account,
  };
}

const TIMES = {
  asked_recently: 'customer',
  asked_at_touchpoint: 'touchpoint',
  account_asked: 'account',
} as const;

/** The contact-frequency rules that one more mail at `at` would break. */
export function tooOften(asked: AskedTimes, at: number, rules: InvitationRules): FrequencyReason[] {
  const limits = limitsOf(rules);
  return FREQUENCY_REASONS.filter((reason) => isTooMany(asked[TIMES[reason]], at, limits[reason]));
}

/** The rule that speaks for a contact of this kind. */
export function appliedRule(rules: InvitationRules, kind: ContactKind): AppliedRule {
  const { delayMinutes, maxAgeDays, sampling } = rules;
  const { probability, quota, priority } = sampling;
  return ruleFor(rules.rules, { probability, quota, priority, delayMinutes, maxAgeDays }, kind);
}

/**
 * All that speaks for and against asking about a contact, but for the quota.
 * @param sendable the first instant from one on at which a mail may arrive; for whoever judges a whole month at once
 */
export function judge(
  facts: ContactFacts,
  rules: InvitationRules,
  quiet: QuietTimes,
  sendable: typeof sendableFrom = sendableFrom,
): Verdict {
  const rule = appliedRule(rules, facts.kind);
  const earliest = Math.max(facts.now, facts.occurredAt + rule.delayMinutes * MINUTE);
  const sendAt = sendable(earliest, facts.zone, quiet);
  const latest = facts.occurredAt + latestAfter(rule);
  const often = tooOften(facts.asked, sendAt, rules);
  const holds: Record<SuppressedReason, boolean> = {
    erased: facts.erased,
    no_address: !facts.hasAddress,
    internal_test: facts.internalTest,
    machine_address: facts.machineAddress,
    opted_out: facts.optedOut,
    spam: facts.marked,
    excluded_reason: rules.excluded.reasons.includes(facts.kind.reason),
    too_old: facts.now - facts.occurredAt > rule.maxAgeDays * DAY || sendAt > latest,
    asked_recently: often.includes('asked_recently'),
    asked_at_touchpoint: often.includes('asked_at_touchpoint'),
    account_asked: often.includes('account_asked'),
    not_sampled: facts.draw >= rule.probability && !(facts.takesOver && rule.probability > 0),
    quota_reached: false,
  };
  return { rule, earliest, sendAt, latest, against: SUPPRESSED_REASONS.filter((reason) => holds[reason]) };
}

/** How long after the contact a mail may still leave. A delay beyond the age allowed is a wish, no contradiction. */
function latestAfter({ delayMinutes, maxAgeDays }: AppliedRule): number {
  const [delay, age] = [delayMinutes * MINUTE, maxAgeDays * DAY];
  return delay < age ? age : delay + GRACE;
}

export function decisionOf({ against, sendAt }: Verdict): Decision {
  const [reason] = against;
  return reason ? { state: 'suppressed', reason } : { state: 'planned', sendAt };
}
