/** When something is due, in words: "en 3 horas", "hace 2 días". */
import type { Locale } from '../../kernel';
import type { I18n } from '../../platform/i18n';

const MINUTE = 60_000;

export interface DueWords {
  readonly text: string;
  readonly late: boolean;
}

/** @param due UTC milliseconds; null while the clocks stand still */
export function dueWords(i18n: I18n, locale: Locale, due: number | null, now: number): DueWords {
  if (due === null) return { text: i18n.text(locale, 'cases.due.waiting'), late: false };
  const late = due < now;
  const minutes = Math.max(1, Math.round(Math.abs(due - now) / MINUTE));
  const [unit, count] =
    minutes < 90
      ? (['minutes', minutes] as const)
      : minutes < 36 * 60
        ? (['hours', Math.round(minutes / 60)] as const)
        : (['days', Math.round(minutes / 1440)] as const);
  return { text: i18n.text(locale, `cases.due.${late ? 'ago' : 'in'}_${unit}`, { count }), late };
}
