/**
 * What a page of an open way in carries along in a hidden field: which answer this is, which questions it was shown,
 * and what was answered on the pages before. Nothing is kept until all of it is sent, so nobody has to be known.
 */
import { z } from 'zod';
import type { AnswerValues } from '../surveys';

export interface Carried {
  /** UUID of the answer: sending it twice is one answer. */
  readonly id: string;
  /** See `form-stamp.ts`. */
  readonly stamp: string;
  /** By slot key. */
  readonly answers: AnswerValues;
}

/** Characters; more than the longest survey needs. */
const LONGEST = 200_000;

const zCarried = z.strictObject({
  id: z.uuid(),
  stamp: z.string().max(80),
  answers: z.record(
    z.string().max(100),
    z.union([z.number(), z.string().max(20_000), z.array(z.string().max(64)).max(100)]),
  ),
});

/** Undefined for anything a page of ours would not hold. */
export function readCarried(field: unknown): Carried | undefined {
  if (typeof field !== 'string' || field.length > LONGEST) return undefined;
  try {
    return zCarried.parse(JSON.parse(field));
  } catch {
    return undefined;
  }
}

export function writtenCarried(carried: Carried): string {
  return JSON.stringify(carried);
}
