/** The cookies of access: the session's secret, and the language of people who are not signed in. */
import type { Config } from '../platform/config';

export const SESSION_COOKIE = 'aplauso_session';
export const LANGUAGE_COOKIE = 'aplauso_language';

/** Out of reach for scripts and for other sites' forms; over https only where that is how the product is reached. */
export function cookieOptions(config: Config) {
  return { httpOnly: true, sameSite: 'lax', secure: config.baseUrl.startsWith('https:'), path: '/' } as const;
}
