/** Takes a mail apart within limits. A mail that breaks them is read as far as possible, or not at all; never thrown. */
import PostalMime, { type Attachment, type Email } from 'postal-mime';

/** The most that is read of a mail, in bytes. */
export const LARGEST_MAIL = 2 * 1024 * 1024;
/** The most text that is looked at. */
const MOST_TEXT = 256 * 1024;
/**
 * The parser spends some 25 µs on each line of text, however short: a megabyte of empty lines would keep it busy for
 * ten seconds. What a report or a person says stands before the files and mails that come with it.
 */
const MOST_LINES = 3000;

const LIMITS = {
  // What came back is evidence, not text to be read.
  forceRfc822Attachments: true,
  maxNestingDepth: 20,
  maxHeadersSize: 256 * 1024,
} as const;

/** @returns undefined for what is no mail, or breaks the limits */
export async function takeApart(raw: Uint8Array): Promise<Email | undefined> {
  try {
    return await PostalMime.parse(beginningOf(raw), LIMITS);
  } catch {
    return undefined;
  }
}

function beginningOf(raw: Uint8Array): Uint8Array {
  const mail = raw.subarray(0, LARGEST_MAIL);
  let end = -1;
  for (let line = 0; line < MOST_LINES; line += 1) {
    end = mail.indexOf(0x0a, end + 1);
    if (end < 0) return mail;
  }
  return mail.subarray(0, end + 1);
}

/** The text of a mail, made from its HTML when it has no other; at most 256 K characters. */
export async function textOf(mail: Email): Promise<string> {
  if (mail.text !== undefined && mail.text.trim() !== '') return mail.text.slice(0, MOST_TEXT);
  if (mail.html === undefined) return '';
  // The parser turns HTML into text where a mail has both kinds side by side: here is such a mail.
  const html = Buffer.from(mail.html.slice(0, MOST_TEXT)).toString('base64');
  const both = [
    'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', '', '--b',
    'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '', html, '--b--', '',
  ].join('\r\n'); // prettier-ignore
  const read = await takeApart(Buffer.from(both));
  return (read?.text ?? '').trim().slice(0, MOST_TEXT);
}

/** The first value of a header; null when it is absent. */
export function headerOf(mail: Email, name: string): string | null {
  return mail.headers.find(({ key }) => key === name)?.value.trim() ?? null;
}

/** All values of the headers with these names, at most fifty. */
export function headersOf(mail: Email, names: readonly string[]): string[] {
  return mail.headers
    .filter(({ key }) => names.includes(key))
    .slice(0, 50)
    .map(({ value }) => value);
}

/** Who wrote it: `From`, with empty texts for what is missing. */
export function senderOf(mail: Email): { name: string; address: string } {
  const { from } = mail;
  const one = from?.group ? from.group[0] : from;
  return { name: one?.name ?? '', address: (one?.address ?? '').slice(0, 320) };
}

/** The text inside a part that was not shown: a report, a returned mail. At most 64 K characters. */
export function textInside(attachment: Attachment): string {
  const { content } = attachment;
  if (typeof content === 'string') return content.slice(0, 64 * 1024);
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content);
  return Buffer.from(bytes.subarray(0, 64 * 1024)).toString('utf8');
}
