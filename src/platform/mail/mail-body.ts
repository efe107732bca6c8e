/**
 * The body of a mail, two alternatives in quoted-printable, put together from pieces: what all mails of one kind share
 * is encoded once, and what differs (links, names) is spliced in. Every piece is a run of whole lines, which a soft line
 * break makes possible at any place (RFC 2045, 6.7), so that neither the encoding nor the form that is signed
 * (RFC 6376, 3.4.4) depends on its neighbours.
 */
import { createHash, randomBytes } from 'node:crypto';
import { encode, wrap } from 'nodemailer/lib/qp';
import Handlebars from 'handlebars';
import { inOwnDirection } from '../../kernel';

/** One less than RFC 2045 allows: there is room for the soft line break at the end of a piece. */
const LINE_LENGTH = 75;
/** Cannot be guessed, and so cannot be in a text; letters and digits, and so the same in every encoding. */
const SECRET = randomBytes(9).toString('hex');
const PLACE = new RegExp(`q${SECRET}p(\\d+)q`);
const PLACES = new RegExp(PLACE, 'g');
/** Values of one line that do not begin or end in a space stand in a text as they are, wherever they stand. */
const PLAIN = /^[^\s\p{Cc}](?:[^\p{Cc}\u2028\u2029]*[^\s\p{Cc}])?$/u;

/** What stands after the headers, and what a signature says of it. */
export interface MailBody {
  /** The value of the header `Content-Type`. */
  readonly contentType: string;
  readonly bytes: Buffer;
  /** The body as it is signed, relaxed. */
  readonly canonical: Buffer;
}

/** Gathers the values that differ from mail to mail, and gives each a place that stands for it meanwhile. */
export class Places {
  readonly values: string[] = [];

  /** What to write in place of a value. One that is not plain, or absent, stays as it is. */
  for<T extends string | null | undefined>(value: T): T | string {
    if (typeof value !== 'string' || !PLAIN.test(value)) return value;
    this.values.push(value);
    return placeOf(this.values.length - 1);
  }
}

/** What stands in a text for the value of that index. */
export function placeOf(index: number): string {
  return `q${SECRET}p${index}q`;
}

/** The text with the values in their places. */
export function filledIn(text: string, values: readonly string[]): string {
  return text.replace(PLACES, (_, index: string) => values[Number(index)] ?? '');
}

interface Piece {
  readonly bytes: Buffer;
  readonly canonical: Buffer;
}

/** Encoded, or the place of a value and whether it stands in HTML. */
type Part = Piece | { readonly value: number; readonly html: boolean };

/** A body with places in it: made once, filled in for each mail. */
export class MailFrame {
  private readonly parts: readonly Part[];
  private readonly contentType: string;

  /** @param html finished but for the places, whose values are escaped when they are filled in */
  constructor(html: string, text: string) {
    // "=_" is in no quoted-printable text: RFC 2045, 6.7.
    const boundary = `=_${randomBytes(12).toString('hex')}`;
    this.contentType = `multipart/alternative; boundary="${boundary}"`;
    const opening = (type: string) =>
      `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
    this.parts = joined([
      written(opening('text/plain')),
      ...partsOf(text, false),
      written(`\r\n${opening('text/html')}`),
      ...partsOf(html, true),
      written(`\r\n--${boundary}--\r\n`),
    ]);
  }

  /** @param values as gathered by the `Places` whose places stand in the frame */
  filled(values: readonly string[]): MailBody {
    const plain = values.map((value) => piece(value));
    const escaped = values.map((value, index) => {
      const html = Handlebars.escapeExpression(value);
      return html === value ? plain[index] : piece(html);
    });
    const bytes: Buffer[] = [];
    const canonical: Buffer[] = [];
    for (const part of this.parts) {
      const one = 'bytes' in part ? part : (part.html ? escaped : plain)[part.value];
      if (!one) throw new Error('A place of the mail has no value.');
      bytes.push(one.bytes);
      canonical.push(one.canonical);
    }
    return {
      contentType: this.contentType,
      bytes: Buffer.concat(bytes),
      canonical: Buffer.concat(canonical),
    };
  }
}

/** Base64 of the body's SHA-256, as a signature names it. */
export function bodyHash({ canonical }: MailBody): string {
  return createHash('sha256').update(canonical).digest('base64');
}

/** Split by a pattern with one group, the odd ones are indexes of places. */
function partsOf(text: string, html: boolean): Part[] {
  return text
    .split(PLACE)
    .flatMap((part, index): Part[] =>
      index % 2 === 1 ? [{ value: Number(part), html }] : part === '' ? [] : [piece(part)],
    );
}

/** A run of whole lines, whose words turn nothing beside them: ends in a line break of its own, or in a soft one. */
function piece(text: string): Piece {
  const encoded = wrap(encode(inOwnDirection(text).replace(/\r\n?|\n/g, '\r\n')), LINE_LENGTH);
  return written(encoded.endsWith('\r\n') ? encoded : `${encoded}=\r\n`);
}

/** Lines that are ASCII already. Relaxed: runs of white space are one space, none at the end of a line. */
function written(lines: string): Piece {
  const canonical = lines.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n)/g, '');
  const bytes = Buffer.from(lines, 'latin1');
  return { bytes, canonical: canonical === lines ? bytes : Buffer.from(canonical, 'latin1') };
}

/** Neighbours that are both encoded become one. */
function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last && 'bytes' in last && 'bytes' in part) {
      result[result.length - 1] = {
        bytes: Buffer.concat([last.bytes, part.bytes]),
        canonical: Buffer.concat([last.canonical, part.canonical]),
      };
    } else result.push(part);
  }
  return result;
}
