/** What speaks for and against a person at an answer: gathered from how it came, judged, and kept with its revision. */
import { createHash } from 'node:crypto';
import type { Device } from '../access';
import {
  type ArrivalEvidence,
  clientClass,
  isScannerAgent,
  judge,
  type LinkSign,
  type ProvisionalReason,
  SIGN_SECONDS,
  type VerificationStatus,
} from './calc';
import type { Repeated } from './link-watch';
import type { PageStamp } from './page-stamp';
import type { JudgedRevision } from './response.store';

/** How the request that carried an answer came. */
export interface Sending {
  readonly userAgent?: string | undefined;
  readonly address?: string | undefined;
  /** `Sec-Fetch-User` of a browser: somebody pressed. */
  readonly byGesture?: boolean | undefined;
}

/** The same, with what was found out about it. */
export interface Passage {
  readonly sentAt: number | null;
  readonly stamp: PageStamp | null;
  /** When the link was last opened from a rating button, as far as this node saw it; null otherwise. */
  readonly openedAt: number | null;
  /** When and from which page the answer that stands was last sent again, as far as this node saw it. */
  readonly repeated: Repeated | null;
  readonly signs: readonly Seen[];
  readonly byGesture: boolean;
  readonly scannerAgent: boolean;
  readonly scannerNetwork: boolean;
  /** Hash of the kind of program: told apart, not told who. */
  readonly client: string;
  /** Keyed hashes of where it came from; null when unknown. */
  readonly device: Device | null;
}

/** A sign of a machine, and when it was last seen. */
export interface Seen {
  readonly sign: LinkSign;
  readonly at: number;
}

export interface Judged {
  readonly status: VerificationStatus;
  readonly reasons: readonly string[];
  /** What is kept with the revision: only what is known. */
  readonly kept: Record<string, unknown>;
}

export function passageOf(
  sending: Sending,
  found: Pick<Passage, 'sentAt' | 'stamp' | 'openedAt' | 'repeated' | 'signs' | 'scannerNetwork' | 'device'>,
): Passage {
  const { client, scannerAgent } = agentOf(sending.userAgent);
  return {
    sentAt: found.sentAt,
    stamp: found.stamp,
    openedAt: found.openedAt,
    repeated: found.repeated,
    signs: found.signs,
    scannerNetwork: found.scannerNetwork,
    byGesture: sending.byGesture ?? false,
    scannerAgent,
    client,
    device: found.device,
  };
}

/** Programs that were looked at: customers use the same few browsers. */
const agents = new Map<string | undefined, Pick<Passage, 'client' | 'scannerAgent'>>();
const MOST_AGENTS = 1000;

function agentOf(userAgent: string | undefined): Pick<Passage, 'client' | 'scannerAgent'> {
  const seen = agents.get(userAgent);
  if (seen) return seen;
  const agent = {
    client: createHash('sha256').update(clientClass(userAgent)).digest('hex').slice(0, 16),
    scannerAgent: isScannerAgent(userAgent),
  };
  if (agents.size >= MOST_AGENTS) agents.clear();
  agents.set(userAgent, agent);
  return agent;
}

/**
 * @param arrival `noted`: the newest sign of a machine that any node noted about the link
 *   `another`: it says something else than what was said to the same questions before
 * @param earlier the revisions that stand already, oldest first
 */
export function judgedPassage(
  passage: Passage,
  arrival: { receivedAt: number; honeypotFilled: boolean; another: boolean; noted: Seen | null },
  earlier: readonly JudgedRevision[],
): Judged {
  const { stamp } = passage;
  const seconds = (since: number | undefined | null): number | null =>
    since === undefined || since === null ? null : Math.floor((arrival.receivedAt - since) / 100) / 10;
  const other = arrival.another ? latest(earlier.at(-1)?.receivedAt, passage.repeated?.at) : undefined;
  const provisional = earlier.findLast(({ evidence }) => evidence.status === 'provisional');
  const evidence: ArrivalEvidence = {
    secondsSinceSent: seconds(passage.sentAt),
    // Every page of ours carries a stamp: who opened one and sends none back fills in the form alone.
    secondsOnPage: seconds(stamp?.openedAt ?? passage.openedAt),
    secondsSinceOther: seconds(other),
    openedSinceOther: stamp && other !== undefined ? stamp.openedAt > other : null,
    byGesture: passage.byGesture,
    secondsSinceProvisional: seconds(provisional?.receivedAt),
    apartFromProvisional:
      stamp !== null &&
      stamp.page !== provisional?.evidence['page'] &&
      stamp.page !== passage.repeated?.page &&
      (passage.byGesture || passage.client !== provisional?.evidence.client),
    honeypotFilled: arrival.honeypotFilled,
    signs: (arrival.noted ? [...passage.signs, arrival.noted] : passage.signs).map(({ sign, at }) => ({
      sign,
      secondsAgo: seconds(at) ?? 0,
    })),
    scannerAgent: passage.scannerAgent,
    scannerNetwork: passage.scannerNetwork,
  };
  const { status, reasons } = judge(evidence);
  return { status, reasons, kept: keptOf(evidence, passage, status, reasons) };
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? one : Math.max(one, other);
}

function keptOf(
  evidence: ArrivalEvidence,
  { client, stamp, device }: Passage,
  status: VerificationStatus,
  reasons: readonly ProvisionalReason[],
): Record<string, unknown> {
  const { secondsSinceSent, secondsOnPage, secondsSinceOther, signs } = evidence;
  const kept: Record<string, unknown> = { client, status };
  if (secondsSinceSent !== null) kept['secondsSinceSent'] = secondsSinceSent;
  if (secondsOnPage !== null) kept['secondsOnPage'] = secondsOnPage;
  if (secondsSinceOther !== null) kept['secondsSinceOther'] = secondsSinceOther;
  if (stamp) kept['page'] = stamp.page;
  if (device) Object.assign(kept, device);
  if (evidence.byGesture) kept['gesture'] = true;
  if (signs.length > 0) kept['signs'] = [...new Set(signs.map(({ sign }) => sign))];
  if (reasons.length > 0) kept['reasons'] = reasons;
  return kept;
}

/**
 * Whether an answer that looked human turns out to be a machine's: it was one of the buttons that the same kind of
 * program then pressed one after the other, and no browser vouched for a person.
 * @param standing the revision that holds
 */
export function turnsOutMachines(
  passage: Passage,
  { reasons }: Judged,
  standing: Pick<JudgedRevision, 'receivedAt' | 'evidence'>,
  receivedAt: number,
): boolean {
  const { client, gesture } = standing.evidence;
  const pressedAll = reasons.includes('many_links_fetched') || reasons.includes('honeypot_link');
  const close = receivedAt - standing.receivedAt < SIGN_SECONDS * 1000;
  return pressedAll && close && gesture !== true && client === passage.client;
}

/** Of an answer that somebody took and vouches for, or holds something against. */
export function judgedOtherwise(doubts: readonly string[], device: Device | null): Judged {
  const status = doubts.length > 0 ? 'provisional' : 'confirmed';
  return {
    status,
    reasons: doubts,
    kept: { status, ...(doubts.length > 0 && { reasons: doubts }), ...device },
  };
}
