/** Why somebody is in a cycle or not, in words; the codes are those of `membershipOf`. */
import type { Locale } from '../kernel';
import type { I18n } from '../platform/i18n';

/** Parts whose value is a day; the value of the others is a number of days. */
const DAYS = ['hired', 'left', 'transfer'];

/** One short phrase per part of the reason, in its order. */
export function reasonWords(i18n: I18n, locale: Locale, reason: string): string[] {
  const formats = i18n.formatsFor(locale);
  return reason.split(' ').map((part) => {
    const [code = '', value = ''] = part.split(':');
    const params = DAYS.includes(code) ? { day: formats.day(value, 'short') } : { days: Number(value) };
    return i18n.text(locale, `population.reason.${code}`, value === '' ? {} : params);
  });
}
