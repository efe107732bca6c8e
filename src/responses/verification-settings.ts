/** From which networks no customer answers, kept under the setting `verification`. */
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { defineSetting } from '../platform/views';

/** More networks than this nobody oversees. */
export const MOST_NETWORKS = 200;

/**
 * Networks of mail gateways that open and press whatever a mail links to, as their operators publish them for allow
 * lists: Barracuda, Proofpoint, Mimecast, Symantec Email Security.cloud. Clouds in which people work too (Azure,
 * Google, AWS) are not here on purpose, though scanners run in them.
 */
const GATEWAYS = [
  '64.235.144.0/20', '209.222.80.0/21',
  '67.231.144.0/20', '148.163.128.0/19',
  '91.220.42.0/23', '170.10.128.0/21', '205.139.110.0/23', '207.211.30.0/23',
  '46.226.48.0/21', '67.219.240.0/20', '85.158.136.0/21', '216.82.240.0/20',
] as const; // prettier-ignore

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** A network as `203.0.113.0/24` or `2001:db8::/32`; undefined for anything else, also for everything (`/0`). */
function networkOf(text: string): Network | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const network = ipaddr.parseCIDR(text);
  return network[1] === 0 ? undefined : network;
}

const zNetwork = z.string().refine((text) => networkOf(text) !== undefined, {
  params: { code: 'network_unreadable' },
});

export interface VerificationSettings {
  scannerNetworks: string[];
}

export const verificationSetting = defineSetting<VerificationSettings>({
  name: 'verification',
  schema: z.strictObject({ scannerNetworks: z.array(zNetwork).max(MOST_NETWORKS) }),
  defaults: () => ({ scannerNetworks: [...GATEWAYS] }),
});

const read = new Map<string, Network | undefined>();

/** Whether an address lies in one of the networks. An IPv4 address written as IPv6 is the same address. */
export function isInNetworks(address: string | undefined, networks: readonly string[]): boolean {
  if (address === undefined || !ipaddr.isValid(address)) return false;
  const ip = ipaddr.process(address);
  return networks.some((text) => {
    if (!read.has(text)) {
      if (read.size > MOST_NETWORKS * 2) read.clear();
      read.set(text, networkOf(text));
    }
    const network = read.get(text);
    return network?.[0].kind() === ip.kind() && ip.match(network);
  });
}
