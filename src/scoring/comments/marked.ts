/** A comment in pieces, those that were looked for apart: the page marks them without ever trusting the text. */
import type { Locale } from '../../kernel';
import type { Phrase } from './matching';
import { type Word, wordsOf } from './words';

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** The text in pieces that together are the text. @param phrases in the stems of the comment's language */
export function marked(text: string, locale: Locale, phrases: readonly Phrase[]): Piece[] {
  if (phrases.length === 0) return [{ text, hit: false }];
  const words = wordsOf(text, locale);
  const hits = new Set<number>();
  words.forEach((_, from) => {
    for (const phrase of phrases)
      if (standsAt(phrase, words, from)) phrase.words.forEach((__, step) => hits.add(from + step));
  });
  const pieces: Piece[] = [];
  let done = 0;
  words.forEach(({ start, end }, index) => {
    if (!hits.has(index)) return;
    // Words of one phrase are one mark, with what stands between them.
    const last = pieces.at(-1);
    if (last?.hit && hits.has(index - 1))
      pieces[pieces.length - 1] = { text: last.text + text.slice(done, end), hit: true };
    else {
      if (start > done) pieces.push({ text: text.slice(done, start), hit: false });
      pieces.push({ text: text.slice(start, end), hit: true });
    }
    done = end;
  });
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false });
  return pieces;
}

/** Whether a phrase stands somewhere in the words. */
export function holds(words: readonly Word[], phrase: Phrase): boolean {
  return words.some((_, from) => standsAt(phrase, words, from));
}

function standsAt({ words: wanted, prefix }: Phrase, words: readonly Word[], from: number): boolean {
  return wanted.every((stem, step) => {
    const word = words[from + step];
    if (word === undefined) return false;
    return prefix && step === wanted.length - 1 ? word.stem.startsWith(stem) : word.stem === stem;
  });
}
