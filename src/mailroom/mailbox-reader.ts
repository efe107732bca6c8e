/** Reads new mails out of a mailbox by IMAP, oldest first, each one only after the one before is dealt with. */
import type { ImapFlow } from 'imapflow';
import type { ImapConfig } from '../platform/config';
import { LARGEST_MAIL } from './reading';

/** How far a mailbox was read. Numbers mean something only as long as the mailbox says it is the same one. */
export interface MailboxPlace {
  uidValidity: string | null;
  lastUid: number;
}

/** Why a mailbox cannot be read, in words that name nobody. */
export const MAILBOX_ERRORS = ['connect', 'tls', 'sign_in', 'folder', 'lost', 'ours'] as const;
export type MailboxError = (typeof MAILBOX_ERRORS)[number];

export class MailboxUnreadable extends Error {
  constructor(readonly reason: MailboxError) {
    super(`The mailbox cannot be read (${reason}).`);
    this.name = 'MailboxUnreadable';
  }
}

export interface MailboxVisit {
  /** Deals with one mail. When it throws, the visit ends there and the mail is read again the next time. */
  take(raw: Uint8Array): Promise<unknown>;
  /** The mails up to here are dealt with. */
  reached(place: MailboxPlace): Promise<void>;
  signal: AbortSignal;
}

const MOST_PER_VISIT = 200;

/**
 * @returns how many mails were read
 * @throws MailboxUnreadable
 * @throws whatever `take` and `reached` throw
 */
export async function readMailbox(
  config: ImapConfig,
  place: MailboxPlace,
  visit: MailboxVisit,
): Promise<number> {
  // Loaded where a mailbox is read: it takes eight megabytes, and most servers read none.
  const { ImapFlow: Client } = await import('imapflow');
  const client = new Client(optionsOf(config));
  // Without a listener a lost connection would end the process; the command under way fails with it, too.
  client.on('error', () => undefined);
  try {
    await orUnreadable(client.connect(), connectFault);
    const lock = await orUnreadable(client.getMailboxLock(config.folder), () => 'folder');
    try {
      return await readOpen(client, config, place, visit);
    } finally {
      lock.release();
    }
  } finally {
    await client.logout().catch(() => client.close());
  }
}

async function readOpen(
  client: ImapFlow,
  config: ImapConfig,
  place: MailboxPlace,
  visit: MailboxVisit,
): Promise<number> {
  const uidValidity = client.mailbox ? String(client.mailbox.uidValidity) : '';
  const known = place.uidValidity === uidValidity ? place.lastUid : 0;
  // In a mailbox that is new to us, what somebody has read already is history.
  const query = known > 0 ? { uid: `${known + 1}:*` } : { seen: false };
  const found = (await orUnreadable(client.search(query, { uid: true }), lostFault)) || [];
  const uids = found.filter((uid) => uid > known).sort((a, b) => a - b);
  let read = 0;
  for (const uid of uids.slice(0, MOST_PER_VISIT)) {
    if (visit.signal.aborted) break;
    const mail = await orUnreadable(
      client.fetchOne(
        String(uid),
        { uid: true, source: { start: 0, maxLength: LARGEST_MAIL } },
        { uid: true },
      ),
      lostFault,
    );
    // Gone meanwhile: somebody else deleted it.
    if (mail && mail.source) {
      await visit.take(mail.source);
      await orUnreadable(putAway(client, uid, config.processed), lostFault);
    }
    await visit.reached({ uidValidity, lastUid: uid });
    read += 1;
  }
  if (read === 0 && known === 0) await visit.reached({ uidValidity, lastUid: lastUidOf(client) });
  return read;
}

/** The newest mail that is there: the next one will be new to us. */
function lastUidOf(client: ImapFlow): number {
  return client.mailbox ? Math.max(0, client.mailbox.uidNext - 1) : 0;
}

async function putAway(client: ImapFlow, uid: number, processed: string | null): Promise<void> {
  await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
  if (processed === null) return;
  const moved = await client.messageMove(String(uid), processed, { uid: true });
  if (moved) return;
  await client.mailboxCreate(processed);
  await client.messageMove(String(uid), processed, { uid: true });
}

function optionsOf(config: ImapConfig): ConstructorParameters<typeof ImapFlow>[0] {
  const onThisMachine = ['localhost', '127.0.0.1', '::1'].includes(config.host);
  return {
    host: config.host,
    port: config.port,
    secure: config.secure,
    // A password does not go over the network in the open.
    ...(!config.secure && !onThisMachine && { doSTARTTLS: true }),
    auth: { user: config.user, pass: config.password },
    logger: false,
    disableAutoIdle: true,
    clientInfo: { name: 'Aplauso' },
    connectionTimeout: 15_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    maxLineLength: 4 * LARGEST_MAIL,
    maxLiteralSize: 2 * LARGEST_MAIL,
    maxResponseSize: 4 * LARGEST_MAIL,
  };
}

async function orUnreadable<T>(work: Promise<T>, reason: (error: unknown) => MailboxError): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new MailboxUnreadable(reason(error));
  }
}

const lostFault = (): MailboxError => 'lost';

/** Texts of the server stay out of it: they may name the account. */
function connectFault(error: unknown): MailboxError {
  const fault = error as { authenticationFailed?: unknown; code?: unknown; message?: unknown };
  if (fault.authenticationFailed === true) return 'sign_in';
  const told = [fault.code, fault.message].filter((text) => typeof text === 'string').join(' ');
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/i.test(told) ? 'tls' : 'connect';
}
