/** The door of the mail: writing one in the reader's language, and handing it over once. */
export { Mailer } from './mailer';
export { MailModule } from './mail.module';
export { MailRefused } from './outgoing-mail';
export type { OutgoingMail, SentMail } from './outgoing-mail';
export { Places } from './mail-body';
export { MailTemplates } from './mail-templates';
export type { WrittenMail } from './mail-templates';
export { compileEmails } from './compile-emails';
