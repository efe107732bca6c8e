/**
 * What a reviewer may want to leave out of a customer's words before everybody reads them: suggested, marked, and decided by a
 * person. Rather one suggestion too many than a telephone number on a wall.
 */
import { HIDDEN_WORD } from './hidden-word';
import { type NamedPerson, namesIn } from './names-in-text';

export const REDACTION_KINDS = ['url', 'email', 'number', 'name'] as const;
export type RedactionKind = (typeof REDACTION_KINDS)[number];

export interface Redaction {
  /** UTF-16 offsets in the text, half-open. */
  readonly from: number;
  readonly to: number;
  readonly kind: RedactionKind;
}

/** A piece of the text, and what is suggested about it. */
export interface MarkedPiece {
  readonly text: string;
  readonly kind: RedactionKind | null;
}

/** Addresses of pages, also without their beginning, and handles of social networks. */
const URL_LIKE =
  /(?:https?:\/\/|www\.)[^\s<>"”]{1,300}|(?<![\p{L}\p{N}@.])[\p{L}\p{N}-]{2,63}\.(?:com|net|org|info|io|me|app|gob|mx|es|br|ar|co|cl|pe|link|ly)(?:\.[a-z]{2})?(?:\/[^\s<>"”]{0,300})?(?![\p{L}\p{N}])/giu;
const EMAIL_LIKE =
  /[^\s@<>()]{1,64}(?:@|＠|\s?\(at\)\s?|\s?\[at\]\s?|\sarroba\s)[\p{L}\p{N}][\p{L}\p{N}.-]{1,252}|(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{3,30}/giu;
/** Four digits or more in a row of groups: contracts, meters, what is left of a telephone number. Years and prices stay. */
const NUMBER_LIKE =
  /(?<!(?:[$€£]|\p{Nd}[.,]?)\s?)[+＋(]?\p{Nd}(?:[\s().,/\u2010-\u2015\u2212-]{0,2}\p{Nd}){3,}/gu;
const YEAR = /^(?:19|20)\d\d$/;

/** Digits written out: six words of digits in a row are a telephone number. */
const DIGIT_WORD =
  '(?:cero|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|zero|one|two|three|four|five|six|seven|eight|nine|um|dois|quatro|sete|oito|nove)';
const SPELLED = new RegExp(`(?<!\\p{L})${DIGIT_WORD}(?:[\\s,.-]{1,3}${DIGIT_WORD}){5,}(?!\\p{L})`, 'giu');

/**
 * Everything to look at, in the order of the text, never overlapping: what starts first wins, then what is longer.
 * @param people colleagues who do not want to be shown, or by their first name only
 * @param shown the names that stand beside the words
 */
export function suggestRedactions(
  text: string,
  people: readonly NamedPerson[],
  shown: readonly string[] = [],
): Redaction[] {
  const found: Redaction[] = [];
  const look = (pattern: RegExp, kind: RedactionKind, wanted: (match: string) => boolean = () => true) => {
    for (const match of text.matchAll(pattern))
      if (wanted(match[0])) found.push({ from: match.index, to: match.index + match[0].length, kind });
  };
  look(URL_LIKE, 'url');
  look(EMAIL_LIKE, 'email');
  look(NUMBER_LIKE, 'number', (match) => !YEAR.test(match));
  look(SPELLED, 'number');
  for (const { from, to } of namesIn(text, people, shown)) found.push({ from, to, kind: 'name' });
  found.sort((one, other) => one.from - other.from || other.to - one.to);
  let reached = 0;
  return found.filter(({ from, to }) => {
    if (from < reached) return false;
    reached = to;
    return true;
  });
}

/** The text with the suggestions followed. */
export function redacted(text: string, redactions: readonly Redaction[]): string {
  return markedPieces(text, redactions)
    .map((piece) => (piece.kind === null ? piece.text : HIDDEN_WORD))
    .join('');
}

/** The text in pieces, so that a page can mark what is suggested. */
export function markedPieces(text: string, redactions: readonly Redaction[]): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let at = 0;
  for (const { from, to, kind } of redactions) {
    if (from > at) pieces.push({ text: text.slice(at, from), kind: null });
    pieces.push({ text: text.slice(from, to), kind });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), kind: null });
  return pieces;
}
