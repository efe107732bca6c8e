/** A mail server that takes every mail and remembers what a receiver would see: the envelope and the bytes. */
import type { AddressInfo } from 'node:net';
import { domainToASCII } from 'node:url';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  /** What MAIL FROM and RCPT TO said: nobody else gets the mail, whatever its headers say. */
  from: string;
  to: string[];
  raw: Buffer;
  mail: Email;
  /** The header lines, unfolded, in their order; names as written. */
  headers: { name: string; value: string }[];
}

export interface SmtpSink {
  url: string;
  received: ReceivedMail[];
  /** Whether it says that it is busy, and to come again later. */
  busy: boolean;
  close(): Promise<void>;
}

export async function smtpSink(): Promise<SmtpSink> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    onMailFrom: (_address, _session, done) =>
      done(sink.busy ? Object.assign(new Error('Busy'), { responseCode: 451 }) : null),
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    // Addresses beyond ASCII would need a receiver that knows them.
    hideSMTPUTF8: true,
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        void PostalMime.parse(raw).then((mail) => {
          received.push({
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map(({ address }) => asOnTheWire(address)),
            raw,
            mail,
            headers: headerLines(raw),
          });
          done(null);
        });
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${port}`,
    received,
    busy: false,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return sink;
}

/** The server library shows hosts in their own letters. */
function asOnTheWire(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  return address.slice(0, at) + domainToASCII(address.slice(at));
}

/** Taken apart by hand, so that no parser's kindness hides a header that should not be there. */
export function headerLines(raw: Buffer): ReceivedMail['headers'] {
  const [head = ''] = raw.toString('latin1').split('\r\n\r\n', 1);
  return head
    .replace(/\r\n([ \t])/g, '$1')
    .split('\r\n')
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, Math.max(0, colon)), value: line.slice(colon + 1).trim() };
    });
}
