/** The cookies of access: the session's secret, and the language of people who are not signed in. */
import type { Config } from '../platform/config';
import { SESSION_MS } from './sessions.service';

export const SESSION_COOKIE = 'aplauso_session';

interface CookieOptions {
  httpOnly: boolean;
  sameSite: 'lax';
  secure: boolean;
  path: string;
  maxAge?: number;
}

const base = (config: Config): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure: config.baseUrl.startsWith('https:'),
  path: '/',
});

/** How the session's cookie is set; the same options without an age clear it. */
export function sessionCookie(config: Config): CookieOptions {
  return { ...base(config), maxAge: SESSION_MS / 1000 };
}

export function clearedCookie(config: Config): CookieOptions {
  return base(config);
}
