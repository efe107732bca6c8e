/**
 * Addresses nobody is asked at: machines and role addresses by the part before the @, and our own people's by address
 * or domain. Plain comparison, no patterns: whoever reads the list knows what it does. Pure.
 */

/** The part before the @ of addresses behind which nobody reads. */
export const MACHINE_LOCAL_PARTS = [
  'abuse', 'auto-reply', 'autoreply', 'autoresponder', 'bounce', 'bounces', 'daemon', 'do-not-reply', 'donotreply',
  'hostmaster', 'mailer-daemon', 'nao-responda', 'naoresponda', 'no-reply', 'no-responder', 'no_reply', 'nobody',
  'noreply', 'noresponder', 'postmaster', 'root', 'webmaster',
] as const; // prettier-ignore

/** @param address normalised: lower case, the domain in ASCII */
export function isAutomated(address: string, localParts: readonly string[]): boolean {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')));
  // `bounces+ticket-17@` is `bounces@` with a note for itself.
  const plus = local.indexOf('+');
  return localParts.includes(plus > 0 ? local.slice(0, plus) : local);
}

/**
 * Whether the address is on the list: as itself (`ana@x.example`), or by its domain or one below it (`x.example`,
 * `@x.example`).
 */
export function isListed(address: string, entries: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return entries.some((entry) => {
    if (entry.includes('@') && !entry.startsWith('@')) return entry === address;
    const listed = entry.startsWith('@') ? entry.slice(1) : entry;
    return domain === listed || domain.endsWith(`.${listed}`);
  });
}
