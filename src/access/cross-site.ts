/**
 * Whether a browser says that a form was sent from our own pages. Fetch metadata first (browsers send it over https
 * and on localhost), then `Origin`. Programs send neither and carry no cookies of a victim; what a session does is
 * protected by the form's token besides.
 */

export interface SenderHeaders {
  'sec-fetch-site'?: string | string[];
  origin?: string | string[];
  host?: string | string[];
}

const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Everything that is not known to be safe counts as a change. */
export function changesThings(method: string): boolean {
  return UNSAFE.includes(method) || !['GET', 'HEAD', 'OPTIONS'].includes(method);
}

/**
 * @param baseUrl where people reach the product
 * @returns false when the headers say that another site sent it, or hide who did
 */
export function sentFromOwnPages(headers: SenderHeaders, baseUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  // `none`: the person asked for it directly, which for a form is a re-sent page.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  if (origin === undefined) return true;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  const sender = new URL(origin);
  const own = new URL(baseUrl);
  return sender.host === own.host || sender.host === headers.host;
}
