/** Turns a snapshot into its bytes, its result and their hashes: the one way, for sealing and for checking the seal. */
import { createHash, hash as digest } from 'node:crypto';
import { canonicalJson, DomainError as Refusal, jsonInOrder, minorToDecimalString } from '../kernel';
import {
  computeCycle,
  type CustomerOpinionSteps,
  type CycleResult,
  type CycleSnapshot,
  type MemberEvaluation,
  type MemberPay,
  type MixStep,
  type ResultHead,
  type SnapshotHead,
} from './calc';
import { payoutErrors } from './payouts.errors';

/** A snapshot in one piece, as cycles were sealed until they were kept in rows. */
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

/** What stands before the rows of a snapshot: what holds for all, and how many rows of each kind follow. */
export interface SealedHead extends SnapshotHead {
  readonly rows: { readonly members: number; readonly others: number };
}

/** The first line that the hash of a snapshot covers; its rows follow, members first, in the order of keys. */
export const headText = (head: SealedHead): string => canonicalJson(head);

/** The first line that the hash of a result covers; a line for each member follows. */
export const resultHeadText = (head: ResultHead): string => canonicalJson(head);

/** What became of one member, as the hash of a result covers it. @param pay canonical */
export const resultLine = (evaluationHash: string, pay: string): string => `${evaluationHash} ${pay}`;

/** The text of somebody's pay, as it is kept. */
export const payText = (pay: MemberPay): string => canonicalJson(pay);

/** SHA-256 of one person's evaluation up to the points: what the pool and the budget for raises make of them is left out. */
export function evaluationHash(evaluation: MemberEvaluation): string {
  return sha256(evaluationText(evaluation));
}

/** How the text of an evaluation begins where nobody answered. */
const NO_OPINION = '{"customerOpinion":null';

/**
 * Canonical JSON of an evaluation. What customers said, which is most of it, is put together here: numbers of fixed digits need nothing
 * escaped. A specification has to hold it against `canonicalJson`.
 */
export function evaluationText(evaluation: MemberEvaluation): string {
  const { customerOpinion } = evaluation;
  if (!customerOpinion) return canonicalJson(evaluation);
  const rest = jsonInOrder({ ...evaluation, customerOpinion: null });
  if (!rest.startsWith(NO_OPINION)) return canonicalJson(evaluation);
  return `{"customerOpinion":${opinionText(customerOpinion)}${rest.slice(NO_OPINION.length)}`;
}

const decimalOrNull = (decimal: string | null): string => (decimal === null ? 'null' : `"${decimal}"`);

function opinionText(o: CustomerOpinionSteps): string {
  let mix = '';
  for (const step of o.mix) mix += mix === '' ? stepText(step) : `,${stepText(step)}`;
  let ratings = '';
  for (const { answers, rating, value } of o.ratings)
    ratings += `${ratings === '' ? '' : ','}{"answers":"${answers}","rating":${rating},"value":"${value}"}`;
  const repeats = o.repeats ? `"repeats":${canonicalJson(o.repeats)},` : '';
  return (
    `{"adjusted":"${o.adjusted}","answers":"${o.answers}","band":"${o.band}","basis":${JSON.stringify(o.basis)},` +
    `"display":"${o.display}","high":${decimalOrNull(o.high)},"low":${decimalOrNull(o.low)},"mean":"${o.mean}",` +
    `"mix":[${mix}],"mixEffect":"${o.mixEffect}","peerMean":"${o.peerMean}","peerWeight":${decimalOrNull(o.peerWeight)},` +
    `"ratings":[${ratings}],"reliability":"${o.reliability}",${repeats}"responsesCounted":${o.responsesCounted},` +
    `"responsesExcluded":${o.responsesExcluded},"score":"${o.score}","sd":"${o.sd}","shrinkEffect":"${o.shrinkEffect}"}`
  );
}

const STEP_TEXTS = new WeakMap<MixStep, string>();

function stepText(step: MixStep): string {
  let text = STEP_TEXTS.get(step);
  if (text === undefined) STEP_TEXTS.set(step, (text = canonicalJson(step)));
  return text;
}

/** Lines are handed to the hash in pieces of this many characters. */
const PIECE = 65_536;

/** SHA-256 over lines that come one after the other, each with a line feed behind it. */
export class LinesHash {
  private readonly hash = createHash('sha256');
  private waiting = '';

  add(line: string): void {
    this.waiting += `${line}\n`;
    if (this.waiting.length < PIECE) return;
    this.hash.update(this.waiting, 'utf8');
    this.waiting = '';
  }

  hex(): string {
    return this.hash.update(this.waiting, 'utf8').digest('hex');
  }
}

/** SHA-256 of the UTF-8 bytes, hexadecimal. */
export function sha256(text: string): string {
  return digest('sha256', text, 'hex');
}

/** How a seal is read aloud: `7f3a · 91c2 · e04d`. */
export function shortSeal(hash: string): string {
  return [hash.slice(0, 4), hash.slice(4, 8), hash.slice(8, 12)].join(' · ');
}
