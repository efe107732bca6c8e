/**
 * Hands one mail at a time to the mail server, or keeps it in the mailbox at `/dev/mailbox` when there is none.
 *
 * SMTP delivers at least once and cannot be undone. Therefore: never inside a transaction, never resent by the
 * transport itself, and a broken connection after the hand-over is reported as uncertain instead of as a failure.
 */
import { Readable } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import type { StreamSentMessageInfo } from 'nodemailer/lib/stream-transport';
import addressparser from 'nodemailer/lib/addressparser';
import { Clock } from '../clock';
import { Config } from '../config';
import { Database } from '../database';
import {
  checkedHeaders,
  ownAddress,
  shownWords,
  singleAddress,
  type OutgoingMail,
  type SentMail,
} from './outgoing-mail';
import { refusalOf } from './refusal';

/** Nodemailer's own list leaves out `List-Unsubscribe-Post`, which RFC 8058 wants signed. */
const SIGNED_HEADERS = [
  'From', 'Sender', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'To', 'Cc', 'MIME-Version', 'Content-Type',
  'Content-Transfer-Encoding', 'In-Reply-To', 'References', 'Auto-Submitted', 'List-Id', 'List-Unsubscribe',
  'List-Unsubscribe-Post',
].join(':'); // prettier-ignore

/** Every mail of the product is written by a program: answering machines stay silent (RFC 3834). */
const ALWAYS = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly smtp: ReturnType<typeof smtpTransport> | undefined;
  private readonly composer: Transporter<StreamSentMessageInfo>;
  /** Messages that were read to their end by the transport. */
  private readonly handedOver = new WeakSet<Buffer>();
  private readonly sender: { name: string; address: string };

  constructor(
    config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.composer = createTransport({
      streamTransport: true,
      buffer: true,
      newline: 'windows',
      ...dkimOf(config),
    });
    if (config.smtpUrl !== null) {
      this.smtp = smtpTransport(config.smtpUrl);
      this.watchHandOver(this.smtp);
    }
    const [sender] = addressparser(config.mailFrom, { flatten: true });
    this.sender = { name: sender?.name ?? '', address: ownAddress(sender?.address ?? '') };
  }

  /** The configured sending address: its domain is that of Message-IDs and bounce addresses. */
  get senderAddress(): string {
    return this.sender.address;
  }

  /**
   * Sends the mail and returns when the server has taken responsibility for it.
   * @throws MailRefused when it has not, or when nobody knows
   * @throws Error inside a transaction
   */
  async send(mail: OutgoingMail): Promise<SentMail> {
    this.database.refuseInTransaction('Sending a mail');
    const { envelope, subject, raw } = await this.compose(mail);
    if (!this.smtp) {
      await this.database.run(
        'INSERT INTO captured_mail (captured_at, envelope_from, envelope_to, subject, raw) VALUES (?, ?, ?, ?, ?)',
        [this.clock.now(), envelope.from, envelope.to.join(), subject, raw.toString('latin1')],
      );
      return { messageId: mail.messageId, response: '250 captured' };
    }
    try {
      const { response } = await this.smtp.sendMail({ envelope, raw });
      return { messageId: mail.messageId, response };
    } catch (error) {
      throw refusalOf(error, this.handedOver.has(raw));
    }
  }

  /** Closes the connections to the mail server. */
  onApplicationShutdown(): void {
    this.smtp?.close();
  }

  /** The finished, signed message: the same bytes for the mail server and for the mailbox. */
  private async compose(mail: OutgoingMail) {
    const to = { name: shownWords(mail.to.name ?? ''), address: singleAddress(mail.to.address) };
    const from = { ...this.sender, name: shownWords(mail.fromName ?? this.sender.name) };
    const subject = shownWords(mail.subject);
    const envelope = { from: ownAddress(mail.envelopeFrom ?? from.address), to: [to.address] };
    const { message: raw } = await this.composer.sendMail({
      from,
      to,
      subject,
      html: mail.html,
      text: mail.text,
      messageId: mail.messageId,
      date: new Date(this.clock.now()),
      headers: { ...ALWAYS, ...checkedHeaders(mail) },
      envelope,
      ...(mail.replyTo !== undefined && { replyTo: { name: '', address: ownAddress(mail.replyTo) } }),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    if (!Buffer.isBuffer(raw)) throw new Error('The composed mail is no buffer.');
    return { envelope, subject, raw };
  }

  /**
   * Nodemailer reports a broken connection the same way before and after the mail left. The message is therefore
   * handed to it as a stream that is first read when the server has asked for it, and that tells when it was read.
   */
  private watchHandOver(smtp: NonNullable<Mailer['smtp']>): void {
    const { handedOver } = this;
    smtp.use('stream', (mail, done) => {
      const raw: unknown = mail.data.raw;
      mail.message.createReadStream = () =>
        Readable.from(
          (async function* () {
            yield raw;
            if (Buffer.isBuffer(raw)) handedOver.add(raw);
          })(),
          { objectMode: false },
        );
      done();
    });
  }
}

function dkimOf({ dkim }: Config) {
  if (!dkim) return {};
  const { domain: domainName, selector: keySelector, privateKey } = dkim;
  return { dkim: { domainName, keySelector, privateKey, headerFieldNames: SIGNED_HEADERS } };
}

function smtpTransport(url: string) {
  return createTransport({
    url,
    pool: true,
    maxConnections: 5,
    maxMessages: 100,
    // By default the pool sends again when a connection breaks, even after the server may have taken the mail.
    maxRequeues: 0,
    // Servers drop idle connections without a word; ours go first, so that a broken one means something.
    idleTimeout: 20_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
  });
}
