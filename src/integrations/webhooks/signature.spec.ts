/** Signatures as the documentation shows them: its own code verifies its own example, and what is made here. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { projectRoot } from '../../platform/config';
import { WAITS_MS, waitAfter } from './schedule';
import { newWebhookSecret, signaturesOf } from './signature';

type Verify = (secret: string, headers: Record<string, string>, body: string) => boolean;

const page = readFileSync(join(projectRoot(), 'docs/webhooks.md'), 'utf8');
const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const load = runInThisContext(`(require, Buffer) => { ${code}; return verify; }`) as (
  ...given: unknown[]
) => Verify;
const verify = load(createRequire(__filename), Buffer);
const request = /```\nPOST [^\n]*\n([\s\S]*?)\n\n([^\n]*)\n```/.exec(page);
const headers = Object.fromEntries(
  (request?.[1] ?? '').split('\n').map((line) => line.split(': ') as [string, string]),
);
const body = request?.[2] ?? '';
const secret = /`(whsec_[A-Za-z0-9+/=]+)`\. The tests/.exec(page)?.[1] ?? '';

describe('the signature', () => {
  it('of the example in the documentation is the one made here, and its code verifies it', () => {
    const content = {
      id: headers['webhook-id'] ?? '',
      timestamp: Number(headers['webhook-timestamp']),
      body,
    };
    expect(signaturesOf([secret], content)).toBe(headers['webhook-signature']);
    expect(verify(secret, headers, body)).toBe(true);
  });

  it('is none for another body, id, time or secret', () => {
    expect(verify(secret, headers, body.replace('019a', '019b'))).toBe(false);
    expect(verify(secret, { ...headers, 'webhook-id': 'x' }, body)).toBe(false);
    expect(verify(secret, { ...headers, 'webhook-timestamp': '1793728801' }, body)).toBe(false);
    expect(verify(newWebhookSecret(), headers, body)).toBe(false);
  });

  it('of two secrets is verified with either', () => {
    const both = [newWebhookSecret(), newWebhookSecret()];
    const signature = signaturesOf(both, { id: 'e', timestamp: 1, body });
    for (const one of both)
      expect(
        verify(one, { 'webhook-id': 'e', 'webhook-timestamp': '1', 'webhook-signature': signature }, body),
      ).toBe(true);
  });

  it('is made with 32 random bytes, others each time', () => {
    const secrets = Array.from({ length: 50 }, newWebhookSecret);
    expect(new Set(secrets).size).toBe(50);
    for (const one of secrets) expect(Buffer.from(one.slice(6), 'base64')).toHaveLength(32);
  });
});

describe('the waits', () => {
  it('are those of the documentation, up to a tenth longer by chance, and then none', () => {
    expect(WAITS_MS.map((wait) => wait / 1000)).toEqual([
      0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]);
    expect(waitAfter(2, 0)).toBe(300_000);
    expect(waitAfter(2, 0.999_999)).toBe(330_000);
    expect(waitAfter(10, 0)).toBeNull();
  });
});
