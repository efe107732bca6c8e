/**
 * Hides what customers write about themselves or others in a comment before anybody reads it: e-mail addresses, card
 * and telephone numbers. The original stays in the database; every page, export and event carries the masked text.
 */

const MASKED_EMAIL = '•••@•••';
const MASKED_CARD = '•••• •••• ••••';
const MASKED_PHONE = '••• ••••';

const EMAIL = /[^\s@<>()[\]{},;:"']{1,64}[@＠][\p{L}\p{N}][\p{L}\p{N}.-]{0,252}/gu;

/** Seven digits or more with at most three spaces, dots, hyphens or brackets between two of them. */
const DIGITS = /[+＋(]{0,2}\p{Nd}(?:[\s().\u2010-\u2015\u2212-]{0,3}\p{Nd}){6,}/gu;

const DATE = /^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-.]\d{1,2}[-.]\d{4})$/;

const CARD_DIGITS = { least: 13, most: 19 } as const;

/** The text with e-mail addresses, card numbers and telephone numbers hidden. Applying it twice changes nothing more. */
export function maskPersonalData(text: string): string {
  return text
    .replace(EMAIL, (match) => (/[.．]\p{L}{2}/u.test(match.split(/[@＠]/u)[1] ?? '') ? MASKED_EMAIL : match))
    .replace(DIGITS, (match) => {
      if (DATE.test(match)) return match;
      const digits = [...match].filter((character) => /\p{Nd}/u.test(character)).map(digitValue);
      return isCard(digits) && !/^[+＋(]/u.test(match) ? MASKED_CARD : MASKED_PHONE;
    });
}

/** The value of a decimal digit in any script: they stand in runs of ten, each starting at its zero. */
function digitValue(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0x39) return code - 0x30;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}

/** A card number: 13 to 19 digits whose last is the check digit of the others (Luhn, ISO/IEC 7812-1 annex B). */
function isCard(digits: readonly number[]): boolean {
  if (digits.length < CARD_DIGITS.least || digits.length > CARD_DIGITS.most) return false;
  const sum = [...digits].reverse().reduce((total, digit, position) => {
    const doubled = position % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
