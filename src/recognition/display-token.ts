/** The secret in the link of a display, and what is kept of it. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 URL-safe characters. */
export function newDisplayToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, hex. */
export function displayTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
