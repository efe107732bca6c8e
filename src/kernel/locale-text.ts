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

/**
 * The language to answer in: the best match for an `Accept-Language` header (RFC 9110 §12.5.4, by quality and then order),
 * else `fallback`. A regional variant we do not have falls to its language: `es-MX` → `es`, `pt` and `pt-PT` → `pt-BR`.
 */
export function negotiateLocale(acceptLanguage: string | undefined, fallback: Locale): Locale {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters
        .map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1])
        .find((q) => q !== undefined);
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((wish) => wish.quality > 0)
    .sort((left, right) => right.quality - left.quality);
  for (const { tag } of wishes) {
    const match =
      LOCALES.find((locale) => locale.toLowerCase() === tag) ??
      LOCALES.find((locale) => languageOf(locale) === languageOf(tag) && tag !== '');
    if (match) return match;
  }
  return fallback;
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}
