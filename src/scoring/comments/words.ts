/**
 * Comments as words that can be found: without accents and capitals, each brought to its stem by the rules of the
 * comment's language, so that "esperé" is found by "espera", and "atención" by "atencion". The ñ stays: "año" is not
 * "ano". Both databases are given the finished stems, so that they find the same.
 */
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import type { Locale } from '../../kernel';

/** A word of a text: where it stands, and its stem. */
export interface Word {
  readonly start: number;
  readonly end: number;
  /** Without accents and capitals. */
  readonly folded: string;
  readonly stem: string;
}

/** Letters and digits; an apostrophe within belongs to the word. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{N}\p{M}]+)*/gu;
const LONGEST_WORD = 60;

/** Stems are asked for again and again: few thousand words make up nearly everything that is written. */
const MOST_REMEMBERED = 20_000;
const remembered: Readonly<Record<Locale, Map<string, string>>> = {
  es: new Map(),
  en: new Map(),
  'pt-BR': new Map(),
};

/** The words of a text in a language, in their order. */
export function wordsOf(text: string, locale: Locale): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const folded = fold(match[0]).slice(0, LONGEST_WORD);
    if (folded === '') continue;
    words.push({
      start: match.index,
      end: match.index + match[0].length,
      folded,
      stem: stemOf(folded, locale),
    });
  }
  return words;
}

/** A word without accents and capitals, letters and digits only; only the ñ keeps its mark. */
export function fold(word: string): string {
  return word
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^a-z0-9ñ]/gu, (character) =>
      character
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, ''),
    );
}

function stemOf(folded: string, locale: Locale): string {
  const known = remembered[locale];
  let stem = known.get(folded);
  if (stem === undefined) {
    stem = fold(STEMMERS[locale](folded)) || folded;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(folded, stem);
  }
  return stem;
}

/**
 * The stemmers know endings by their accents, and customers in a hurry leave accents out: the endings that always carry
 * one get it back, and the -i that an unmarked "resolvio" keeps is dropped from every Spanish stem. Portuguese plurals in
 * -ões are those of -ão. Words too short for a stemmer at least lose their plural.
 */
const STEMMERS: Readonly<Record<Locale, (folded: string) => string>> = {
  es: (folded) =>
    singular(spanish(folded.replace(/([cgstx])ion$/, '$1ión')), folded).replace(/(?<=....)i$/, ''),
  en: english,
  'pt-BR': (folded) =>
    singular(portuguese(folded.replace(/oes$/, 'ao').replace(/cao$/, 'ção').replace(/sao$/, 'são')), folded),
};

function singular(stem: string, word: string): string {
  return stem === word && /^..+[aeo]s$/.test(stem) ? stem.slice(0, -1) : stem;
}
