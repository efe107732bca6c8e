/**
 * Hands one mail at a time to the mail server, or keeps it in the mailbox at `/dev/mailbox` when there is none.
 *
 * SMTP delivers at least once and cannot be undone. Therefore: never inside a transaction, never resent by the
 * transport itself, and a broken connection after the hand-over is reported as uncertain instead of as a failure.
 */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import addressparser from 'nodemailer/lib/addressparser';
import MimeNode from 'nodemailer/lib/mime-node';
import { Clock } from '../clock';
import { Config } from '../config';
import { Database } from '../database';
import { bodyHash, MailFrame } from './mail-body';
import {
  checkedHeaders,
  ownAddress,
  shownWords,
  singleAddress,
  type OutgoingMail,
  type SentMail,
} from './outgoing-mail';
import { refusalOf } from './refusal';
import { Signer } from './signature';
import { SmtpFailure, SmtpPool } from './smtp-pool';

/** Every mail of the product is written by a program: answering machines stay silent (RFC 3834). */
const ALWAYS = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly smtp: SmtpPool | undefined;
  private readonly signer: Signer | undefined;
  private readonly sender: { name: string; address: string };

  constructor(
    config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.signer = config.dkim ? new Signer(config.dkim) : undefined;
    this.smtp = config.smtpUrl === null ? undefined : new SmtpPool(config.smtpUrl);
    const [sender] = addressparser(config.mailFrom, { flatten: true });
    this.sender = { name: sender?.name ?? '', address: ownAddress(sender?.address ?? '') };
  }

  /** The configured sending address: its domain is that of Message-IDs and bounce addresses. */
  get senderAddress(): string {
    return this.sender.address;
  }

  /**
   * Sends the mail and returns when the server has taken responsibility for it.
   * @param before runs when the mail is written and a connection is there, before anything of it leaves; what it throws
   *   keeps the mail here
   * @throws MailRefused when it has not, or when nobody knows
   * @throws Error inside a transaction
   */
  async send(mail: OutgoingMail, before: () => Promise<void> = () => Promise.resolve()): Promise<SentMail> {
    this.database.refuseInTransaction('Sending a mail');
    const { envelope, subject, raw } = await this.compose(mail);
    if (!this.smtp) {
      await before();
      await this.database.run(
        'INSERT INTO captured_mail (captured_at, envelope_from, envelope_to, subject, raw) VALUES (?, ?, ?, ?, ?)',
        [this.clock.now(), envelope.from, envelope.to.join(), subject, raw.toString('latin1')],
      );
      return { messageId: mail.messageId, response: '250 captured' };
    }
    try {
      return { messageId: mail.messageId, response: await this.smtp.send(envelope, raw, before) };
    } catch (error) {
      throw error instanceof SmtpFailure ? refusalOf(error.fault, error.handedOver) : error;
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
    const body = mail.body ?? new MailFrame(mail.html, mail.text).filled([]);
    const head = new MimeNode(body.contentType).setHeader({
      From: from,
      To: to,
      ...(mail.replyTo !== undefined && { 'Reply-To': ownAddress(mail.replyTo) }),
      Subject: subject,
      'Message-ID': mail.messageId,
      Date: new Date(this.clock.now()),
      ...ALWAYS,
      ...checkedHeaders(mail),
    });
    const headers = head.buildHeaders();
    const signature = await this.signer?.line(headers, bodyHash(body));
    const lines = signature === undefined ? headers : `${signature}\r\n${headers}`;
    const raw = Buffer.concat([Buffer.from(`${lines}\r\n\r\n`), body.bytes]);
    return { envelope, subject, raw };
  }
}
