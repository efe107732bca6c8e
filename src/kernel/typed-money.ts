/** Amounts as people type them: with either sign for decimals, grouped or not. */
import { currencyExponent } from './money';

/** `1,500,000.50`, `1.500.000,50`, `1500000.5` and `1500000` in minor units; anything else stays text. */
export function typedMinor(text: string, currency: string): number | string | undefined {
  if (text === '') return undefined;
  const digits = currencyExponent(currency);
  const written = /^(\d[\d.,\s\u00a0\u202f']*)$/.exec(text);
  if (!written) return text;
  const decimals = digits === 0 ? null : new RegExp(`[.,](\\d{1,${digits}})$`).exec(text);
  const whole = (decimals ? text.slice(0, decimals.index) : text).replaceAll(/\D/g, '');
  const minor = Number(whole + (decimals?.[1] ?? '').padEnd(digits, '0'));
  return Number.isSafeInteger(minor) ? minor : text;
}
