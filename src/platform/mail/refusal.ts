/** Reads what Nodemailer reports about a failed delivery. */
import { MailRefused } from './outgoing-mail';

/** The fields that matter of the errors of Nodemailer's SMTP transports. */
interface SmtpFault {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
  response?: unknown;
}

/** The commands before the mail itself is handed over: a failure there means that nothing was delivered. */
const BEFORE_DATA = /^(CONN|API|EHLO|HELO|LHLO|STARTTLS|AUTH\b.*|MAIL FROM|RCPT TO)$/;
/** Failures about us or the server rather than about this mail: its sender's settings get fixed, the mail is tried again. */
const ABOUT_US = /^(CONN|API|EHLO|HELO|LHLO|STARTTLS|AUTH\b.*)$/;
const BEFORE_CONNECTION = new Set(['EDNS', 'ECONFIG', 'ENOAUTH', 'EAUTH', 'ETLS', 'EREQUIRETLS']);

/** Turns a failure to send into a `MailRefused` without the texts of the server, which may quote the address. */
export function refusalOf(error: unknown): MailRefused {
  const fault = (typeof error === 'object' && error !== null ? error : {}) as SmtpFault;
  const code = typeof fault.code === 'string' ? fault.code : '';
  const command = typeof fault.command === 'string' ? fault.command : '';
  const responseCode = typeof fault.responseCode === 'number' ? fault.responseCode : null;
  const response = typeof fault.response === 'string' ? fault.response : '';
  const enhancedCode = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;
  if (responseCode !== null) {
    const permanent = responseCode >= 500 && code !== 'EAUTH' && !ABOUT_US.test(command);
    return new MailRefused({ permanent, responseCode, enhancedCode });
  }
  const uncertain = !BEFORE_DATA.test(command) && !BEFORE_CONNECTION.has(code);
  return new MailRefused({ permanent: false, responseCode: null, uncertain });
}
