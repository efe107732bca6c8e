/**
 * What an enhanced status code (RFC 3463) says about an address. The code decides, not the words around it: those are
 * written for people, in any language, and change.
 */
import type { BounceKind } from './incoming-mail';

/** A code that stands alone: no part of an IP address or a version number. */
const CODE = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)/;

/** `5.1.8` and their like are about the sender, although they stand among the addresses. */
const ABOUT_SENDER = new Set(['1.7', '1.8', '1.9']);

/** The first enhanced status code in the text; null when there is none. */
export function enhancedStatusIn(text: string): string | null {
  const found = CODE.exec(text);
  return found ? `${found[1]}.${Number(found[2])}.${Number(found[3])}` : null;
}

/** Whether the code tells more than "it failed": `5.0.0` and `4.0.0` do not. */
export function isTelling(status: string | null): status is string {
  return status !== null && !/^\d\.0\.0$/.test(status);
}

/** Whether the code names the cause: those that end in `.0` are for "other". */
export function isPrecise(status: string | null): status is string {
  return status !== null && !status.endsWith('.0');
}

/**
 * - `hard`: the address does not exist (5.1.x): never write to it again.
 * - `policy`: our mail was not wanted (5.7.x), or something about it was wrong: sender, size, content, protocol. The
 *   address is as good as before.
 * - `soft`: everything else: full, moved, unreachable, too busy. Said again and again over weeks, it means the same
 *   as `hard`.
 * @param status `5.1.1`; null counts as `soft`
 */
export function bounceKind(status: string | null): BounceKind {
  if (status === null) return 'soft';
  const [permanence, ...detail] = status.split('.');
  const rest = detail.join('.');
  const subject = detail[0] ?? '0';
  if (subject === '7' || subject === '6' || subject === '5' || rest === '3.4' || ABOUT_SENDER.has(rest)) {
    // A 4.7.x is a server that wants us to slow down: it kept none of our mail for that long, and knows no address.
    return 'policy';
  }
  return permanence === '5' && subject === '1' ? 'hard' : 'soft';
}
