/** The mail of any version by the example of a contact: to be looked at, and to be sent to oneself. */
import { Injectable } from '@nestjs/common';
import { exampleInvitation, invitationRules, type OpenInvitation, writeMail } from '../invitations';
import type { Locale } from '../kernel';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { newId } from '../platform/database';
import { I18n } from '../platform/i18n';
import { Mailer, MailTemplates, type WrittenMail } from '../platform/mail';
import { type OrganizationSettings, SettingsStore } from '../platform/views';
import type { ShownVersion } from '../surveys';
import { PreviewLinks, type PreviewPlace } from './preview-links';

export interface ShownMail extends WrittenMail {
  readonly invitation: OpenInvitation;
  /** "Agua Clara <avisos@aguaclara.example>" */
  readonly from: string;
  /** '' where answers go to the sending address. */
  readonly replyTo: string;
}

@Injectable()
export class MailPreview {
  constructor(
    private readonly settings: SettingsStore,
    private readonly templates: MailTemplates,
    private readonly mailer: Mailer,
    private readonly links: PreviewLinks,
    private readonly config: Config,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  /**
   * The mail as a customer would get it. Its links lead to the preview of the page.
   * @param place where it is looked at: decides how long its links work
   * @param brand shown in place of what the organization has settled
   */
  async write(
    { survey }: ShownVersion,
    locale: Locale,
    place: PreviewPlace,
    brand?: Partial<OrganizationSettings>,
  ): Promise<ShownMail> {
    const organization = { ...(await this.settings.get('organization')), ...brand };
    const { askAgainDays } = await this.settings.get(invitationRules);
    const invitation = exampleInvitation(this.i18n, organization, survey, locale, this.clock.now());
    const { baseUrl } = this.config;
    const answer = `${baseUrl}${this.links.pathTo({ versionId: survey.versionId, locale, place })}`;
    const mail = writeMail(
      this.templates,
      invitation,
      survey,
      { answer, unsubscribe: `${answer}?about=unsubscribe` },
      { baseUrl, askAgainDays },
    );
    const { fromName, replyTo } = invitation.organization;
    return { ...mail, invitation, from: `${fromName} <${this.mailer.senderAddress}>`, replyTo };
  }

  /**
   * Sends the mail to somebody of ours, marked as a test and without a way to unsubscribe anybody.
   * @throws MailRefused
   */
  async send(version: ShownVersion, locale: Locale, to: { name: string; address: string }): Promise<void> {
    const { subject, html, text, invitation, replyTo } = await this.write(version, locale, 'mail');
    await this.mailer.send({
      to,
      fromName: invitation.organization.fromName,
      ...(replyTo !== '' && { replyTo }),
      subject: this.i18n.text(locale, 'mail.test_subject', { subject }),
      html,
      text,
      headers: {},
      messageId: `<test-${newId()}@${new URL(this.config.baseUrl).hostname}>`,
    });
  }
}
