/** What receivers are asked to do with mail that proves nothing, and whether our proof is about the right domain (RFC 7489). */
import { tagsOf } from './dkim';
import type { Dns } from './dns';
import { finding, type Finding } from './finding';

const POLICIES = ['none', 'quarantine', 'reject'];
/** Labels of a name that are walked up; more nobody has. */
const MOST_STEPS = 8;

const isDmarc = (text: string): boolean => /^v=DMARC1\s*(;|$)/i.test(text);

interface Published {
  /** The domain the record was found at: ours, or the one above it that answers for it. */
  domain: string;
  records: string[];
}

/** Walks up from the domain to the one that publishes a policy; `failed` when nobody answered on the way. */
async function publishedFor(domain: string, dns: Dns): Promise<Published | 'none' | 'failed'> {
  const labels = domain.split('.');
  let failed = false;
  for (let from = 0; from < Math.min(labels.length - 1, MOST_STEPS); from += 1) {
    const at = labels.slice(from).join('.');
    const answer = await dns.txt(`_dmarc.${at}`);
    const records = 'records' in answer ? answer.records.filter(isDmarc) : [];
    if (records.length > 0) return { domain: at, records };
    failed ||= 'missing' in answer && answer.missing === 'failed';
  }
  return failed ? 'failed' : 'none';
}

/** Whether two domains count as one: the same, or with a relaxed reading both under the one that publishes the policy. */
export function isAligned(from: string, signer: string, organization: string, strict: boolean): boolean {
  const [a, b, top] = [from.toLowerCase(), signer.toLowerCase(), organization.toLowerCase()];
  if (a === b) return true;
  const isUnder = (name: string, above: string) => name === above || name.endsWith(`.${above}`);
  return !strict && isUnder(b, top) && isUnder(a, top);
}

/**
 * @param domain of our sender address, which bounces go to as well: the envelope is aligned always
 * @param signer the domain we sign for; null without a signature
 */
export async function checkDmarc(domain: string, signer: string | null, dns: Dns): Promise<Finding> {
  const found = await publishedFor(domain, dns);
  const record = {
    type: 'TXT' as const,
    name: `_dmarc.${domain}`,
    value: `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`,
  };
  if (found === 'failed') return finding('dmarc', 'unknown', 'unknown');
  if (found === 'none') return finding('dmarc', 'bad', 'missing', { record });
  const [text = ''] = found.records;
  if (found.records.length > 1)
    return finding('dmarc', 'bad', 'several', { found: found.records.join(' | ') });
  const tags = tagsOf(text);
  const own = found.domain === domain;
  const policy = ((own ? undefined : tags.get('sp')) ?? tags.get('p') ?? '').toLowerCase();
  if (!POLICIES.includes(policy)) return finding('dmarc', 'bad', 'unreadable', { found: text, record });
  const strict = (tags.get('adkim') ?? 'r').toLowerCase() === 's';
  if (signer !== null && !isAligned(domain, signer, found.domain, strict)) {
    return finding('dmarc', 'bad', 'unaligned', { found: text, params: { domain, signer } });
  }
  if (!tags.get('rua')) {
    const value = `${text.replace(/;?\s*$/, '')}; rua=mailto:postmaster@${found.domain}`;
    return finding('dmarc', 'care', 'no_reports', {
      found: text,
      record: { ...record, name: `_dmarc.${found.domain}`, value },
    });
  }
  return finding('dmarc', 'good', policy === 'none' ? 'watching' : 'good', {
    found: text,
    params: { policy },
  });
}
