/** How long what a sender holds stays its own without a sign of life. */

/** A sender that lives renews the leases of its mails on the wire five times before they lapse. */
export const LEASE_MS = 5 * 60_000;
export const RENEW_EVERY_MS = LEASE_MS / 5;
/** No lease reaches further ahead: one that does was given before the clock was set back. */
export const FURTHEST_LEASE_MS = 2 * LEASE_MS;
