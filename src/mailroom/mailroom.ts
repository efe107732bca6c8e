/**
 * Takes a mail in: reads it, and does what it asks for, in one transaction and once, however often it comes. What is
 * suppressed is always the address that was written to, never one that the mail names: nobody can have somebody else's
 * address suppressed.
 */
import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Suppressions } from '../customers';
import { type MailedInvitation, MailOutcomes, receiverOf } from '../invitations';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database, newId } from '../platform/database';
import { Jobs } from '../platform/jobs';
import { Mailer } from '../platform/mail';
import { SettingsStore } from '../platform/views';
import { Correspondence } from './correspondence';
import { forwardReply } from './mailroom.jobs';
import { mailroomSettings } from './mailroom-settings';
import { MailroomStore, type Way } from './mailroom.store';
import { type DeliveryReport, type IncomingMail, readIncoming } from './reading';

const DAY = 86_400_000;
/** A mail without a reference is a customer's reply when we wrote to the address this lately. */
const REPLY_DAYS = 30;
/** A mail that has not come back by then has arrived. */
const BOUNCE_DAYS = 5;
/** More replies to one invitation than this are counted and not kept: somebody's machine is talking. */
const MOST_REPLIES = 20;
/** Kinds of feedback (RFC 5965, 3.1) by which somebody says "no more of this". */
const UNWANTED = ['abuse', 'fraud', 'opt-out', 'opt-out-list', 'other'];

export interface TakenIn {
  /** What the mail was. */
  class: string;
  /** False when it came in before: nothing was done. */
  fresh: boolean;
}

