/** One mail to one person, and the ways in which a mail server may decline it. */
import { z } from 'zod';
import { inOwnDirection } from '../../kernel';
import { parseInput, zEmail } from '../errors';
import type { MailBody } from './mail-body';

/** What the reader sees: written out, or put together already. */
export type MailContent =
  { readonly html: string; readonly text: string; readonly body?: never } | { readonly body: MailBody };

export type OutgoingMail = MailHead & MailContent;

export interface MailHead {
  /** Exactly one person. A name may be anything; an address has to be a single valid one. */
  to: { name?: string; address: string };
  subject: string;
  /** Further headers, such as `List-Unsubscribe`. */
  headers: Record<string, string>;
  /** Stable over retries, `<id@domain>`: a mail sent twice is recognised as one. */
  messageId: string;
  /** Shown as the sender's name in place of the configured one. */
  fromName?: string;
  /** Where bounces go; default: the configured sender. */
  envelopeFrom?: string;
  replyTo?: string;
}

export interface SentMail {
  messageId: string;
  /** What the mail server answered. */
  response: string;
}

/** The mail was not accepted, or nobody knows whether it was. Carries no address and no text of the server. */
export class MailRefused extends Error {
  /** True: trying this mail again is pointless and against RFC 5321. False: try later. */
  readonly permanent: boolean;
  /** SMTP reply code; null when there was no reply. */
  readonly responseCode: number | null;
  /** RFC 3463 code such as `5.1.1`, the one to decide by; null when the server gave none. */
  readonly enhancedCode: string | null;
  /** True: the connection broke after the mail was handed over. It may have arrived; sending again may duplicate it. */
  readonly uncertain: boolean;
  /**
   * What the failure says about us and the server rather than about this mail: our sign-in was refused, or there was
   * no connection. Every other mail would fare the same.
   */
  readonly aboutUs: 'sign_in' | 'connection' | null;

  constructor(refusal: {
    permanent: boolean;
    responseCode: number | null;
    enhancedCode?: string | null;
    uncertain?: boolean;
    aboutUs?: 'sign_in' | 'connection' | null;
  }) {
    const { permanent, responseCode, enhancedCode = null, uncertain = false, aboutUs = null } = refusal;
    const outcome = uncertain ? 'may or may not have arrived' : permanent ? 'was refused' : 'was put off';
    super(`The mail ${outcome} (${[responseCode ?? 'no reply', enhancedCode].filter(Boolean).join(' ')}).`);
    this.name = 'MailRefused';
    this.permanent = permanent;
    this.responseCode = responseCode;
    this.enhancedCode = enhancedCode;
    this.uncertain = uncertain;
    this.aboutUs = aboutUs;
  }
}

const address = z.strictObject({ address: zEmail });
const CONTROL_RUN = /[\p{Cc}\u2028\u2029]+/gu;

/** Text that fits on one line of a header: what could end the line becomes a space. */
export function oneLine(text: string): string {
  return text.replace(CONTROL_RUN, ' ').trim();
}

/**
 * A name or a subject as a mail program is to show it: on one line, in its own direction, and never as an encoded word
 * (RFC 2047), which would be decoded into something that nobody checked.
 */
export function shownWords(text: string): string {
  return oneLine(inOwnDirection(text)).replaceAll('=?', '= ?');
}

/**
 * The single address in `value`.
 * @throws MailRefused, permanently, for anything else: a list would reach people nobody meant
 */
export function singleAddress(value: string): string {
  try {
    return parseInput(address, { address: value }).address;
  } catch {
    throw new MailRefused({ permanent: true, responseCode: null, enhancedCode: '5.1.3' });
  }
}

/**
 * One of our own addresses, which may be on a bare host such as `localhost`.
 * @throws Error for anything that is no single address: a fault of the settings or of the caller
 */
export function ownAddress(value: string): string {
  if (!/^[^\s<>()[\]@,;:"\\]+@[^\s<>()@,;:"\\]+$/.test(value))
    throw new Error('A sending address reads name@domain.');
  return value;
}

/** @throws Error for header names and Message-IDs that are no such thing: a fault of the caller */
export function checkedHeaders(mail: MailHead): Record<string, string> {
  if (!/^<[^\s<>@]+@[^\s<>@]+>$/.test(mail.messageId)) throw new Error('A Message-ID reads <id@domain>.');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name))
      throw new Error('A header name has letters, digits and hyphens.');
    headers[name] = oneLine(value);
  }
  return headers;
}
