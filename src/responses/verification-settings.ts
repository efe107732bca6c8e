/** From which networks no customer answers, kept under the setting `verification`. */
import { BlockList, isIP } from 'node:net';
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

interface Networks {
  readonly list: BlockList;
  /** Addresses that were looked at: customers of one house come from one address. */
  readonly known: Map<string, boolean>;
}

const MOST_ADDRESSES = 1000;
const read = new WeakMap<readonly string[], Networks>();

function networksIn(texts: readonly string[]): Networks {
  const kept = read.get(texts);
  if (kept) return kept;
  const list = new BlockList();
  for (const text of texts) {
    const network = networkOf(text);
    if (network) list.addSubnet(network[0].toString(), network[1], network[0].kind());
  }
  const networks = { list, known: new Map<string, boolean>() };
  read.set(texts, networks);
  return networks;
}

/** Whether an address lies in one of the networks. An IPv4 address written as IPv6 is the same address. */
export function isInNetworks(address: string | undefined, networks: readonly string[]): boolean {
  if (address === undefined) return false;
  const { list, known } = networksIn(networks);
  let inside = known.get(address);
  if (inside === undefined) {
    // Without the name of the interface that may stand behind a local address.
    const [plain = ''] = address.split('%');
    const version = isIP(plain);
    inside = version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
    if (known.size >= MOST_ADDRESSES) known.clear();
    known.set(address, inside);
  }
  return inside;
}
