/** The door of the languages: messages, numbers, money and dates in the reader's way. */
export { Formats, MINUS } from './formats';
export type { DayStyle, InstantStyle, MoneyAmount } from './formats';
export { Messages } from './messages';
export type { MessageParams } from './messages';
export { I18n, I18nModule } from './i18n';
export type { Speech } from './i18n';
export { negotiateLocale, toLocale } from './negotiate';
export { problemsOf } from './problems';
export type { Problems } from './problems';
