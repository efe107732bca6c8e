/**
 * Customers' words as they are shown to everybody: on boards, screens, pictures and in mails. Whatever a customer typed,
 * it cannot turn the direction of what stands beside it, climb out of its line, or fill the wall.
 */

/** Longer words are cut on a board: from five metres nobody reads more. */
export const BOARD_LENGTH = 280;
/** Accents and marks of any living script fit; towers of them do not. */
const MARKS_PER_LETTER = 3;

/**
 * Invisible characters: direction marks and overrides, separators, soft hyphens, fillers that look empty. Joiners stay (emoji and
 * several scripts are written with them), and the tags of a flag after its black flag.
 */
const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\uffff]/gu;
const LOOSE_TAGS = /(?<![\u{1f3f4}\u{e0020}-\u{e007f}])[\u{e0000}-\u{e007f}]+/gu;
/** Of a company's own fonts, or nobody's: a box on every screen. */
const PRIVATE = /\p{Co}|\p{Cs}/gu;
const TOWER = new RegExp(`(\\p{M}{${MARKS_PER_LETTER}})\\p{M}+`, 'gu');
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** One line of words: composed, without what is invisible or climbs, blanks as single spaces. Twice changes nothing more. */
export function displayedText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\n\t\r\u2028\u2029]/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(PRIVATE, '')
    .replace(LOOSE_TAGS, '')
    .replace(TOWER, '$1')
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
}

/**
 * At most `length` characters as people count them, cut between words where there are any, with an ellipsis. A flag or a
 * family of emoji counts as one and is never cut in two.
 */
export function cutText(text: string, length = BOARD_LENGTH): string {
  if (text.length <= length) return text;
  const shown: string[] = [];
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (shown.length === length) {
      const kept = shown.slice(0, length - 1).join('');
      const blank = kept.lastIndexOf(' ');
      return `${(blank > kept.length * 0.6 ? kept.slice(0, blank) : kept).replace(/[\s,;:.–-]+$/u, '')}…`;
    }
    // A joined sequence without end is one grapheme to Unicode, and a page of pictures to a reader.
    shown.push(segment.length > 40 ? ([...segment][0] ?? '') : segment);
  }
  return shown.join('');
}
