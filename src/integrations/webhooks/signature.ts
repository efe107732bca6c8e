/** Secrets and signatures as Standard Webhooks (standardwebhooks.com) writes them. */
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

/** `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

export interface SignedContent {
  /** The event's id, `webhook-id`. */
  readonly id: string;
  /** Seconds since 1970, `webhook-timestamp`: when this try left. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * `webhook-signature`: for each secret `v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`, with a space
 * between. The key is what follows `whsec_`, decoded.
 */
export function signaturesOf(secrets: readonly string[], { id, timestamp, body }: SignedContent): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
