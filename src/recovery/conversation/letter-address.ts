/**
 * How a letter is named on the way: its Message-ID, and the address that replies to it go to. Both bear a seal, so that
 * nobody can put words into a case whose letter they never had.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** 64 bits, in hexadecimal: the whole name has to fit before the @ (64 characters, RFC 5321). */
const SEAL_LENGTH = 16;

export function letterSeal(secretKey: string, letterId: string): string {
  return createHmac('sha256', secretKey)
    .update(`case-letter:${letterId}`)
    .digest('hex')
    .slice(0, SEAL_LENGTH);
}

export function isSealed(secretKey: string, { id, seal }: { id: string; seal: string }): boolean {
  const expected = letterSeal(secretKey, id);
  return seal.length === expected.length && timingSafeEqual(Buffer.from(seal), Buffer.from(expected));
}

/** `<case-…@host>`, the same over all attempts. */
export function letterMessageId(secretKey: string, letterId: string, host: string): string {
  return `<case-${letterId}-${letterSeal(secretKey, letterId)}@${host}>`;
}

/** `case+…@domain` */
export function letterReplyAddress(secretKey: string, letterId: string, domain: string): string {
  return `case+${letterId}-${letterSeal(secretKey, letterId)}@${domain}`;
}
