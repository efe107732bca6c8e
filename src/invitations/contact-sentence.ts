/**
 * Reminds a customer which contact is meant: "Su llamada del martes 3 de noviembre, sobre su factura." The sentence is
 * composed from messages, so that every language has its own order of words; a channel or reason it does not know is
 * left out rather than shown as a code.
 */
import type { Locale } from '../kernel';
import type { Speech } from '../platform/i18n';

export const SPOKEN_CHANNELS = [
  'phone', 'in_person', 'email', 'chat', 'social', 'web', 'service_center', 'on_site', 'messaging',
] as const; // prettier-ignore

/** Reasons that complete "…, sobre …". `other` is known and says nothing. */
export const SPOKEN_REASONS = [
  'billing', 'outage', 'complaint', 'new_service', 'repair', 'leak', 'payment', 'meter', 'visit', 'information',
] as const; // prettier-ignore

const isOneOf = (list: readonly string[], value: string): boolean => list.includes(value);

export interface SpokenContact {
  channel: string;
  reason: string;
  /** The local day of the contact, `YYYY-MM-DD`. */
  day: string;
}

const made = new Map<string, Intl.DateTimeFormat>();
const worded = new Map<string, string>();
const MOST_WORDS = 2000;

/** Making a formatter costs more than all else on the answer path but the database, and using it is not cheap either. */
function part(day: string, locale: Locale, name: 'weekday' | 'month'): string {
  const key = `${locale} ${name}`;
  const words = worded.get(`${key} ${day}`);
  if (words !== undefined) return words;
  const format = made.get(key) ?? new Intl.DateTimeFormat(locale, { [name]: 'long', timeZone: 'UTC' });
  made.set(key, format);
  const text = format.format(new Date(`${day}T12:00:00Z`));
  if (worded.size >= MOST_WORDS) worded.clear();
  worded.set(`${key} ${day}`, text);
  return text;
}

/** "martes" */
export function weekdayOf(day: string, locale: Locale): string {
  return part(day, locale, 'weekday');
}

/** The sentences made last: many contacts of a day share one. */
const sentences = new WeakMap<Speech, Map<string, string>>();
const MOST_SENTENCES = 2000;

/** "Su llamada del martes 3 de noviembre, sobre su factura." */
export function contactSentence(i18n: Speech, locale: Locale, contact: SpokenContact): string {
  const kept = sentences.get(i18n) ?? new Map<string, string>();
  sentences.set(i18n, kept);
  const key = `${locale} ${contact.day} ${contact.channel} ${contact.reason}`;
  const sentence = kept.get(key) ?? compose(i18n, locale, contact);
  if (kept.size >= MOST_SENTENCES) kept.clear();
  kept.set(key, sentence);
  return sentence;
}

function compose(i18n: Speech, locale: Locale, contact: SpokenContact): string {
  const day = i18n.text(locale, 'invitations.contact_day', {
    weekday: weekdayOf(contact.day, locale),
    date: Number(contact.day.slice(8)),
    month: part(contact.day, locale, 'month'),
  });
  const channel = isOneOf(SPOKEN_CHANNELS, contact.channel) ? contact.channel : 'other';
  const what = i18n.text(locale, `invitations.contact_${channel}`, { day });
  if (!isOneOf(SPOKEN_REASONS, contact.reason))
    return i18n.text(locale, 'invitations.contact_plain', { what });
  const about = i18n.text(locale, `invitations.about_${contact.reason}`);
  return i18n.text(locale, 'invitations.contact_about', { what, about });
}

/** What to call somebody: the first word of the name. */
export function firstNameOf(name: string | null): string | null {
  return name?.trim().split(/\s+/)[0] || null;
}
