/**
 * The stamp in a collector's form: which version of the survey it asks, signed, so that an answer kept offline for
 * days is read with the questions that were really shown, whatever has been published since.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE_CHARACTERS = 22;

function signature(secretKey: string, collectorId: number, versionId: number): string {
  return createHmac('sha256', secretKey)
    .update(`collector form ${collectorId} ${versionId}`)
    .digest('base64url')
    .slice(0, SIGNATURE_CHARACTERS);
}

/** `17.x8S…`: the version and its signature. */
export function formStamp(secretKey: string, collectorId: number, versionId: number): string {
  return `${versionId}.${signature(secretKey, collectorId, versionId)}`;
}

/** The version a stamp names; undefined for anything this collector never showed. */
export function stampedVersion(secretKey: string, collectorId: number, stamp: string): number | undefined {
  const [, version = '', given = ''] = /^(\d{1,9})\.([\w-]{22})$/.exec(stamp) ?? [];
  if (version === '') return undefined;
  const right = signature(secretKey, collectorId, Number(version));
  return timingSafeEqual(Buffer.from(given), Buffer.from(right)) ? Number(version) : undefined;
}
