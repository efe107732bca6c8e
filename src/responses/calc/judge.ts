/**
 * Whether an answer that came through a link counts as human. Mail scanners open links and press buttons; what looks
 * like one of them stays provisional, is kept, and waits for a person to decide or for the customer to answer.
 */

export type VerificationStatus = 'confirmed' | 'provisional' | 'rejected';

type ProvisionalReason = 'implausibly_soon' | 'honeypot_filled' | 'follows_machine';

/** What is known about how an answer arrived: the least that lets a machine be told from a person. */
export interface ArrivalEvidence {
  /** Seconds between the mail server accepting the invitation and the answer; null when nothing was sent by mail. */
  readonly secondsSinceSent: number | null;
  /** Whether the field that people cannot see carried text. */
  readonly honeypotFilled: boolean;
  /** Seconds since an answer to the same invitation that was left provisional; null when there is none. */
  readonly secondsSinceProvisional: number | null;
}

export interface Judgement {
  readonly status: 'confirmed' | 'provisional';
  /** Every reason that applies; empty when confirmed. */
  readonly reasons: readonly ProvisionalReason[];
}

/** Nobody reads a mail, opens the page and sends an answer faster than this. */
export const SOONEST_HUMAN_SECONDS = 2;

/** A scanner that tries one rating after the other does so within this time; the customer comes later. */
export const MACHINE_PAUSE_SECONDS = 10;

/** Judges one arrival. A clock that runs backwards (negative seconds) is as implausible as a hasty answer. */
export function judge(evidence: ArrivalEvidence): Judgement {
  const { secondsSinceSent, secondsSinceProvisional } = evidence;
  const reasons: ProvisionalReason[] = [];
  if (secondsSinceSent !== null && secondsSinceSent < SOONEST_HUMAN_SECONDS) reasons.push('implausibly_soon');
  if (evidence.honeypotFilled) reasons.push('honeypot_filled');
  if (secondsSinceProvisional !== null && secondsSinceProvisional < MACHINE_PAUSE_SECONDS) {
    reasons.push('follows_machine');
  }
  return { status: reasons.length === 0 ? 'confirmed' : 'provisional', reasons };
}

/**
 * Whether a response counts for scoring: a person gave it, nobody excluded it for a reason, and it is finished, that is
 * complete or left long enough ago.
 */
export function counts(verification: VerificationStatus, excluded: boolean, finished = true): boolean {
  return verification === 'confirmed' && !excluded && finished;
}
