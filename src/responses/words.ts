/** The reader's words for the staff's pages about responses. */
import type { Viewer } from '../access';
import { type Locale, type LocaleText, pickText } from '../kernel';
import type { I18n, MessageParams } from '../platform/i18n';

/** The reader's words. */
export interface Words {
  readonly locale: Locale;
  readonly text: (key: string, params?: MessageParams) => string;
  readonly day: (day: string) => string;
  readonly list: (items: readonly string[]) => string;
  /** Of a text stored in several languages, the reader's; empty when there is none. */
  readonly pick: (stored: string | undefined) => string;
}

export function wordsFor({ locale }: Viewer, i18n: I18n): Words {
  return {
    locale,
    text: (key, params) => i18n.text(locale, key, params),
    day: (day) => i18n.formatsFor(locale).day(day, 'short'),
    list: (items) => i18n.formatsFor(locale).list(items),
    pick: (stored) => (stored ? pickText(JSON.parse(stored) as LocaleText, locale) : undefined) ?? '',
  };
}
