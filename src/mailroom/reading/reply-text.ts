/**
 * What a person wrote, without the mail it answers. That mail holds links that answer and unsubscribe for the
 * customer: they must reach nobody else, so whatever looks like one is taken out as well.
 */

const LONGEST = 10_000;
const MOST_LINES = 2_000;

/** A line after which the quoted mail begins. */
const QUOTE_BEGINS = [
  /^-{2,}\s*(original message|mensaje original|mensagem original|forwarded message|mensaje reenviado|mensagem encaminhada)\s*-{2,}/i,
  /^_{20,}$/,
  /^(on|el|em|le|am|il)\b.{5,200}\b(wrote|escribi[oó]|escreveu|a [eé]crit|schrieb|ha scritto)\s*:\s*$/i,
  /^.{1,120}<[^<>\s]{1,320}>\s+(wrote|escribi[oó]|escreveu)\s*:\s*$/i,
];
/** `From:` and `Subject:` close together: the head that Outlook puts before the mail it quotes. */
const HEAD_FROM = /^\*?(from|de|von)\s*:\*?\s/i;
const HEAD_MORE = /^\*?(sent|enviado|date|fecha|data|to|para|subject|asunto|assunto|cc)( el| em)?\s*:\*?\s/i;
/** An introduction that the mail program broke into two lines. */
const BROKEN_INTRODUCTION = /^(on|el|em)\b.{5,200}$/i;
const INTRODUCTION_ENDS = /(wrote|escribi[oó]|escreveu)\s*:\s*$/i;

function beginsQuote(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  const next = lines[at + 1] ?? '';
  if (QUOTE_BEGINS.some((pattern) => pattern.test(line))) return true;
  if (HEAD_FROM.test(line)) return [next, lines[at + 2] ?? ''].some((after) => HEAD_MORE.test(after));
  return BROKEN_INTRODUCTION.test(line) && next.length < 200 && INTRODUCTION_ENDS.test(next);
}

/** @param text of the whole mail */
export function replyText(text: string): string {
  const lines = text
    .slice(0, 10 * LONGEST)
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .split('\n', MOST_LINES)
    .map((line) => line.replace(/[^\P{C}\t]/gu, '').trimEnd());
  const end = lines.findIndex((_, at) => beginsQuote(lines, at));
  const own = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !/^\s*>/.test(line));
  return (
    withoutLinks(own.join('\n'))
      .replace(/\n{3,}/g, '\n\n')
      .trim()
      .slice(0, LONGEST)
      // A picture that the limit cut in two.
      .replace(/[\ud800-\udbff]$/, '')
  );
}

/** The text without addresses of pages that bear a secret, also when a mail program broke them apart. */
export function withoutLinks(text: string): string {
  return text
    .replace(/https?:\/\/\S{0,2000}/gi, (link) => (/[A-Za-z0-9_=-]{12,}/.test(link) ? '[…]' : link))
    .replace(/[A-Za-z0-9_-]{16,}/g, (word) => (isSecretLike(word) ? '[…]' : word));
}

/** Letters of both cases and digits, without rhyme: a token or a piece of one. */
function isSecretLike(word: string): boolean {
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word);
}
