/**
 * The core question's values as links in a mail: up to seven side by side, longer scales in two rows, each target at
 * least 44 px wide on a screen of 360. Words stand under each value where there is room for them, else at the ends.
 */
import type { Locale } from '../kernel';
import { canBeAskedInMail, choicesOf, type Question } from '../surveys';

/** More values than this do not fit side by side on a phone. */
const LONGEST_ROW = 7;
/** With more values than this there is no room for a word under each. */
const MOST_WORDS = 5;

interface MailCell {
  readonly href: string;
  /** The value; null where the word alone says it: "Sí". */
  readonly number: string | null;
  /** Null where words stand at the ends of the scale. */
  readonly word: string | null;
  /** What a screen reader says in place of a bare number. */
  readonly spoken: string | null;
}

export interface MailScale {
  /** Null when the question cannot be asked in a mail: then one button opens the page. */
  readonly rows: readonly { readonly cells: readonly MailCell[]; readonly blanks: readonly null[] }[] | null;
  /** The cells of a long row touch, so that each is wide enough. */
  readonly joined: boolean;
  /** A word stands under each value. */
  readonly worded: boolean;
  /** Few cells, with room beside them. */
  readonly wide: boolean;
  readonly ends: { readonly low: string; readonly high: string } | null;
  /** For the text part: one line over each link. */
  readonly ratings: readonly { readonly line: string; readonly href: string }[];
}

/** @param answerHref address of the answer page; each value adds itself as `?r=` */
export function mailScale(question: Question, locale: Locale, answerHref: string): MailScale {
  const choices = canBeAskedInMail(question) ? choicesOf(question, locale) : [];
  const [lowest, highest] = [choices[0], choices.at(-1)];
  if (!lowest || !highest)
    return { rows: null, joined: false, worded: false, wide: false, ends: null, ratings: [] };
  const onlyWords = question.kind === 'thumbs';
  const underEach = choices.length <= MOST_WORDS && choices.every(({ label }) => label !== '');
  const cells = choices.map(({ value, label }): MailCell => ({
    href: `${answerHref}?r=${value}`,
    number: onlyWords ? null : String(value),
    word: underEach ? label : null,
    spoken: underEach ? null : spokenValue(value, label, highest.value),
  }));
  const perRow = cells.length > LONGEST_ROW ? Math.ceil(cells.length / 2) : cells.length;
  const rows = [cells.slice(0, perRow), cells.slice(perRow)]
    .filter((row) => row.length > 0)
    .map((row) => ({ cells: row, blanks: Array.from({ length: perRow - row.length }, () => null) }));
  return {
    rows,
    joined: perRow === LONGEST_ROW,
    worded: underEach && !onlyWords,
    wide: perRow <= MOST_WORDS,
    ends: underEach ? null : { low: endText(lowest), high: endText(highest) },
    ratings: choices.map(({ value, label }) => ({
      line: onlyWords ? label : label === '' ? String(value) : `${value} = ${label}`,
      href: `${answerHref}?r=${value}`,
    })),
  };
}

/** "7, Muy fácil", or "6/7" where the author gave no word. */
function spokenValue(value: number, label: string, highest: number): string {
  return label === '' ? `${value}/${highest}` : `${value}, ${label}`;
}

function endText({ value, label }: { value: number; label: string }): string {
  return label === '' ? String(value) : `${value} = ${label}`;
}
