/**
 * Who receives a mail, as far as limits are concerned: the large mailbox providers count all their domains as one,
 * everybody else counts by domain.
 */

const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  google: ['gmail.com', 'googlemail.com'],
  microsoft: [
    'hotmail.com', 'outlook.com', 'live.com', 'msn.com', 'hotmail.es', 'outlook.es', 'live.com.mx', 'hotmail.com.mx',
    'hotmail.com.br', 'outlook.com.br', 'hotmail.com.ar', 'outlook.com.ar', 'hotmail.co.uk', 'live.co.uk',
  ],
  yahoo: ['yahoo.com', 'yahoo.es', 'yahoo.com.mx', 'yahoo.com.br', 'yahoo.com.ar', 'yahoo.co.uk', 'ymail.com', 'rocketmail.com', 'aol.com'],
  apple: ['icloud.com', 'me.com', 'mac.com'],
}; // prettier-ignore

export const PROVIDER_NAMES = Object.keys(PROVIDERS);

const providerOf = new Map(
  Object.entries(PROVIDERS).flatMap(([provider, domains]) => domains.map((domain) => [domain, provider])),
);

/** All domains of a provider. */
export function domainsOf(provider: string): readonly string[] {
  return PROVIDERS[provider] ?? [];
}

/** `google`, `microsoft`, `yahoo`, `apple`, else the domain in lower case; `unknown` without one. */
export function receiverOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  if (domain === '' || !address.includes('@')) return 'unknown';
  return providerOf.get(domain) ?? domain;
}
