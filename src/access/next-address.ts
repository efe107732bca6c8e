/** Where somebody wanted to go when asked to sign in: an address of ours, never anybody else's. */

const OURS = 'http://ours.invalid';

/** Where to go on after signing in: a path of ours, but not the sign-in page again. */
export function safeNext(next: unknown): string {
  const path = safePath(next);
  return /^\/sign-in(?:[?#/]|$)/.test(path) ? '/' : path;
}

/**
 * The path, or `/` for anything a browser could take for another site (`//evil`, `/\evil`, `https:evil`, also
 * percent-encoded) and for control characters.
 */
export function safePath(next: unknown): string {
  if (typeof next !== 'string' || next.length > 2000) return '/';
  let decoded: string;
  try {
    decoded = decodeURIComponent(next.split(/[?#]/)[0] ?? '');
  } catch {
    return '/';
  }
  for (const path of [next, decoded]) {
    if (!path.startsWith('/') || /^\/[/\\]/.test(path) || /[\p{Cc}\\]/u.test(path)) return '/';
  }
  if (!URL.canParse(next, OURS)) return '/';
  const url = new URL(next, OURS);
  if (url.origin !== OURS || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}
