/** What a mail that came in turns out to be. Everything else about it is forgotten. */

/** What a report says of the address: see `bounceKind`. */
export type BounceKind = 'hard' | 'soft' | 'policy';

/** What became of a mail of ours at one address (RFC 3464, 2.3). */
export interface DeliveryReport {
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Only for `failed`. */
  kind: BounceKind | null;
  /** The enhanced status code of RFC 3463, such as `5.1.1`; null when the report has none that says anything. */
  status: string | null;
  /** The address the report is about, normalised; null when it names none. */
  recipient: string | null;
}

/** Which letter of ours a mail answers, and the proof that we gave it this name. */
export interface LetterReference {
  readonly id: string;
  readonly seal: string;
}

interface Known {
  /** As written, without its brackets; null when there is none. */
  messageId: string | null;
  /** The invitation the mail is about, from our own envelope address or Message-ID; null when it names none. */
  invitationId: string | null;
}

/** The mail is about one we sent: it arrived, waits, or came back. */
export type ReturnedMail = Known & { what: 'delivery'; reports: readonly DeliveryReport[] };
/** Somebody pressed "this is spam" (RFC 5965). `feedback` is its kind: `abuse`, `fraud`, `not-spam`… */
export type Complaint = Known & { what: 'complaint'; feedback: string };
/** The mail program's way out: a mail to `unsubscribe+<token>@…` (RFC 2369). */
export type WayOut = Known & { what: 'unsubscribe'; token: string };
/** A person wrote. Whether as an answer to one of our mails is not known here. */
export type PersonsMail = Known & {
  what: 'reply';
  /** The writer's address, normalised. */
  from: string;
  subject: string;
  /** What the person wrote, without the mail it answers and without any link of ours. */
  text: string;
  /** How many files came with it; they are not kept. */
  attachments: number;
  /** The letter of ours it answers; null for none. */
  letter: LetterReference | null;
};
/**
 * Written by a machine, or by nobody we can tell: `auto_reply` (holidays and the like), `challenge` ("prove that you are
 * human"), `receipt` (it was opened), `bulk` (newsletters, lists), `own` (one of ours that came back in a circle).
 */
export type NobodysMail = Known & {
  what: 'auto_reply' | 'challenge' | 'receipt' | 'bulk' | 'own' | 'unknown';
};

export type IncomingMail = ReturnedMail | Complaint | WayOut | PersonsMail | NobodysMail;

export const MAIL_CLASSES = [
  'delivery', 'complaint', 'unsubscribe', 'reply', 'auto_reply', 'challenge', 'receipt', 'bulk', 'own', 'unknown',
] as const satisfies readonly IncomingMail['what'][]; // prettier-ignore
