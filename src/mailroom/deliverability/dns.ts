/** Questions to the domain name system, behind a small port: what the world sees of a domain. */
import { Resolver } from 'node:dns/promises';

/** `none`: there is no such record. `failed`: nobody answered, so nobody knows. */
export type DnsAnswer<T> = { readonly records: readonly T[] } | { readonly missing: 'none' | 'failed' };

export abstract class Dns {
  /** The texts of a name, each put together from its pieces. */
  abstract txt(name: string): Promise<DnsAnswer<string>>;
  /** Where mail for the domain goes, the preferred one first. */
  abstract mx(domain: string): Promise<DnsAnswer<string>>;
  /** Addresses of a host, of either kind. */
  abstract addresses(host: string): Promise<DnsAnswer<string>>;
}

const NOTHING = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/** The system's resolver, or the given ones. A question takes five seconds at most. */
export class SystemDns extends Dns {
  private readonly resolver = new Resolver({ timeout: 2000, tries: 2 });

  /** @param servers `address[:port]`, in place of the system's */
  useServers(servers: readonly string[]): void {
    this.resolver.setServers(servers);
  }

  async txt(name: string): Promise<DnsAnswer<string>> {
    return ask(async () => (await this.resolver.resolveTxt(name)).map((pieces) => pieces.join('')));
  }

  async mx(domain: string): Promise<DnsAnswer<string>> {
    return ask(async () => {
      const found = await this.resolver.resolveMx(domain);
      return found.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    });
  }

  async addresses(host: string): Promise<DnsAnswer<string>> {
    const four = await ask(() => this.resolver.resolve4(host));
    return 'records' in four ? four : ask(() => this.resolver.resolve6(host));
  }
}

async function ask<T>(question: () => Promise<T[]>): Promise<DnsAnswer<T>> {
  try {
    const records = await question();
    return records.length > 0 ? { records } : { missing: 'none' };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { missing: NOTHING.has(code) ? 'none' : 'failed' };
  }
}
