/** Whether bounces and replies have somewhere to go: the domain takes mail (RFC 5321, 5; RFC 7505). */
import type { Dns } from './dns';
import { finding, type Finding } from './finding';

export async function checkMx(domain: string, dns: Dns): Promise<Finding> {
  const answer = await dns.mx(domain);
  if ('records' in answer) {
    const hosts = answer.records.filter((host) => host !== '' && host !== '.');
    if (hosts.length === 0) return finding('mx', 'bad', 'null', { found: '0 .' });
    return finding('mx', 'good', 'good', { found: hosts.slice(0, 5).join(', ') });
  }
  if (answer.missing === 'failed') return finding('mx', 'unknown', 'unknown');
  // Without an MX record mail goes to the domain's own address.
  const host = await dns.addresses(domain);
  if ('records' in host)
    return finding('mx', 'care', 'implicit', { found: host.records.slice(0, 3).join(', ') });
  return finding('mx', 'bad', 'missing');
}
