/**
 * The token in every staff form: a salt and its HMAC under the session. It proves that the form came from a page this
 * session was shown. The salt differs on every page, so that compression gives nothing away.
 */
import { randomBytes } from 'node:crypto';
import { equalSecrets, hmac } from './secrets';

/** Where programs in the page put the token; forms have the field `_csrf`. */
export const CSRF_HEADER = 'x-csrf-token';

const tagOf = (secretKey: string, sessionHash: string, salt: string): string =>
  hmac(secretKey, `form ${sessionHash} ${salt}`);

export function formToken(secretKey: string, sessionHash: string): string {
  const salt = randomBytes(9).toString('base64url');
  return `${salt}.${tagOf(secretKey, sessionHash, salt)}`;
}

export function isFormToken(secretKey: string, sessionHash: string, token: unknown): boolean {
  if (typeof token !== 'string' || token.length > 100) return false;
  const [salt = '', tag = ''] = token.split('.');
  return salt !== '' && equalSecrets(tag, tagOf(secretKey, sessionHash, salt));
}
