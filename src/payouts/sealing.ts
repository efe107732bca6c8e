/** Turns a snapshot into its bytes, its result and their hashes: the one way, for sealing and for checking the seal. */
import { createHash } from 'node:crypto';
import { canonicalJson, DomainError as Refusal, minorToDecimalString } from '../kernel';
import { computeCycle, type CycleResult, type CycleSnapshot, type MemberResult } from './calc';
import { payoutErrors } from './payouts.errors';

export interface SealedResult {
  /** Canonical JSON of the snapshot. */
  snapshotText: string;
  snapshotHash: string;
  snapshot: CycleSnapshot;
  /** Canonical JSON of the result. */
  resultText: string;
  resultHash: string;
  result: CycleResult;
}

/** Computes from the bytes, not from the object they were made of: what is hashed is what was computed. */
export function computeFrom(snapshotText: string): SealedResult {
  const snapshot = JSON.parse(snapshotText) as CycleSnapshot;
  const result = computeCycle(snapshot);
  const resultText = canonicalJson(result);
  return {
    snapshotText,
    snapshotHash: sha256(snapshotText),
    snapshot,
    resultText,
    resultHash: sha256(resultText),
    result,
  };
}

/**
 * `computeFrom`, or `computeCycle`, for somebody who can do something about what the formulas refuse.
 * @throws DomainError `pool_below_guarantees`
 */
export function orRefuse<T>(currency: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'payouts.pool_below_guarantees') throw error;
    const money = (minor: unknown): string => minorToDecimalString(Number(minor), currency);
    const { pool, needed } = error.details;
    throw payoutErrors.pool_below_guarantees({ pool: money(pool), needed: money(needed), currency });
  }
}

/** SHA-256 of one person's evaluation up to the points: what the pool and the budget for raises make of them is left out. */
export function evaluationHash(member: MemberResult): string {
  const { share, roundedUp, amountMinor, limit, merit, ...evaluation } = member;
  void [share, roundedUp, amountMinor, limit, merit];
  return sha256(canonicalJson(evaluation));
}

/** SHA-256 of the UTF-8 bytes, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** How a seal is read aloud: `7f3a · 91c2 · e04d`. */
export function shortSeal(hash: string): string {
  return [hash.slice(0, 4), hash.slice(4, 8), hash.slice(8, 12)].join(' · ');
}
