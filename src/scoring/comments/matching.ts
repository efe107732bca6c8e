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

/** Begins the word that stands for the language of a comment; no other word can hold this character. */
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
  // FTS5 has to be asked for everything at once, the language too; PostgreSQL has a column for it.
  if (dialect === 'sqlite') return [...stems, languageWord(locale)].join(' ');
  const positions = new Map<string, number[]>();
  stems.forEach((stem, index) => {
    const known = positions.get(stem);
    if (known) known.push(index + 1);
    else positions.set(stem, [index + 1]);
  });
  return [...positions].map(([stem, at]) => `'${stem}':${at.join(',')}`).join(' ');
}

/** A condition on `comment_index k`. */
export interface WordsCondition {
  readonly sql: string;
  readonly params: readonly string[];
}

/** The condition that the words of a comment are those wanted; null when no comment can fit. */
export function wordsCondition(wanted: WantedWords, dialect: 'sqlite' | 'postgres'): WordsCondition | null {
  const within = LOCALES.flatMap((locale): [Locale, Wanted][] => {
    const own = wanted[locale];
    return own && own.all.every((group) => group.length > 0) ? [[locale, own]] : [];
  });
  if (within.length === 0) return null;
  return dialect === 'sqlite' ? matching(within) : fitting(within);
}

/** For FTS5: every language in one query of the table that stands before `comment_index` then. */
function matching(within: readonly (readonly [Locale, Wanted])[]): WordsCondition {
  const anyOf = (group: readonly Phrase[]) =>
    `(${group.map(({ words, prefix }) => `"${words.join(' ')}"${prefix ? '*' : ''}`).join(' OR ')})`;
  const languages = within.map(([locale, { all, none }]) => {
    const held = [`"${languageWord(locale)}"`, ...all.map(anyOf)].join(' AND ');
    return none.length === 0 ? `(${held})` : `((${held}) NOT ${anyOf(none)})`;
  });
  return {
    sql: 'comment_search MATCH ?',
    params: [languages.join(' OR ')],
  };
}

/** For PostgreSQL: a query for the languages that have the same, so that the index is read for the words alone. */
function fitting(within: readonly (readonly [Locale, Wanted])[]): WordsCondition {
  const phrase = ({ words, prefix }: Phrase) =>
    `(${words.map((word, at) => `'${word}'${prefix && at === words.length - 1 ? ':*' : ''}`).join(' <-> ')})`;
  const anyOf = (group: readonly Phrase[]) => `(${group.map(phrase).join(' | ')})`;
  const byQuery = new Map<string, Locale[]>();
  for (const [locale, { all, none }] of within) {
    const query = [...all.map(anyOf), ...(none.length > 0 ? [`!${anyOf(none)}`] : [])].join(' & ');
    byQuery.set(query, [...(byQuery.get(query) ?? []), locale]);
  }
  const languages = [...byQuery].map(([query, locales]) => ({
    sql: [
      ...(locales.length < LOCALES.length ? [`k.language IN (${locales.map(() => '?').join(', ')})`] : []),
      query === '' ? '1 = 1' : 'k.words @@ CAST(? AS tsquery)',
    ].join(' AND '),
    params: [...(locales.length < LOCALES.length ? locales : []), ...(query === '' ? [] : [query])],
  }));
  return {
    sql: `(${languages.map(({ sql }) => `(${sql})`).join(' OR ')})`,
    params: languages.flatMap(({ params }) => params),
  };
}

const languageWord = (locale: Locale): string => `${LANGUAGE}${locale.slice(0, 2)}`;
