/** The reader's words for the staff's pages about responses. */
import type { Viewer } from '../access';
import type { I18n } from '../platform/i18n';
import type { Words } from './responses-page';

export function wordsFor({ locale }: Viewer, i18n: I18n): Words {
  return {
    locale,
    text: (key, params) => i18n.text(locale, key, params),
    day: (day) => i18n.formatsFor(locale).day(day, 'short'),
    list: (items) => i18n.formatsFor(locale).list(items),
  };
}