@Injectable()
export class Mailroom {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly suppressions: Suppressions,
    private readonly outcomes: MailOutcomes,
    private readonly jobs: Jobs,
    private readonly mailer: Mailer,
    private readonly store: MailroomStore,
    private readonly correspondence: Correspondence,
  ) {}

  /** @param raw the message as it went over the wire @throws Error inside a transaction */
  async takeIn(raw: Uint8Array, way: Way): Promise<TakenIn> {
    this.database.refuseInTransaction('Reading a mail');
    const read = await readIncoming(raw);
    return this.database.transaction(async () => {
      const now = this.clock.now();
      const settings = await this.settings.get(mailroomSettings);
      const invitation = await this.invitationOf(read, now);
      const mail = this.judged(read, invitation, settings.forwardTo);
      const report = mail.what === 'delivery' ? reportAbout(mail.reports, invitation) : undefined;
      const email = invitation?.email ?? null;
      const fresh = await this.store.add({
        hash: this.hashOf(read, raw),
        class: mail.what,
        way,
        receivedAt: now,
        invitationId: invitation?.id ?? null,
        kind: report ? (report.kind ?? report.action) : mail.what === 'complaint' ? mail.feedback : null,
        code: report?.status ?? null,
        receiver: email === null ? null : shortReceiver(email),
        addressHash: email === null ? null : this.suppressions.hashOf(email),
      });
      if (fresh) await this.act(mail, invitation, report, now);
      return { class: mail.what, fresh };
    });
  }

  /** The invitation a mail is about: the one it names, else the last one mailed to the person who writes. */
  private async invitationOf(mail: IncomingMail, now: number): Promise<MailedInvitation | undefined> {
    if (mail.invitationId !== null) return this.outcomes.byId(mail.invitationId);
    if (mail.what !== 'reply' || this.correspondence.of(mail.letter)) return undefined;
    return this.outcomes.lastMailedTo(mail.from, now - REPLY_DAYS * DAY);
  }

  /** What only shows here: that nobody we know wrote, or we ourselves did. */
  private judged(
    mail: IncomingMail,
    invitation: MailedInvitation | undefined,
    forwardTo: string,
  ): IncomingMail {
    if (mail.what !== 'reply') return mail;
    const { messageId, invitationId, from } = mail;
    const ours = [forwardTo.toLowerCase(), this.mailer.senderAddress.toLowerCase()];
    if (ours.includes(from)) return { what: 'own', messageId, invitationId };
    const isOurs = invitation !== undefined || this.correspondence.of(mail.letter) !== undefined;
    return isOurs ? mail : { what: 'unknown', messageId, invitationId };
  }

  private async act(
    mail: IncomingMail,
    invitation: MailedInvitation | undefined,
    report: DeliveryReport | undefined,
    now: number,
  ): Promise<void> {
    if (mail.what === 'unsubscribe') {
      await this.outcomes.endByToken(mail.token);
    } else if (mail.what === 'reply' && mail.letter && this.correspondence.of(mail.letter)) {
      await this.correspondence.of(mail.letter)?.received({ ...mail, letter: mail.letter });
    } else if (!invitation && mail.what === 'delivery' && mail.invitationId !== null && mail.reports[0]) {
      await this.correspondence.returned(mail.invitationId, mail.reports[0]);
    } else if (invitation) {
      if (report) await this.delivery(invitation, report, now);
      else if (mail.what === 'complaint') await this.complaint(invitation, mail.feedback, now);
      else if (mail.what === 'reply') await this.reply(invitation, mail, now);
      // Somebody on holiday has a mailbox.
      else if (mail.what === 'auto_reply' || mail.what === 'receipt')
        await this.outcomes.arrived(invitation.id, now);
    }
  }

  private async delivery(invitation: MailedInvitation, report: DeliveryReport, now: number): Promise<void> {
    const { id, email } = invitation;
    const { action, kind, status } = report;
    if (action === 'delivered') await this.outcomes.arrived(id, now);
    if (action === 'delayed') await this.outcomes.note(id, now, 'delayed', status ? { error: status } : {});
    if (action !== 'failed' || kind === null) return;
    await this.outcomes.cameBack(id, now, `${kind}_bounce`, status);
    if (email === null) return;
    if (kind === 'hard') await this.outcomes.endMailsTo(email, 'bounced', id, now);
    if (kind === 'soft' && (await this.isTooSoft(invitation, email, now)))
      await this.outcomes.endMailsTo(email, 'bounced', id, now);
  }

  /** Whether the address failed so often in a row, over so many days, that it counts as one that does not exist. */
  private async isTooSoft(invitation: MailedInvitation, email: string, now: number): Promise<boolean> {
    const { softBounces, softBounceDays } = await this.settings.get(mailroomSettings);
    const reachedAt =
      invitation.customerId === null
        ? 0
        : await this.outcomes.lastReached(invitation.customerId, now - BOUNCE_DAYS * DAY);
    const { count, firstAt } = await this.store.softBounces(this.suppressions.hashOf(email), reachedAt);
    return count >= softBounces && firstAt !== null && now - firstAt > softBounceDays * DAY;
  }

  private async complaint(invitation: MailedInvitation, feedback: string, now: number): Promise<void> {
    if (!UNWANTED.includes(feedback)) return;
    await this.outcomes.note(invitation.id, now, 'complained');
    if (invitation.email !== null)
      await this.outcomes.endMailsTo(invitation.email, 'complained', invitation.id, now);
  }

  private async reply(
    invitation: MailedInvitation,
    mail: IncomingMail & { what: 'reply' },
    now: number,
  ): Promise<void> {
    await this.outcomes.arrived(invitation.id, now);
    // After an erasure nothing of the customer is kept, not even new words.
    if (invitation.email === null || (await this.store.countReplies(invitation.id)) >= MOST_REPLIES) return;
    const { forwardTo } = await this.settings.get(mailroomSettings);
    const id = newId();
    await this.store.addReply({
      id,
      invitationId: invitation.id,
      receivedAt: now,
      fromCustomer: mail.from === invitation.email,
      sender: mail.from,
      subject: mail.subject,
      text: mail.text,
      attachments: mail.attachments,
      forward: forwardTo === '' ? 'none' : 'waiting',
    });
    await this.outcomes.note(invitation.id, now, 'replied');
    if (forwardTo !== '') await this.jobs.enqueue(forwardReply, { replyId: id });
  }

  /**
   * The same mail has the same hash, whichever way it comes. What it is about is part of it, because some systems give
   * all their reports one Message-ID. Keyed: a Message-ID may tell who wrote.
   */
  private hashOf(mail: IncomingMail, raw: Uint8Array): string {
    const identity = mail.messageId ?? createHash('sha256').update(raw).digest('hex');
    return createHmac('sha256', this.config.secretKey)
      .update(`incoming-mail:${mail.what}:${mail.invitationId ?? ''}:${identity}`)
      .digest('hex');
  }
}

/**
 * The report about the customer's address. One that names another address only (a mail that was forwarded, or an
 * address that was changed since) is no proof against this one: it counts as soft at most.
 */
export function reportAbout(
  reports: readonly DeliveryReport[],
  invitation: { email: string | null } | undefined,
): DeliveryReport | undefined {
  const email = invitation?.email ?? null;
  const own = reports.find(({ recipient }) => recipient !== null && recipient === email);
  if (own) return own;
  const nameless = reports.find(({ recipient }) => recipient === null);
  const first = nameless ?? reports.find(({ action }) => action === 'failed') ?? reports[0];
  return first && !nameless && first.kind === 'hard' ? { ...first, kind: 'soft' } : first;
}

/** A provider, or `other`: the domain of a small receiver could tell who somebody is. */
function shortReceiver(email: string): string {
  const receiver = receiverOf(email);
  return receiver.includes('.') ? 'other' : receiver;
}
