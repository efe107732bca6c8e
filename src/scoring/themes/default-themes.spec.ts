/** The lists that come with the product: each phrase says something of its own, and finds what customers write. */
import { LOCALES } from '../../kernel';
import { holds } from '../comments/marked';
import { readPhrase } from '../comments/search-words';
import { wordsOf } from '../comments/words';
import { DEFAULT_THEMES } from './default-themes';
import { wantedOf, zThemeDefinition } from './theme-definition';

const themesOf = (text: string, locale: (typeof LOCALES)[number]): string[] => {
  const words = wordsOf(text, locale);
  return Object.entries(DEFAULT_THEMES).flatMap(([key, theme]) => {
    const wanted = wantedOf(theme)[locale];
    const found =
      wanted?.all.every((group) => group.some((phrase) => holds(words, phrase))) &&
      !wanted.none.some((phrase) => holds(words, phrase));
    return found ? [key] : [];
  });
};

it.each(Object.entries(DEFAULT_THEMES))('%s is complete, and no phrase repeats another one', (_, theme) => {
  expect(zThemeDefinition.safeParse(theme).error).toBeUndefined();
  for (const locale of LOCALES) {
    const seen = new Map<string, string>();
    const repeated = theme.phrases[locale].flatMap((line) => {
      const says = `${line.startsWith('-') ? '-' : ''}${JSON.stringify(readPhrase(line.replace(/^-/, ''), locale))}`;
      const before = seen.get(says);
      seen.set(says, line);
      return before === undefined ? [] : [line];
    });
    expect({ locale, repeated }).toEqual({ locale, repeated: [] });
  }
});

it.each([
  ['es', 'Esperé 40 minutos en la línea y nadie contestó', ['waiting']],
  ['es', 'Espero que lo corrijan', []],
  ['es', 'La señorita fue muy grosera', ['friendliness']],
  ['es', 'el tecnico nunca llego', ['visit']],
  ['es', 'Me cobraron de más en el recibo', ['billing']],
  ['es', 'Quedaron de llamarme y sigo igual', ['solution', 'follow_up']],
  ['es', 'Llevamos tres días sin agua', ['outage']],
  ['es', 'se cayó la página', ['website']],
  ['en', 'I was on hold for an hour', ['waiting']],
  ['en', 'They overcharged me and never called back', ['billing', 'follow_up']],
  ['en', 'The technician was on time', ['visit']],
  ['pt-BR', 'Fiquei uma hora na fila', ['waiting']],
  ['pt-BR', 'Atendente muito educada e gentil', ['friendliness']],
  ['pt-BR', 'faltou agua dois dias', ['outage']],
] as const)('%s: “%s” is about %j', (locale, text, expected) => {
  expect(themesOf(text, locale)).toEqual(expected);
});
