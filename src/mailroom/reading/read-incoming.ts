/**
 * Reads a mail that came in: what it is, and which invitation it is about. Knows no database and no clock; whatever it
 * is given, it answers and never throws.
 */
import type { Email } from 'postal-mime';
import { normaliseEmail } from '../../customers';
import { readDeliveryStatus } from './delivery-status';
import type { IncomingMail } from './incoming-mail';
import { headerOf, senderOf, takeApart, textInside, textOf } from './mime';
import { readOldBounce } from './old-bounce';
import { replyText } from './reply-text';
import { fromEnvelope, fromReferences, letterOf, ofReport, wayOutOf } from './whose';
import { machineKind } from './written-by-machine';

const FEEDBACK_TYPE = /^feedback-type\s*:\s*([a-z-]{1,40})/im;
const ADDRESS = /^[^\s<>()[\]",;:\\@]{1,64}@[^\s<>()[\]",;:\\@]{1,253}$/;

/** @param raw the message as it went over the wire; of more than 2 MB only the beginning is read */
export async function readIncoming(raw: Uint8Array): Promise<IncomingMail> {
  const mail = await takeApart(raw);
  if (!mail) return { what: 'unknown', messageId: null, invitationId: null };
  const messageId = messageIdOf(mail);
  const text = await textOf(mail);
  return (
    asReport(mail, text, messageId) ??
    asWayOut(mail, messageId) ??
    asMachines(mail, messageId) ??
    asPersons(mail, text, messageId)
  );
}

function messageIdOf(mail: Email): string | null {
  const id = (mail.messageId ?? '').replace(/^[\s<]+|[\s>]+$/g, '').slice(0, 500);
  return id === '' ? null : id;
}

/** A report of a mail system or a provider about one of our mails. */
function asReport(mail: Email, text: string, messageId: string | null): IncomingMail | undefined {
  const part = (kind: RegExp) => mail.attachments.find(({ mimeType }) => kind.test(mimeType));
  const feedback = part(/^message\/feedback-report$/);
  if (feedback) {
    const kind = FEEDBACK_TYPE.exec(textInside(feedback))?.[1]?.toLowerCase() ?? 'abuse';
    return { what: 'complaint', feedback: kind, messageId, invitationId: ofReport(mail, text, null) };
  }
  const status = part(/^message\/(global-)?delivery-status$/);
  if (status) {
    const { reports, envelopeId } = readDeliveryStatus(textInside(status));
    const invitationId = ofReport(mail, text, envelopeId);
    if (reports.length > 0) return { what: 'delivery', reports, messageId, invitationId };
  }
  if (part(/^message\/(global-)?disposition-notification$/)) {
    return { what: 'receipt', messageId, invitationId: ofReport(mail, text, null) };
  }
  const old = readOldBounce(mail, text);
  return old && { what: 'delivery', reports: [old], messageId, invitationId: ofReport(mail, text, null) };
}

function asWayOut(mail: Email, messageId: string | null): IncomingMail | undefined {
  const token = wayOutOf(mail);
  return token === null ? undefined : { what: 'unsubscribe', token, messageId, invitationId: null };
}

function asMachines(mail: Email, messageId: string | null): IncomingMail | undefined {
  const what = machineKind(mail);
  if (!what) return undefined;
  return { what, messageId, invitationId: fromReferences(mail) ?? fromEnvelope(mail) };
}

function asPersons(mail: Email, text: string, messageId: string | null): IncomingMail {
  const from = normaliseEmail(senderOf(mail).address);
  const written = replyText(text);
  const subject = (mail.subject ?? '')
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 300);
  const invitationId = fromReferences(mail) ?? fromEnvelope(mail);
  const isEmpty = written === '' && mail.attachments.length === 0 && headerOf(mail, 'in-reply-to') === null;
  if (!ADDRESS.test(from) || isEmpty) return { what: 'unknown', messageId, invitationId };
  return {
    what: 'reply',
    from,
    subject,
    text: written,
    attachments: mail.attachments.length,
    letter: letterOf(mail),
    messageId,
    invitationId,
  };
}
