/**
 * The stamp in a collector's form: which version of the survey it asks and when the page was made, signed, so that an
 * answer kept offline for days is read with the questions that were really shown, whatever has been published since.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE_CHARACTERS = 22;

export interface FormStamp {
  readonly versionId: number;
  /** UTC milliseconds. */
  readonly madeAt: number;
}

function signature(secretKey: string, collectorId: number, content: string): string {
  return createHmac('sha256', secretKey)
    .update(`collector form ${collectorId} ${content}`)
    .digest('base64url')
    .slice(0, SIGNATURE_CHARACTERS);
}

/** `17.mh2x9k4g.x8S…`: the version, the time, and the signature over both. */
export function writtenStamp(secretKey: string, collectorId: number, stamp: FormStamp): string {
  const content = `${stamp.versionId}.${stamp.madeAt.toString(36)}`;
  return `${content}.${signature(secretKey, collectorId, content)}`;
}

/** What a stamp says; undefined for one this collector never gave out. */
export function readStamp(secretKey: string, collectorId: number, stamp: unknown): FormStamp | undefined {
  const [, version = '', made = '', given = ''] =
    /^(\d{1,9})\.([0-9a-z]{1,9})\.([\w-]{22})$/.exec(typeof stamp === 'string' ? stamp : '') ?? [];
  if (version === '') return undefined;
  const right = signature(secretKey, collectorId, `${version}.${made}`);
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(right))) return undefined;
  return { versionId: Number(version), madeAt: Number.parseInt(made, 36) };
}
