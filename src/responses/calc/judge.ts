/**
 * Whether an answer that came through a link counts as human. Mail scanners open links, render pages and press buttons;
 * what looks like one of them stays provisional, is kept, and waits for a person to decide or for the customer to
 * answer. The rules with their reasons: docs/adr/0010-human-answers.md.
 */

export type VerificationStatus = 'confirmed' | 'provisional' | 'rejected';

/** What machines do to a link before anything is answered. */
export const LINK_SIGNS = ['many_links_fetched', 'honeypot_link', 'head_storm'] as const;
export type LinkSign = (typeof LINK_SIGNS)[number];

export const PROVISIONAL_REASONS = [
  'implausibly_soon', 'no_human_interval', 'resubmitted', 'follows_machine', 'honeypot_filled', ...LINK_SIGNS,
  'scanner_agent', 'scanner_network',
] as const; // prettier-ignore
export type ProvisionalReason = (typeof PROVISIONAL_REASONS)[number];

/** What is known about how an answer arrived: the least that lets a machine be told from a person. Null: unknown. */
export interface ArrivalEvidence {
  /** Between the mail server accepting the invitation and the answer; null when nothing was sent by mail. */
  readonly secondsSinceSent: number | null;
  /** Between the page being made and the answer; null without a stamp of ours on it, as from programs. */
  readonly secondsOnPage: number | null;
  /** Since another answer to the same question came by the same link; null when this is the first, or says the same. */
  readonly secondsSinceOther: number | null;
  /** The page this came from was made after that other answer; null without a stamp. */
  readonly openedSinceOther: boolean | null;
  /** The browser vouches that somebody pressed the button (`Sec-Fetch-User`). */
  readonly byGesture: boolean;
  /** Since an answer to the same invitation that was left provisional; null when there is none. */
  readonly secondsSinceProvisional: number | null;
  /** It came from a page of its own, and by another kind of program than that one or by a person's press. */
  readonly apartFromProvisional: boolean;
  /** Whether the field that people cannot see carried text. */
  readonly honeypotFilled: boolean;
  /** What machines did to the link, each with the seconds since it was last seen. */
  readonly signs: readonly { readonly sign: LinkSign; readonly secondsAgo: number }[];
  /** The program names itself as a scanner, a preview or a headless browser. */
  readonly scannerAgent: boolean;
  /** It came from a network that an administrator listed. */
  readonly scannerNetwork: boolean;
}

export interface Judgement {
  readonly status: 'confirmed' | 'provisional';
  /** Every reason that applies; empty when confirmed. */
  readonly reasons: readonly ProvisionalReason[];
}

/** Nobody gets a mail, reads it, opens the page and sends an answer faster than this. */
export const SOONEST_HUMAN_SECONDS = 5;

/** Nor opens the page faster than this: who does and then waits is a program all the same. */
export const SOONEST_OPENING_SECONDS = 2;

/** Nobody sees a page load, finds the button and presses it faster than this, though the rating is chosen already. */
export const SHORTEST_LOOK_SECONDS = 1.2;

/** A scanner that tries one rating after the other does so within this time; the customer comes later. */
export const MACHINE_PAUSE_SECONDS = 10;

/** Nobody reads the thanks, goes back, chooses again and sends faster than this. */
export const SHORTEST_RETURN_SECONDS = 3;

/** How long what machines did to a link casts doubt on what is sent through it. */
export const SIGN_SECONDS = 60;

/** Judges one arrival. A clock that runs backwards (negative seconds) is as implausible as a hasty answer. */
export function judge(evidence: ArrivalEvidence): Judgement {
  const { secondsOnPage, secondsSinceProvisional, apartFromProvisional, signs } = evidence;
  const reasons: ProvisionalReason[] = [];
  if (tooSoon(evidence)) reasons.push('implausibly_soon');
  if (secondsOnPage !== null && secondsOnPage < SHORTEST_LOOK_SECONDS) reasons.push('no_human_interval');
  if (resubmitted(evidence)) reasons.push('resubmitted');
  const justAfter = secondsSinceProvisional !== null && secondsSinceProvisional < MACHINE_PAUSE_SECONDS;
  if (justAfter && !apartFromProvisional) reasons.push('follows_machine');
  if (evidence.honeypotFilled) reasons.push('honeypot_filled');
  for (const sign of LINK_SIGNS) {
    if (signs.some((seen) => seen.sign === sign && seen.secondsAgo < SIGN_SECONDS)) reasons.push(sign);
  }
  if (evidence.scannerAgent) reasons.push('scanner_agent');
  if (evidence.scannerNetwork) reasons.push('scanner_network');
  return { status: reasons.length === 0 ? 'confirmed' : 'provisional', reasons };
}

function tooSoon({ secondsSinceSent, secondsOnPage }: ArrivalEvidence): boolean {
  if (secondsSinceSent === null) return false;
  if (secondsSinceSent < SOONEST_HUMAN_SECONDS) return true;
  return secondsOnPage !== null && secondsSinceSent - secondsOnPage < SOONEST_OPENING_SECONDS;
}

/**
 * Another answer seconds after the first: a scanner sends the form it holds again with another rating. A person who
 * chose the wrong one either opens the page anew, or goes back to it, and then the browser vouches for the press.
 */
function resubmitted({ secondsSinceOther, openedSinceOther, byGesture }: ArrivalEvidence): boolean {
  if (secondsSinceOther === null || secondsSinceOther >= MACHINE_PAUSE_SECONDS) return false;
  if (openedSinceOther) return false;
  return !(byGesture && secondsSinceOther >= SHORTEST_RETURN_SECONDS);
}

/**
 * Whether a response counts for scoring: a person gave it, nobody excluded it for a reason, and it is finished, that is
 * complete or left long enough ago.
 */
export function counts(verification: VerificationStatus, excluded: boolean, finished = true): boolean {
  return verification === 'confirmed' && !excluded && finished;
}
