/**
 * Whether somebody is asked about a contact, and when. Every contact gets an answer with a reason; nobody who is rated
 * has a say in it. Pure: the facts are gathered elsewhere.
 */
import { createHash } from 'node:crypto';
import type { InvitationRules } from './invitation-rules';
import { outsideQuietHours } from './quiet-hours';

/** Why nobody is asked, in the order the reasons are looked for. */
export const SUPPRESSED_REASONS = [
  'erased', 'no_address', 'internal_test', 'opted_out', 'too_old', 'asked_recently', 'not_sampled',
] as const; // prettier-ignore
export type SuppressedReason = (typeof SUPPRESSED_REASONS)[number];

/** Why an invitation that was planned is not sent after all. */
export const CANCELLED_REASONS = ['erased', 'no_address', 'opted_out', 'asked_recently', 'too_late'] as const;
export type CancelledReason = (typeof CANCELLED_REASONS)[number];

export interface ContactFacts {
  /** UTC milliseconds. */
  now: number;
  occurredAt: number;
  /** The customer has an address to write to. */
  hasAddress: boolean;
  erased: boolean;
  /** The address is one of our own employees'. */
  internalTest: boolean;
  optedOut: boolean;
  /** When the customer was last asked, or is going to be; null: never. */
  lastAskedAt: number | null;
  /** In [0, 1), from `drawOf`. */
  draw: number;
  /** IANA zone where the customer is. */
  zone: string;
}

export type Decision =
  | { readonly state: 'planned'; readonly sendAt: number }
  | { readonly state: 'suppressed'; readonly reason: SuppressedReason };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The draw of an interaction: the same on every machine and every time, and unforeseeable without the salt. */
export function drawOf(interactionId: string, salt: string): number {
  const digest = createHash('sha256').update(`${salt}:${interactionId}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** Whether being asked at `sendAt` would come too soon after `lastAskedAt`. */
export function isTooSoon(lastAskedAt: number | null, sendAt: number, rules: InvitationRules): boolean {
  return lastAskedAt !== null && rules.askAgainDays > 0 && lastAskedAt > sendAt - rules.askAgainDays * DAY;
}

export function decide(facts: ContactFacts, rules: InvitationRules): Decision {
  const earliest = Math.max(facts.now, facts.occurredAt + rules.delayMinutes * MINUTE);
  const sendAt = outsideQuietHours(earliest, facts.zone, rules.quietHours);
  const against: Record<SuppressedReason, boolean> = {
    erased: facts.erased,
    no_address: !facts.hasAddress,
    internal_test: facts.internalTest,
    opted_out: facts.optedOut,
    too_old: facts.now - facts.occurredAt > rules.maxAgeDays * DAY,
    asked_recently: isTooSoon(facts.lastAskedAt, sendAt, rules),
    not_sampled: facts.draw >= rules.sampling.probability,
  };
  const reason = SUPPRESSED_REASONS.find((candidate) => against[candidate]);
  return reason ? { state: 'suppressed', reason } : { state: 'planned', sendAt };
}
