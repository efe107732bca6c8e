/**
 * The secrets in the addresses of a mail. 256 random bits each, shown once; the database keeps their SHA-256, so that
 * whoever reads it cannot answer for a customer, and looking one up needs no comparison in constant time.
 */
import { hash, randomBytes } from 'node:crypto';

export type TokenPurpose = 'answer' | 'unsubscribe';

export interface Token {
  /** base64url, 43 characters. */
  secret: string;
  /** SHA-256, hex. */
  hash: string;
}

export function newToken(): Token {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: tokenHash(secret) };
}

export function tokenHash(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Whether text from an address could be a token at all. */
export function looksLikeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
