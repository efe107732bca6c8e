/** A mail to somebody who works here: in their language, under the organization's name, with one button to where it can be done. */
import { Injectable } from '@nestjs/common';
import type { Locale } from '../kernel';
import { Config } from '../platform/config';
import { Mailer, MailRefused, MailTemplates } from '../platform/mail';
import { SettingsStore } from '../platform/views';

export interface StaffNote {
  readonly to: { readonly name: string; readonly email: string; readonly locale: Locale };
  /** What makes it one and the same mail when it is sent again; with the installation's host it is the Message-ID. */
  readonly id: string;
  readonly subject: string;
  /** The subject again where it is missing. */
  readonly heading?: string;
  readonly lines: readonly string[];
  /** The button's words, and the path it leads to. */
  readonly action: { readonly text: string; readonly path: string };
  /** Why the reader gets it. */
  readonly foot: string;
}

@Injectable()
export class StaffNotes {
  constructor(
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly mailer: Mailer,
    private readonly templates: MailTemplates,
  ) {}

  /**
   * Hands the mail over. @returns `refused` where that address will never take it
   * @throws MailRefused when it can be tried again
   */
  async send({ to, id, subject, heading, lines, action, foot }: StaffNote): Promise<'sent' | 'refused'> {
    const { name, accent, mailFromName } = await this.settings.get('organization');
    const { baseUrl } = this.config;
    const written = this.templates.render('staff-note', to.locale, {
      title: subject,
      organization: { name, accent },
      heading: heading ?? subject,
      lines: [...lines],
      quote: null,
      from: null,
      href: `${baseUrl}${action.path}`,
      action: action.text,
      foot,
    });
    try {
      await this.mailer.send({
        to: { name: to.name, address: to.email },
        fromName: mailFromName || name,
        ...written,
        headers: {},
        messageId: `<${id}@${new URL(baseUrl).hostname}>`,
      });
    } catch (error) {
      if (!(error instanceof MailRefused) || !error.permanent) throw error;
      return 'refused';
    }
    return 'sent';
  }
}
