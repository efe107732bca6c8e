/**
 * What a theme is: a name and, for each language, a list of phrases. A comment is about the theme when one of the
 * phrases of its language stands in it, in any form of its words, and none of those that begin with a minus does. Nothing
 * else decides; who doubts a count can read the list.
 */
import { z } from 'zod';
import { type Locale, LOCALES, type LocaleText } from '../../kernel';
import { zText } from '../../platform/errors';
import type { Phrase, WantedWords } from '../comments/matching';
import { readPhrase } from '../comments/search-words';

export interface ThemeDefinition {
  readonly names: LocaleText;
  /** One phrase per line of the form; `-` in front rules a comment out, `*` behind leaves the ending open. */
  readonly phrases: Readonly<Record<Locale, readonly string[]>>;
}

export const MOST_PHRASES = 60;

const zPhrase = (locale: Locale) =>
  zText(80).refine((line) => readPhrase(line.replace(/^-/, ''), locale) !== null, {
    params: { code: 'field_invalid' },
  });
const zPhrases = (locale: Locale) => z.array(zPhrase(locale)).max(MOST_PHRASES);

export const zThemeDefinition = z.strictObject({
  names: z.strictObject({ es: zText(60), en: zText(60), 'pt-BR': zText(60) }),
  phrases: z.strictObject({ es: zPhrases('es'), en: zPhrases('en'), 'pt-BR': zPhrases('pt-BR') }),
});

/** The comments that are about the theme; a language without phrases has none. */
export function wantedOf({ phrases }: Pick<ThemeDefinition, 'phrases'>): WantedWords {
  return Object.fromEntries(
    LOCALES.flatMap((locale) => {
      const read = (lines: readonly string[]): Phrase[] =>
        lines.flatMap((line) => readPhrase(line, locale) ?? []);
      const held = read(phrases[locale].filter((line) => !line.startsWith('-')));
      if (held.length === 0) return [];
      const ruledOut = phrases[locale].flatMap((line) => (line.startsWith('-') ? [line.slice(1)] : []));
      return [[locale, { all: [held], none: read(ruledOut) }]];
    }),
  );
}
