/**
 * The languages Aplauso speaks, and texts that exist in each of them (survey wording, standards, award names).
 */

export const LOCALES = ['es', 'en', 'pt-BR'] as const;

export type Locale = (typeof LOCALES)[number];

/** One text in every language. */
export type LocaleText = Readonly<Record<Locale, string>>;

export function isLocale(value: string): value is Locale {
  return (LOCALES as readonly string[]).includes(value);
}

/** The text in `locale`; where it was left empty, in the first language that has one. */
export function pickText(text: LocaleText, locale: Locale): string {
  const wanted = text[locale];
  if (wanted.trim() !== '') return wanted;
  return LOCALES.map((other) => text[other]).find((other) => other.trim() !== '') ?? '';
}
