/** Whether the key we sign with is the one the domain publishes (RFC 6376). */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { DkimConfig } from '../../platform/config';
import type { Dns } from './dns';
import { finding, type Finding } from './finding';

const SHORT = 2048;
const TOO_SHORT = 1024;

export interface PublishedKey {
  /** SubjectPublicKeyInfo, DER, base64: what `p=` holds. */
  base64: string;
  bits: number;
}

/** @returns undefined for what is no RSA key in PEM: nothing else can be signed with */
export function publishedKeyOf(privateKey: string): PublishedKey | undefined {
  try {
    const key = createPublicKey(createPrivateKey(privateKey));
    const bits = key.asymmetricKeyDetails?.modulusLength;
    if (key.asymmetricKeyType !== 'rsa' || bits === undefined) return undefined;
    return { base64: key.export({ type: 'spki', format: 'der' }).toString('base64'), bits };
  } catch {
    return undefined;
  }
}

/** `v=DKIM1; k=rsa; p=…` → its tags; the first of a name counts. */
export function tagsOf(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const part of text.slice(0, 8000).split(';')) {
    const [name = '', ...value] = part.split('=');
    const key = name.trim().toLowerCase();
    if (key !== '' && !tags.has(key)) tags.set(key, value.join('=').trim());
  }
  return tags;
}

export async function checkDkim(dkim: DkimConfig | null, dns: Dns): Promise<Finding> {
  if (!dkim) return finding('dkim', 'bad', 'off');
  const ours = publishedKeyOf(dkim.privateKey);
  if (!ours) return finding('dkim', 'bad', 'key_unreadable');
  const name = `${dkim.selector}._domainkey.${dkim.domain}`;
  const record = { type: 'TXT' as const, name, value: `v=DKIM1; k=rsa; p=${ours.base64}` };
  if (ours.bits < TOO_SHORT) return finding('dkim', 'bad', 'short', { params: { bits: ours.bits } });
  const answer = await dns.txt(name);
  if ('missing' in answer) {
    return answer.missing === 'failed'
      ? finding('dkim', 'unknown', 'unknown')
      : finding('dkim', 'bad', 'missing', { record });
  }
  const keys = answer.records
    .map((text) => ({ text, tags: tagsOf(text) }))
    .filter(({ tags }) => tags.has('p'));
  const key = keys.find(({ tags }) => published(tags) === ours.base64) ?? keys[0];
  if (!key)
    return finding('dkim', 'bad', 'missing', { found: answer.records.join(' | ').slice(0, 600), record });
  const found = key.text.slice(0, 600);
  if (published(key.tags) === '') return finding('dkim', 'bad', 'revoked', { found, record });
  if (published(key.tags) !== ours.base64) return finding('dkim', 'bad', 'differs', { found, record });
  const flags = (key.tags.get('t') ?? '').split(':').map((flag) => flag.trim());
  if (flags.includes('y')) return finding('dkim', 'care', 'testing', { found, record });
  if (ours.bits < SHORT) return finding('dkim', 'care', 'short', { found, params: { bits: ours.bits } });
  return finding('dkim', 'good', 'good', { found, params: { bits: ours.bits, selector: dkim.selector } });
}

const published = (tags: Map<string, string>): string => (tags.get('p') ?? '').replace(/\s+/g, '');
