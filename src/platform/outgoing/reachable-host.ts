/**
 * Keeps requests of ours out of the house: whoever configures where they go must not reach what only we can reach. A name
 * is resolved once, every address it has is looked at, and the connection goes to the address that was looked at, so
 * that a name cannot mean something else a moment later.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Ports of web services; others serve things that are none. */
const PORTS = ['', '443', '8443'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export type Unreachable = 'not_https' | 'private_host' | 'port';

/** A host of ours or of a private network. The name of the error is all that is told. */
export class PrivateHost extends Error {
  constructor() {
    super('private_host');
    this.name = 'PrivateHost';
  }
}

/** @param address IPv4 or IPv6, without brackets */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * What stands against an address of the web, as far as it shows without resolving its name.
 * @param privateHosts hosts that may be reached although they are not public
 */
export function objectionTo(url: string, privateHosts: readonly string[]): Unreachable | null {
  const { protocol, hostname, port } = new URL(url);
  const allowed = privateHosts.includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && allowed && LOOPBACK.includes(hostname)))
    return 'not_https';
  if (allowed) return null;
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname.endsWith('.internal'))
    return 'private_host';
  if (isIP(literal) !== 0 && !isPublic(literal)) return 'private_host';
  return PORTS.includes(port) ? null : 'port';
}

export type SystemLookup = (
  host: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A `lookup` for `http.request`: it fails with `PrivateHost` as soon as one address of the name is not public. */
export function publicLookup(system: SystemLookup = systemLookup): LookupFunction {
  return (host, options, done) => {
    system(host, { all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const family = options.family === 4 || options.family === 6 ? options.family : undefined;
      const fitting = addresses.filter((one) => family === undefined || one.family === family);
      const [first] = fitting;
      if (!first || !addresses.every(({ address }) => isPublic(address)))
        return done(new PrivateHost(), '', 0);
      if (options.all) return done(null, fitting);
      done(null, first.address, first.family);
    });
  };
}
