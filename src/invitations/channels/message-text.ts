/** The words of a message: one short question about the contact, and the link to its answer page. */
import type { Locale, Tone } from '../../kernel';
import type { I18n } from '../../platform/i18n';
import type { OpenInvitation } from '../open-invitation';
import { type ChannelSettings, type TextForm, type Word, WORDS } from './channel-settings';

/** Which of the texts speaks to a customer. */
export function formOf(locale: Locale, tone: Tone): TextForm {
  return locale === 'es' ? `es-${tone}` : locale;
}

/** The text that stands where administrators wrote none. */
export function usualText(
  i18n: I18n,
  settings: ChannelSettings,
  { locale, tone, named }: { locale: Locale; tone: Tone; named: boolean },
): string {
  const speech = i18n.forCustomers(tone);
  const places = Object.fromEntries(WORDS.map((word) => [word, `{${word}}`]));
  const word = (key: string) => speech.text(locale, `invitations.message_${key}`, places);
  const { fromPointer, textPointer } = settings.receipts;
  // Only where replies are read may a message say that one stops it.
  const listens = fromPointer !== '' && textPointer !== '';
  return [word(named ? 'text_named' : 'text'), ...(listens ? [word('stop')] : [])].join(' ');
}

/** @param link the answer page */
export function wordsOf(invitation: OpenInvitation, link: string): Record<Word, string> {
  const { names, customerFirstName, organization, contactSentence } = invitation;
  return {
    name: customerFirstName ?? '',
    employee: names.employee ?? organization.name,
    organization: organization.name,
    contact: contactSentence,
    link,
  };
}

/** Fills the words in, once; what is missing leaves no hole. */
export function filledText(text: string, words: Record<Word, string>): string {
  return text
    .replace(/\{([a-z]+)\}/g, (whole, word: string) =>
      Object.hasOwn(words, word) ? oneLine(words[word as Word]) : whole,
    )
    .replace(/ {2,}/g, ' ')
    .replace(/ ([,.;:!?])/g, '$1')
    .replace(/^[\s,.;:]+/, '')
    .trim();
}

/** A name from outside is one line of a message, and not a long one. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

export interface WrittenMessage {
  readonly text: string;
  readonly parameters: readonly string[];
  readonly language: string;
}

export function writeMessage(
  i18n: I18n,
  settings: ChannelSettings,
  invitation: OpenInvitation,
  link: string,
): WrittenMessage {
  const { locale, organization, names } = invitation;
  const { tone } = organization;
  const own = settings.texts[formOf(locale, tone)];
  const text =
    own === '' ? usualText(i18n, settings, { locale, tone, named: names.employee !== undefined }) : own;
  const words = wordsOf(invitation, link);
  const { template } = settings;
  return {
    text: filledText(text, words),
    parameters: template.parameters.map((word) => oneLine(words[word])),
    language: template.languages[locale],
  };
}
