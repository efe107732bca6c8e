/**
 * Words of others beside words of ours: in mails, in printed files. Whatever somebody typed, it cannot turn the direction of what stands
 * beside it, nor climb out of its line. Nothing else of it changes.
 */

/** Marks, overrides and isolates of direction. Right-to-left scripts need none of them to be read. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Accents and marks of any living script fit on a letter; towers of them do not. */
const TOWER = /(\p{M}{3})\p{M}+/gu;

/** The words without what turns or climbs. Twice changes nothing more. */
export function inOwnDirection(text: string): string {
  return text.replace(TURNING, '').replace(TOWER, '$1');
}
