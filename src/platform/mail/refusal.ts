/** Reads what Nodemailer reports about a failed delivery. */
import { MailRefused } from './outgoing-mail';

/** The fields that matter of the errors of Nodemailer's SMTP transports. */
interface SmtpFault {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
  response?: unknown;
}

/** Failures about us or the server rather than about this mail: settings get fixed, the mail is tried again. */
const ABOUT_US = /^(CONN|API|EHLO|HELO|LHLO|STARTTLS|AUTH\b.*)$/;

/**
 * Turns a failure to send into a `MailRefused` without the texts of the server, which may quote the address.
 * @param handedOver whether the whole mail had left: without a reply nobody knows then whether it was taken
 */
export function refusalOf(error: unknown, handedOver: boolean): MailRefused {
  const fault = (typeof error === 'object' && error !== null ? error : {}) as SmtpFault;
  const code = typeof fault.code === 'string' ? fault.code : '';
  const command = typeof fault.command === 'string' ? fault.command : '';
  // Only a refusal is one: whoever fails over an acceptance that came at the wrong moment knows nothing of the mail.
  const responseCode =
    typeof fault.responseCode === 'number' && fault.responseCode >= 400 ? fault.responseCode : null;
  const response = typeof fault.response === 'string' ? fault.response : '';
  const enhancedCode = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;
  const signIn = code === 'EAUTH' || command.startsWith('AUTH');
  if (responseCode !== null) {
    // 421 to a receiver or a mail ends the connection, and is told as such; in a greeting it turns everybody away.
    const ended = responseCode === 421 && code === 'ECONNECTION' && command === 'CONN';
    const ours = signIn || (ABOUT_US.test(command) && !ended);
    return new MailRefused({
      permanent: responseCode >= 500 && !ours,
      responseCode,
      enhancedCode,
      aboutUs: signIn ? 'sign_in' : ours ? 'connection' : null,
    });
  }
  const aboutUs = signIn ? 'sign_in' : handedOver ? null : 'connection';
  return new MailRefused({ permanent: false, responseCode: null, uncertain: handedOver, aboutUs });
}
