/** One spelling per mail address, so that the same customer is recognised however the address was written. */
import { domainToASCII } from 'node:url';

/** ASCII that is in no host name. The conversion below reads addresses of the web: it would stop at some and decode others. */
const NO_HOST = /[^a-z0-9.\-\u0080-\u{10ffff}]/iu;

/**
 * Lower case, composed (NFC), the domain as the mail system writes it (`münchen.de` → `xn--mnchen-3ya.de`). Local
 * parts are lowered too: no mail system in use tells `Ana@` from `ana@`. What is no address comes back as it is, for
 * the check that follows.
 */
export function normaliseEmail(address: string): string {
  const text = address.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  if (at < 1 || NO_HOST.test(text.slice(at + 1))) return text;
  const domain = domainToASCII(text.slice(at + 1));
  return domain === '' ? text : `${text.slice(0, at).toLowerCase()}@${domain}`;
}
