/** One spelling per telephone number, the international one, so that a message and a list mean the same telephone. */

/** E.164: a plus sign, a country code that does not begin with 0, at most 15 digits in all. */
const E164 = /^\+[1-9]\d{7,14}$/;
/** What people and programs put between the digits. */
const BETWEEN = /[\s().\-\u00a0\u2010-\u2015/]/g;
/** How providers of messages write whose number it is. */
const SCHEME = /^(?:tel|sms|whatsapp):/i;
/** Mexican mobile numbers were dialled with a 1 after the country code until 2019; some providers still write it. */
const OLD_MEXICAN_MOBILE = /^\+521(\d{10})$/;

/**
 * The number as E.164. A number without its country code is none: nobody can tell which country is meant.
 * @returns null for anything that is no complete international number
 */
export function phoneNumberOf(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text.length > 60) return null;
  const plain = text.trim().replace(SCHEME, '').replace(BETWEEN, '');
  const number = plain.startsWith('00') ? `+${plain.slice(2)}` : plain;
  if (!E164.test(number)) return null;
  return number.replace(OLD_MEXICAN_MOBILE, '+52$1');
}

/** As `phoneNumberOf`, for numbers a provider reports: some leave the plus sign out. */
export function reportedPhoneNumber(text: string): string | null {
  const plain = text.trim().replace(SCHEME, '').trim();
  return phoneNumberOf(/^[1-9]\d{9,14}$/.test(plain) ? `+${plain}` : plain);
}
