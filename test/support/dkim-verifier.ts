/**
 * Verifies a DKIM signature by the letter of RFC 6376 with nothing but Node's cryptography: it shares no code with the
 * library that signs, so that both cannot be wrong in the same way. Reads what the product writes: one signature,
 * `rsa-sha256`, `relaxed/relaxed`.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';

export interface Verified {
  valid: boolean;
  /** Why not; `` when valid. */
  reason: '' | 'no_signature' | 'body' | 'headers';
  /** Lower case, in the order signed. */
  signed: string[];
  domain: string;
}

/** @param publicKey the `p=` of the DNS record: SPKI, DER, base64 */
export function verifyDkim(raw: Buffer, publicKey: string): Verified {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const fields = text
    .slice(0, end)
    .split(/\r\n(?![ \t])/)
    .map((line) => ({ name: line.slice(0, line.indexOf(':')).toLowerCase().trim(), line }));
  const signature = fields.find(({ name }) => name === 'dkim-signature');
  if (!signature) return { valid: false, reason: 'no_signature', signed: [], domain: '' };
  const tags = new Map(
    signature.line
      .slice(signature.line.indexOf(':') + 1)
      .split(';')
      .map((tag): [string, string] => [
        tag.slice(0, tag.indexOf('=')).trim(),
        tag.slice(tag.indexOf('=') + 1).replace(/\s+/g, ''),
      ]),
  );
  const signed = (tags.get('h') ?? '').toLowerCase().split(':');
  const found = { signed, domain: tags.get('d') ?? '' };
  if (tags.get('a') !== 'rsa-sha256' || tags.get('c') !== 'relaxed/relaxed')
    return { ...found, valid: false, reason: 'headers' };

  const body = createHash('sha256').update(relaxedBody(text.slice(end + 4)), 'latin1').digest('base64'); // prettier-ignore
  if (body !== tags.get('bh')) return { ...found, valid: false, reason: 'body' };

  // A name in h= takes its fields from the bottom up; one more than there are stands for nothing (5.4.2).
  const left = [...fields].reverse();
  const lines = signed.flatMap((name) => {
    const at = left.findIndex((field) => field.name === name);
    const [field] = at < 0 ? [] : left.splice(at, 1);
    return field ? [relaxedHeader(field.line)] : [];
  });
  const own = relaxedHeader(signature.line.replace(/([;\s]b=)[^;]*/, '$1'));
  const valid = verify(
    'sha256',
    Buffer.from([...lines, own].join('\r\n'), 'latin1'),
    createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }),
    Buffer.from(tags.get('b') ?? '', 'base64'),
  );
  return { ...found, valid, reason: valid ? '' : 'headers' };
}

/** 3.4.2 */
function relaxedHeader(line: string): string {
  const colon = line.indexOf(':');
  const value = line.slice(colon + 1).replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').trim(); // prettier-ignore
  return `${line.slice(0, colon).toLowerCase().trim()}:${value}`;
}

/** 3.4.4 */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  const kept = lines.join('\r\n').replace(/(\r\n)+$/, '');
  return kept === '' ? '' : `${kept}\r\n`;
}
