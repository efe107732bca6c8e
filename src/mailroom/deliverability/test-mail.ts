/** A mail to oneself by the way that invitations take: the same server, signature, headers and envelope. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { bounceAddressOf } from '../../invitations';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { newId } from '../../platform/database';
import { RateLimits } from '../../platform/http';
import { I18n } from '../../platform/i18n';
import { Mailer, MailRefused, MailTemplates } from '../../platform/mail';
import { SettingsStore } from '../../platform/views';

const PER_HOUR = 10;

/** `captured`: there is no mail server, it lies in the test mailbox. */
export type TestOutcome =
  { readonly state: 'sent' | 'captured' } | { readonly state: 'refused'; readonly code: string };

@Injectable()
export class TestMail {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly limits: RateLimits,
    private readonly mailer: Mailer,
    private readonly templates: MailTemplates,
  ) {}

  /** @throws DomainError `rate_limited` */
  async send(viewer: Viewer): Promise<TestOutcome> {
    await this.limits.require(`mailroom.test:${viewer.userId}`, PER_HOUR, 3600);
    const { locale } = viewer;
    const { name, accent, mailFromName } = await this.settings.get('organization');
    const { baseUrl } = this.config;
    const say = (key: string, params = {}) => this.i18n.text(locale, key, params);
    const at = this.i18n.formatsFor(locale).instant(this.clock.now(), 'short');
    const written = this.templates.render('staff-note', locale, {
      title: say('mailroom.test_subject', { organization: name }),
      organization: { name, accent },
      heading: say('mailroom.test_heading'),
      lines: [say('mailroom.test_line', { at }), say('mailroom.test_look')],
      quote: null,
      from: null,
      href: `${baseUrl}/invitations/deliverability`,
      action: say('mailroom.test_back'),
      foot: say('mailroom.test_foot'),
    });
    const id = newId();
    try {
      await this.mailer.send({
        to: { name: viewer.name, address: viewer.email },
        fromName: mailFromName || name,
        ...written,
        headers: { 'List-ID': `<invitations.${new URL(baseUrl).hostname}>` },
        messageId: `<test-${id}@${new URL(baseUrl).hostname}>`,
        envelopeFrom: bounceAddressOf(id, this.mailer.senderAddress),
      });
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      const code = [error.responseCode, error.enhancedCode].filter((part) => part !== null).join(' ');
      return { state: 'refused', code: code || '–' };
    }
    return { state: this.config.smtpUrl === null ? 'captured' : 'sent' };
  }
}
