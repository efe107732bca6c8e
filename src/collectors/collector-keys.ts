/**
 * The keys in the addresses of collectors. Only their SHA-256 is looked up. A kiosk's key is a device's secret, shown
 * once; the key of a poster or a link is on paper for everybody and kept, so that it can be printed again.
 */
import { createHash, randomInt } from 'node:crypto';
import type { CollectorKind } from './calc';

/** Without the letters and digits that are taken for each other when they are typed from paper. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
/** About 104 bits for a device, 59 for paper: enough against guessing, short enough to be typed. */
const LENGTH: Readonly<Record<CollectorKind, number>> = { kiosk: 21, qr: 12, link: 12 };

/** A new random key. */
export function newCollectorKey(kind: CollectorKind): string {
  return Array.from({ length: LENGTH[kind] }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** SHA-256, hex. */
export function collectorKeyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Whether text from an address could be a key at all. */
export function looksLikeCollectorKey(text: string): boolean {
  return /^[2-9a-hj-km-np-z]{12,21}$/.test(text);
}

/** Where the collector is reached: `/k/…` or `/q/…`. */
export function pathOf(kind: CollectorKind, key: string): string {
  return `/${kind === 'kiosk' ? 'k' : 'q'}/${key}`;
}
