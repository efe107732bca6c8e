/**
 * Reads what people type into a search box: words that must all be there, "phrases in quotes", -excluded ones and
 * beginnings*. Whatever else is typed means nothing, so every text is a search.
 */
import { type Locale, LOCALES } from '../../kernel';
import type { Phrase, Wanted, WantedWords } from './matching';
import { type Word, wordsOf } from './words';

export const LONGEST_SEARCH = 200;
const MOST_CLAUSES = 20;
/** The stems of a word of which a longer beginning is asked for are at most so much shorter. */
const LONGEST_ENDING = 6;
const SHORTEST_STEM = 4;

/** Words without a subject of their own: left out of a search, unless they are all there is or stand in quotes. */
const SMALL_WORDS: Readonly<Record<Locale, ReadonlySet<string>>> = {
  es: setOf('a al con de del e el en es la las lo los o para por que se su sus un una y'),
  en: setOf('a an and at by for from in is it of on or that the to was were with'),
  'pt-BR': setOf('a ao as com da das de do dos e em na nas no nos o os ou para por que se um uma'),
};

interface Clause {
  readonly text: string;
  readonly quoted: boolean;
  readonly excluded: boolean;
  readonly prefix: boolean;
}

/**
 * What a search asks for in each language.
 * @returns undefined when it asks for nothing: no word is in it
 */
export function readSearch(typed: string, languages: readonly Locale[] = LOCALES): WantedWords | undefined {
  const clauses = clausesOf(typed);
  const wanted = languages.map((locale) => [locale, wantedIn(locale, clauses)] as const);
  if (wanted.every(([, { all, none }]) => all.length === 0 && none.length === 0)) return undefined;
  return Object.fromEntries(wanted);
}

/** One phrase, as a line of a theme has it; null when there is no word in it. */
export function readPhrase(typed: string, locale: Locale): readonly Phrase[] | null {
  const text = typed.trim();
  const words = wordsOf(text, locale);
  return words.length === 0 ? null : phrases(words, text.endsWith('*'));
}

function clausesOf(typed: string): Clause[] {
  const text = typed.slice(0, LONGEST_SEARCH).replaceAll(/[“”„«»]/g, '"');
  const found = text.matchAll(/(-?)"([^"]*)"(\*?)|(-?)([^\s"]+)/gu);
  return [...found]
    .slice(0, MOST_CLAUSES)
    .map(([, minus, quoted, star, dash, word]) =>
      quoted === undefined
        ? { text: word ?? '', quoted: false, excluded: dash === '-', prefix: word?.endsWith('*') ?? false }
        : { text: quoted, quoted: true, excluded: minus === '-', prefix: star === '*' },
    );
}

function wantedIn(locale: Locale, clauses: readonly Clause[]): Wanted {
  const read = clauses.flatMap((clause) => {
    const words = wordsOf(clause.text, locale);
    return words.length === 0 ? [] : [{ ...clause, words }];
  });
  const held = read.filter(({ excluded }) => !excluded);
  const telling = held.filter(
    ({ quoted, prefix, words }) =>
      quoted || prefix || words.some(({ folded }) => !SMALL_WORDS[locale].has(folded)),
  );
  return {
    all: (telling.length > 0 ? telling : held).map(({ words, prefix }) => phrases(words, prefix)),
    none: read.filter(({ excluded }) => excluded).flatMap(({ words, prefix }) => phrases(words, prefix)),
  };
}

/**
 * The phrase in stems. The beginning of a word may be longer than its stem ("facturaci*", stem "factur"): then words of
 * that stem are meant too.
 */
function phrases(words: readonly Word[], prefix: boolean): readonly Phrase[] {
  const stems = words.map(({ stem }) => stem);
  if (!prefix) return [{ words: stems, prefix: false }];
  const before = stems.slice(0, -1);
  const beginning = words.at(-1)?.folded ?? '';
  const shorter = Array.from({ length: LONGEST_ENDING }, (_, cut) => beginning.slice(0, -1 - cut)).filter(
    (stem) => stem.length >= SHORTEST_STEM,
  );
  return [
    { words: [...before, beginning], prefix: true },
    ...shorter.map((stem) => ({ words: [...before, stem], prefix: false })),
  ];
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
