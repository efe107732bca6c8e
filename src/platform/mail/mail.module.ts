/** Makes mail available to every module; the mailbox pages are there only where mail is captured. */
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../config';
import { CapturedMails } from './captured-mails';
import { MailTemplates } from './mail-templates';
import { MailboxController } from './mailbox.controller';
import { Mailer } from './mailer';

@Module({})
export class MailModule {
  /** `loadConfig` lets a production without SMTP_URL start only with MAIL_CAPTURE=true, so no SMTP_URL means capture. */
  static forRoot(config: Pick<Config, 'smtpUrl'>): DynamicModule {
    return {
      module: MailModule,
      global: true,
      controllers: config.smtpUrl === null ? [MailboxController] : [],
      providers: [Mailer, MailTemplates, CapturedMails],
      exports: [Mailer, MailTemplates],
    };
  }
}
