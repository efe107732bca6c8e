/** Kinds of contacts in a reader's words. Reasons are the organization's own codes: known ones are translated, others shown as they are. */
import type { Locale } from '../kernel';
import type { I18n } from '../platform/i18n';

/** `phone|leak` → “Teléfono · fuga”; `phone|*` and `*` are what was merged. */
export function cellName(i18n: I18n, locale: Locale, cell: string): string {
  const [channel = '', reason = '*'] = cell.split('|');
  const channelName = i18n.text(locale, `scoring.channel.${channel === '*' ? 'other' : channel}`);
  return reason === '*' ? channelName : `${channelName} · ${reasonName(i18n, locale, reason)}`;
}

export function reasonName(i18n: I18n, locale: Locale, reason: string): string {
  return i18n.codeName(locale, 'scoring.reason', reason);
}
