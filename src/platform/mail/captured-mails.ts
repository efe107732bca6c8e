/** The mails that were kept instead of sent, read back from the message as it would have gone over the wire. */
import { Injectable } from '@nestjs/common';
import PostalMime from 'postal-mime';
import { Database } from '../database';

export interface CapturedMail {
  id: number;
  /** UTC milliseconds. */
  capturedAt: number;
  envelopeFrom: string;
  envelopeTo: string;
  subject: string;
}

export interface ReadMail extends CapturedMail {
  from: string;
  to: string;
  html: string;
  text: string;
  headers: { name: string; value: string }[];
  /** The message with its line ends, headers and encodings. */
  raw: string;
}

const MAIL = `SELECT id AS "id", captured_at AS "capturedAt", envelope_from AS "envelopeFrom",
  envelope_to AS "envelopeTo", subject AS "subject"`;

@Injectable()
export class CapturedMails {
  constructor(private readonly database: Database) {}

  /** Newest first, those with a smaller id than `before`. */
  newest(limit: number, before = Number.MAX_SAFE_INTEGER): Promise<CapturedMail[]> {
    return this.database.all<CapturedMail>(
      `${MAIL} FROM captured_mail WHERE id < CAST(? AS bigint) ORDER BY id DESC LIMIT ?`,
      [before, limit],
    );
  }

  async read(id: number): Promise<ReadMail | undefined> {
    const row = await this.database.get<CapturedMail & { raw: string }>(
      `${MAIL}, raw AS "raw" FROM captured_mail WHERE id = CAST(? AS bigint)`,
      [id],
    );
    if (!row) return undefined;
    const message = await PostalMime.parse(row.raw);
    return {
      ...row,
      from: written(message.from ? [message.from] : []),
      to: written(message.to ?? []),
      html: message.html ?? '',
      text: message.text ?? '',
      headers: message.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    };
  }
}

function written(people: { name?: string; address?: string }[]): string {
  return people
    .map(({ name, address }) => (name ? `${name} <${address ?? ''}>` : (address ?? '')))
    .join(', ');
}
