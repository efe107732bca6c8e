/**
 * Brings customers' replies to a person. The mail is from us and says so; an answer to it goes to the customer. It
 * never goes in a circle: it bears a header of its own, machines' answers to it are dropped, and there is a most per
 * hour.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { RateLimits } from '../platform/http';
import { I18n } from '../platform/i18n';
import { Jobs, type JobOutcome } from '../platform/jobs';
import { Mailer, MailRefused, MailTemplates } from '../platform/mail';
import { SettingsStore } from '../platform/views';
import { forwardReply } from './mailroom.jobs';
import { mailroomSettings } from './mailroom-settings';
import { MailroomStore, type ReplyRow } from './mailroom.store';
import { FORWARDED_HEADER } from './reading';

const HOUR_SECONDS = 3600;

@Injectable()
export class Forwarding {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly limits: RateLimits,
    private readonly jobs: Jobs,
    private readonly mailer: Mailer,
    private readonly templates: MailTemplates,
    private readonly store: MailroomStore,
  ) {}

  /** @throws MailRefused when it is worth another attempt */
  async forward(replyId: string): Promise<JobOutcome> {
    const { forwardTo, forwardsPerHour } = await this.settings.get(mailroomSettings);
    const reply = await this.store.reply(replyId);
    if (!reply || reply.forward !== 'waiting') return 'skipped';
    if (forwardTo === '' || reply.text === null || reply.sender === null) {
      await this.store.settleForward(replyId, 'none', this.clock.now());
      return 'skipped';
    }
    const { allowed, retryAfterSeconds } = await this.limits.hit(
      'mailroom.forward',
      forwardsPerHour,
      HOUR_SECONDS,
    );
    if (!allowed) {
      await this.jobs.enqueue(
        forwardReply,
        { replyId },
        { runAt: this.clock.now() + retryAfterSeconds * 1000 },
      );
      return 'skipped';
    }
    try {
      await this.send(reply, reply.sender, forwardTo);
    } catch (error) {
      if (!(error instanceof MailRefused) || !error.permanent) throw error;
      await this.store.settleForward(replyId, 'failed', this.clock.now());
      return 'success';
    }
    await this.store.settleForward(replyId, 'sent', this.clock.now());
    return 'success';
  }

  private async send(reply: ReplyRow, sender: string, forwardTo: string): Promise<void> {
    const { locale, name, accent } = await this.settings.get('organization');
    const { baseUrl } = this.config;
    const say = (key: string, params = {}) => this.i18n.text(locale, key, params);
    const lines = [say('mailroom.forward_intro', { organization: name })];
    if (reply.attachments > 0) lines.push(say('mailroom.reply_attachments', { count: reply.attachments }));
    const written = this.templates.render('staff-note', locale, {
      title: say('mailroom.forward_subject', { subject: reply.subject ?? '' }),
      organization: { name, accent },
      heading: say('mailroom.forward_heading'),
      lines,
      quote: reply.text,
      from: reply.fromCustomer === 1 ? null : say('mailroom.reply_other_address'),
      href: `${baseUrl}/invitations/${reply.invitationId}`,
      action: say('mailroom.forward_open'),
      foot: say('mailroom.forward_foot'),
    });
    await this.mailer.send({
      to: { address: forwardTo },
      ...written,
      headers: { [FORWARDED_HEADER]: '1' },
      messageId: `<reply-${reply.id}@${new URL(baseUrl).hostname}>`,
      replyTo: sender,
    });
  }
}
