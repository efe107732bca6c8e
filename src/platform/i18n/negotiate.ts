/** Which of our languages a reader gets. */
import { LOCALES, type Locale } from '../config';

/** Our language for a language tag (`pt`, `es-AR`, `en-GB`), or `undefined`. */
export function toLocale(tag: string | null | undefined): Locale | undefined {
  const language = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale.toLowerCase().split('-')[0] === language);
}

/** The best of our languages for an `Accept-Language` header (RFC 9110, 12.5.4). */
export function negotiateLocale(header: string | undefined, fallback: Locale): Locale {
  const wishes = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [tag = '', ...params] = entry.trim().split(';');
      const quality = params.map((param) => /^\s*q=([\d.]+)\s*$/.exec(param)?.[1]).find(Boolean);
      return { locale: toLocale(tag), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(
      (wish): wish is { locale: Locale; quality: number } => wish.locale !== undefined && wish.quality > 0,
    )
    .sort((a, b) => b.quality - a.quality);
  return wishes[0]?.locale ?? fallback;
}
