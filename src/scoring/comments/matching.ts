/**
 * What is looked for in comments, and how each database is asked for it: FTS5 on SQLite, `tsquery` on PostgreSQL. The
 * words come from `wordsOf`, letters and digits only, so nothing that somebody types can be syntax.
 */
import { type Locale, LOCALES } from '../../kernel';

/** Words that stand next to each other; with `prefix` the last one is a beginning. */
export interface Phrase {
  readonly words: readonly string[];
  readonly prefix: boolean;
}

/** Comments that hold one phrase of each group, and none of those that are ruled out. */
export interface Wanted {
  readonly all: readonly (readonly Phrase[])[];
  readonly none: readonly Phrase[];
}

/** By the language of the comment; comments in a language that is missing are not wanted at all. */
export type WantedWords = Readonly<Partial<Record<Locale, Wanted>>>;

export const NOTHING_WANTED: Wanted = { all: [], none: [] };

/** Stands in the index of every comment for its language; no word can hold this character. */
const LANGUAGE = '\ue000';
/** Stands between what was written in two open questions: no phrase reaches across. */
const BREAK = '\ue001';

/** As PostgreSQL counts: further positions of a text are not told apart. */
const MOST_WORDS = 8000;

/** The same comments as both: those that fit `one` and `other`. */
export function both(one: WantedWords, other: WantedWords): WantedWords {
  return Object.fromEntries(
    LOCALES.flatMap((locale): [Locale, Wanted][] => {
      const [a, b] = [one[locale], other[locale]];
      return a && b ? [[locale, { all: [...a.all, ...b.all], none: [...a.none, ...b.none] }]] : [];
    }),
  );
}

/** The index text of a comment: its stems, text by text. @param texts stems of each text in their order */
export function indexText(
  texts: readonly (readonly string[])[],
  locale: Locale,
  dialect: 'sqlite' | 'postgres',
): string {
  const stems = texts
    .flatMap((words, position) => (position === 0 ? words : [BREAK, ...words]))
    .slice(0, MOST_WORDS);
  const language = `${LANGUAGE}${codeOf(locale)}`;
  if (dialect === 'sqlite') return [...stems, language].join(' ');
  const positions = new Map<string, number[]>();
  stems.forEach((stem, index) => {
    const known = positions.get(stem);
    if (known) known.push(index + 1);
    else positions.set(stem, [index + 1]);
  });
  return [...positions].map(([stem, at]) => `'${stem}':${at.join(',')}`).join(' ') + ` '${language}'`;
}

/** The condition for the full-text index, or null when no comment can fit. */
export function indexQuery(wanted: WantedWords, dialect: 'sqlite' | 'postgres'): string | null {
  const speak = SPEECH[dialect];
  const languages = LOCALES.flatMap((locale) => {
    const within = wanted[locale];
    if (!within || within.all.some((group) => group.length === 0)) return [];
    const language = { words: [`${LANGUAGE}${codeOf(locale)}`], prefix: false };
    const all = [language, ...within.all].map((group) =>
      speak.any('words' in group ? [speak.phrase(group)] : group.map((phrase) => speak.phrase(phrase))),
    );
    const held = speak.all(all);
    return [
      within.none.length === 0
        ? held
        : speak.but(held, speak.any(within.none.map((one) => speak.phrase(one)))),
    ];
  });
  return languages.length === 0 ? null : speak.any(languages);
}

interface Speech {
  phrase(phrase: Phrase): string;
  any(parts: readonly string[]): string;
  all(parts: readonly string[]): string;
  but(held: string, ruledOut: string): string;
}

const SPEECH: Readonly<Record<'sqlite' | 'postgres', Speech>> = {
  sqlite: {
    phrase: ({ words, prefix }) => `"${words.join(' ')}"${prefix ? '*' : ''}`,
    any: (parts) => `(${parts.join(' OR ')})`,
    all: (parts) => `(${parts.join(' AND ')})`,
    but: (held, ruledOut) => `(${held} NOT ${ruledOut})`,
  },
  postgres: {
    phrase: ({ words, prefix }) =>
      `(${words.map((word, index) => `'${word}'${prefix && index === words.length - 1 ? ':*' : ''}`).join(' <-> ')})`,
    any: (parts) => `(${parts.join(' | ')})`,
    all: (parts) => `(${parts.join(' & ')})`,
    but: (held, ruledOut) => `(${held} & !${ruledOut})`,
  },
};

const codeOf = (locale: Locale): string => locale.slice(0, 2);
