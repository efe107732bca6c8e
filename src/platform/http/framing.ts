/**
 * Frames: by default no page of ours can be framed, nor frames anything. A page that shows a preview frames ours, and a
 * preview lets itself be framed by ours; each says so on its own reply.
 */

interface Reply {
  header(name: string, value: string): unknown;
}

const OWN_PAGE =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'";

/** This page shows other pages of ours in frames. */
export function showsFrames(reply: Reply): void {
  reply.header('Content-Security-Policy', `${OWN_PAGE}; frame-src 'self'; frame-ancestors 'none'`);
}

/** This page may stand in a frame on another page of ours. */
export function mayBeFramed(reply: Reply): void {
  reply.header('Content-Security-Policy', `${OWN_PAGE}; frame-ancestors 'self'`);
  reply.header('X-Frame-Options', 'SAMEORIGIN');
}

/**
 * The reply is the HTML of a mail, to stand in a frame of ours: it may be looked at and do nothing. Its styles stand in
 * the mail itself, as mail programs want them.
 * @param links where its links lead: nowhere, or out of the frame as they would in a mail program
 */
export function isFramedMail(reply: Reply, links: 'inert' | 'leave' = 'inert'): void {
  const freedom = links === 'leave' ? ' allow-popups allow-top-navigation-by-user-activation' : '';
  reply.header(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; " +
      `frame-ancestors 'self'; sandbox${freedom}`,
  );
  reply.header('X-Frame-Options', 'SAMEORIGIN');
}
