/**
 * Which invitation a mail is about. Only what we gave the mail ourselves counts: the envelope address that bounces go
 * to, and the Message-ID. Both are known to nobody but the customer's mail system, so that nobody can have somebody
 * else's address suppressed by writing a false report.
 */
import type { Email } from 'postal-mime';
import type { LetterReference } from './incoming-mail';
import { headersOf, textInside } from './mime';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const BOUNCE_ADDRESS = new RegExp(`\\bbounce[+=](${UUID})@`, 'i');
const MESSAGE_ID = new RegExp(`\\binv-(${UUID})@`, 'i');
const ENVELOPE_ID = new RegExp(`^(?:inv-)?(${UUID})$`, 'i');
/** The address that replies to a letter go to, and the letter's Message-ID: both sealed. */
const LETTER = new RegExp(`\\bcase[+-](${UUID})-([0-9a-f]{16})@`, 'i');
const UNSUBSCRIBE_ADDRESS = /\bunsubscribe\+([A-Za-z0-9_-]{43})@/;

const ENVELOPE_HEADERS = [
  'to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to', 'x-rcpt-to', 'cc', 'resent-to', 'apparently-to',
]; // prettier-ignore
const RETURNED = /^(message\/|text\/rfc822-headers)/;

const idIn = (pattern: RegExp, text: string): string | undefined => pattern.exec(text)?.[1]?.toLowerCase();

/** From where the mail was sent to. */
export function fromEnvelope(mail: Email): string | null {
  for (const value of headersOf(mail, ENVELOPE_HEADERS)) {
    const id = idIn(BOUNCE_ADDRESS, value.slice(0, 2000));
    if (id) return id;
  }
  return null;
}

/** The token of the way out the mail was sent to. */
export function wayOutOf(mail: Email): string | null {
  for (const value of headersOf(mail, ENVELOPE_HEADERS)) {
    const token = UNSUBSCRIBE_ADDRESS.exec(value.slice(0, 2000))?.[1];
    if (token) return token;
  }
  return null;
}

/** The letter of ours that the mail was sent in answer to: from where it was sent, else from the mail it answers. */
export function letterOf(mail: Email): LetterReference | null {
  for (const value of headersOf(mail, [...ENVELOPE_HEADERS, 'in-reply-to', 'references'])) {
    const [, id, seal] = LETTER.exec(value.slice(0, 8000)) ?? [];
    if (id !== undefined && seal !== undefined) return { id: id.toLowerCase(), seal: seal.toLowerCase() };
  }
  return null;
}

/** From the mail this one answers. */
export function fromReferences(mail: Email): string | null {
  for (const value of headersOf(mail, ['in-reply-to', 'references'])) {
    const id = idIn(MESSAGE_ID, value.slice(0, 8000));
    if (id) return id;
  }
  return null;
}

/** For reports: from the envelope, what we gave the mail on its way, or the mail that came back. */
export function ofReport(mail: Email, text: string, envelopeId: string | null): string | null {
  const known =
    fromEnvelope(mail) ??
    (envelopeId === null ? undefined : idIn(ENVELOPE_ID, envelopeId)) ??
    fromReferences(mail);
  if (known) return known;
  const returned = mail.attachments
    .filter(({ mimeType }) => RETURNED.test(mimeType))
    .slice(0, 10)
    .map(textInside);
  for (const part of [...returned, text]) {
    const id = idIn(MESSAGE_ID, part) ?? idIn(BOUNCE_ADDRESS, part);
    if (id) return id;
  }
  return null;
}
