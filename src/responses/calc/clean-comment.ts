/** What a customer typed, made safe to keep: composed, without control characters, no longer than a comment may be. */

export const COMMENT_LIMIT = 4000;

/**
 * Control characters other than line feed and tab, Unicode line separators, and the invisible marks that turn the
 * reading direction of whatever follows on a page. Joiners stay: emoji and several scripts are written with them.
 */
const INVISIBLE = /(?![\n\t])[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069\ufeff]/gu;

/** A half of a surrogate pair: not a character, and PostgreSQL refuses to store it. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * The comment as it is stored. Customers do not type control characters, their keyboards and clipboards do: they are
 * dropped, not refused. The length is not cut here: too long is for the customer to shorten.
 */
export function cleanComment(typed: string): string {
  return typed
    .replace(/\r\n?/g, '\n')
    .replace(LONE_SURROGATE, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .trim();
}

/** Length as a person counts it on a form: Unicode code points. */
export function commentLength(text: string): number {
  let length = 0;
  for (const character of text) if (character !== '') length += 1;
  return length;
}
