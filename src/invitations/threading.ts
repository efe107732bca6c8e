/**
 * Under which mails a mail is filed (RFC 5322, 3.6.4). Mail programs show an invitation beneath the customer's ticket
 * when the contact says which ticket it was, and a reminder beneath the mail it reminds of.
 */
import { createHash } from 'node:crypto';
import type { ContactData } from './later-contact';

/** What a contact says about its ticket. */
export interface Ticket {
  /** `data.messageId`: a mail of the conversation the customer has; null when it is not known, or no Message-ID. */
  readonly messageId: string | null;
  /** The same for all contacts about one `data.ticket` of one source; null when there is none. */
  readonly key: string | null;
}

export const NO_TICKET: Ticket = { messageId: null, key: null };

/** Printable ASCII without `<`, `>` and `@`: what goes into a header has to be a Message-ID and nothing more. */
const MESSAGE_ID = /^<[!-;=?A-~]{1,120}@[!-;=?A-~]{1,120}>$/;

/** @param source the program that reported the contact: two of them may count their tickets alike */
export function ticketOf(source: string, data: ContactData): Ticket {
  const { messageId, ticket } = data;
  const named = typeof ticket === 'number' || (typeof ticket === 'string' && ticket !== '');
  return {
    messageId: typeof messageId === 'string' && MESSAGE_ID.test(messageId) ? messageId : null,
    key: named ? createHash('sha256').update(`${source}\n${ticket}`).digest('hex').slice(0, 32) : null,
  };
}

/**
 * `In-Reply-To` names the closest mail, `References` all of them, oldest first; no header where nothing is known.
 * @param remindsOf Message-ID of the first mail; null for a first mail
 * @param host of the web address: what our own Message-IDs end in
 */
export function threadHeaders(
  { key, messageId }: Ticket,
  remindsOf: string | null,
  host: string,
): Record<string, string> {
  const ticket = key === null ? null : `<ticket-${key}@${host}>`;
  const references = [ticket, messageId, remindsOf].filter((id) => id !== null);
  const closest = references.at(-1);
  return closest === undefined ? {} : { 'In-Reply-To': closest, References: references.join(' ') };
}
