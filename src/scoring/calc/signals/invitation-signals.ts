/**
 * Signs that somebody steers who is asked: fewer invitations than colleagues' contacts get, and addresses that change
 * shortly before the invitation.
 */
import { binomialCdf } from '../../../kernel';
import { type Compared, tailBesidePeers } from './peers';
import { below, type IntegritySignal } from './signal';
import type { SignalKind } from './kinds';

/**
 * Invitation suppression: of `eligible` interactions only `invited` were asked, where peers are asked at `peerRate`.
 * Exact P(X ≤ invited), suspicious below .001; `z` is the normal distance for display.
 */
export function invitationSuppression(
  invited: number,
  eligible: number,
  peerRate: number,
): IntegritySignal & { readonly z: number } {
  const spread = Math.sqrt(eligible * peerRate * (1 - peerRate));
  return {
    ...below('invitation_suppression', binomialCdf(invited, eligible, peerRate)),
    z: spread > 0 ? (invited - eligible * peerRate) / spread : 0,
  };
}

/** Contact edits shortly before an invitation: P(X ≥ edited) at the peers' rate, suspicious below .001. */
export function contactEdits(edited: number, invitations: number, peerRate: number): IntegritySignal {
  // P(X ≥ e) of edits is P(X ≤ n − e) of contacts left alone: the accurate tail.
  return below('contact_edits', binomialCdf(invitations - edited, invitations, 1 - peerRate));
}

/** Kinds in which too few, or too many, of something is the sign. */
const SIDES = {
  invitation_suppression: 'lower',
  hard_contacts_suppression: 'lower',
  contact_edits: 'upper',
  hasty_answers: 'upper',
  office_answers: 'upper',
  asked_for_rating: 'upper',
} as const satisfies Partial<Record<SignalKind, 'lower' | 'upper'>>;
export type ShareKind = keyof typeof SIDES;

/**
 * The same against colleagues as they were counted rather than against a rate that is known: with ever more and ever
 * more alike colleagues it becomes the exact binomial above. `expected` is in the person's own numbers.
 */
export function shareBesidePeers(
  kind: ShareKind,
  compared: Compared,
): IntegritySignal & { readonly expected: number } {
  return { ...below(kind, tailBesidePeers(compared, SIDES[kind])), expected: compared.n * compared.rate };
}
