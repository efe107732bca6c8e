/**
 * Who may send for a domain (RFC 7208): reads the published record and everything it includes, as a receiver would,
 * and counts the questions that costs. More than ten, and receivers take the record for broken.
 */
import { isIP } from 'node:net';
import type { Dns } from './dns';
import { finding, type Finding } from './finding';

const MOST_LOOKUPS = 10;
/** Where we stop counting. */
const ENOUGH = 25;
const MECHANISM = /^([+~?-])?(all|include|a|mx|ptr|ip4|ip6|exists)(?:[:/].*)?$/i;
const MODIFIER = /^[a-z][a-z0-9._-]*=/i;

/** Providers' mail servers, by the end of their name, and what a domain includes to let them send. */
const PROVIDERS: readonly (readonly [RegExp, string, string])[] = [
  [/(^|\.)(gmail|google)\.com$/, '_spf.google.com', 'Google'],
  [/(^|\.)(office365|outlook)\.com$/, 'spf.protection.outlook.com', 'Microsoft 365'],
  [/(^|\.)amazonaws\.com$/, 'amazonses.com', 'Amazon SES'],
  [/(^|\.)sendgrid\.net$/, 'sendgrid.net', 'SendGrid'],
  [/(^|\.)mailgun\.org$/, 'mailgun.org', 'Mailgun'],
  [/(^|\.)postmarkapp\.com$/, 'spf.mtasv.net', 'Postmark'],
  [/(^|\.)mailjet\.com$/, 'spf.mailjet.com', 'Mailjet'],
  [/(^|\.)brevo\.com$/, 'spf.brevo.com', 'Brevo'],
];

interface Walk {
  lookups: number;
  /** Domains whose record was asked for. */
  seen: Set<string>;
  /** An include that has no record of its own: receivers take the whole for broken. */
  broken: string | null;
  failed: boolean;
}

interface SpfRecord {
  terms: string[];
  unreadable: string | null;
  /** How everybody else is treated: `-`, `~`, `?`, `+`; null when the record does not say. */
  all: string | null;
  redirect: string | null;
}

export const isSpf = (text: string): boolean => /^v=spf1( |$)/i.test(text);

export function readSpf(text: string): SpfRecord {
  const terms = text.slice(0, 4000).split(/ +/).slice(1).filter(Boolean);
  const all = terms.map((term) => /^([+~?-])?all$/i.exec(term)).find(Boolean);
  return {
    terms,
    unreadable: terms.find((term) => !MECHANISM.test(term) && !MODIFIER.test(term)) ?? null,
    all: all ? (all[1] ?? '+') : null,
    redirect: targetOf(terms.find((term) => /^redirect=/i.test(term)) ?? ''),
  };
}

const targetOf = (term: string): string | null =>
  /^(?:[+~?-]?include:|redirect=)(\S+)$/i.exec(term)?.[1] ?? null;

/** @param smtpHost the mail server we hand mail to; null when mail is captured */
export async function checkSpf(domain: string, smtpHost: string | null, dns: Dns): Promise<Finding> {
  const provider = PROVIDERS.find(([host]) => smtpHost !== null && host.test(smtpHost));
  const suggested = suggestion(provider, smtpHost);
  const record = (value: string) => ({ type: 'TXT' as const, name: domain, value });
  const answer = await dns.txt(domain);
  if ('missing' in answer && answer.missing === 'failed') return finding('spf', 'unknown', 'unknown');
  const found = 'records' in answer ? answer.records.filter(isSpf) : [];
  const [text] = found;
  if (text === undefined) return finding('spf', 'bad', 'missing', { record: record(suggested) });
  if (found.length > 1) return finding('spf', 'bad', 'several', { found: found.join(' | ') });
  const spf = readSpf(text);
  if (spf.unreadable)
    return finding('spf', 'bad', 'unreadable', {
      found: text,
      params: { term: spf.unreadable.slice(0, 80) },
    });
  const walk: Walk = { lookups: 0, seen: new Set([domain.toLowerCase()]), broken: null, failed: false };
  await count(spf, dns, walk);
  if (walk.lookups > MOST_LOOKUPS)
    return finding('spf', 'bad', 'lookups', { found: text, params: { lookups: walk.lookups } });
  if (walk.broken) return finding('spf', 'bad', 'include', { found: text, params: { target: walk.broken } });
  if (provider && !walk.seen.has(provider[1])) {
    const value = withTerm(spf, `include:${provider[1]}`);
    return finding('spf', 'bad', 'provider', {
      found: text,
      params: { provider: provider[2] },
      record: record(value),
    });
  }
  if (spf.all === '+')
    return finding('spf', 'bad', 'everybody', { found: text, record: record(closed(spf, suggested)) });
  if (walk.failed) return finding('spf', 'unknown', 'unknown', { found: text });
  if (spf.redirect === null && (spf.all === null || spf.all === '?')) {
    return finding('spf', 'care', 'open', { found: text, record: record(closed(spf, suggested)) });
  }
  return finding('spf', 'good', 'good', { found: text, params: { lookups: walk.lookups } });
}

const isAll = (term: string): boolean => /^[+~?-]?all$/i.test(term);

/** The record with one more term, before whatever ends it. */
function withTerm({ terms }: SpfRecord, added: string): string {
  const end = terms.findIndex((term) => isAll(term) || /^redirect=/i.test(term));
  const at = end < 0 ? terms.length : end;
  return ['v=spf1', ...terms.slice(0, at), added, ...terms.slice(at)].join(' ');
}

/** The record ended so that others' mail is doubted; one that named nobody gets our mail server. */
function closed({ terms }: SpfRecord, suggested: string): string {
  const named = terms.filter((term) => !isAll(term));
  return named.length === 0 ? suggested : ['v=spf1', ...named, '~all'].join(' ');
}

function suggestion(provider: (typeof PROVIDERS)[number] | undefined, smtpHost: string | null): string {
  if (provider) return `v=spf1 include:${provider[1]} ~all`;
  // A mail server by its address is one of our own network: the world sees another one, which only its people know.
  const isName = smtpHost !== null && smtpHost.includes('.') && isIP(smtpHost) === 0;
  return isName ? `v=spf1 a:${smtpHost} mx ~all` : 'v=spf1 mx ~all';
}

/** RFC 7208, 4.6.4: include, a, mx, ptr, exists and redirect cost one question each, those of included records too. */
async function count(spf: SpfRecord, dns: Dns, walk: Walk): Promise<void> {
  for (const term of spf.terms) {
    const name = /^[+~?-]?([a-z0-9]+)/i.exec(term)?.[1]?.toLowerCase() ?? '';
    const counts =
      ['include', 'a', 'mx', 'ptr', 'exists'].includes(name) || (name === 'redirect' && spf.all === null);
    if (!counts) continue;
    walk.lookups += 1;
    const target = targetOf(term)?.toLowerCase();
    // A name with macros depends on each mail.
    if (!target || target.includes('%') || walk.lookups >= ENOUGH || walk.seen.has(target)) continue;
    walk.seen.add(target);
    const answer = await dns.txt(target);
    const [text] = 'records' in answer ? answer.records.filter(isSpf) : [];
    if (text !== undefined) await count(readSpf(text), dns, walk);
    else if ('missing' in answer && answer.missing === 'failed') walk.failed = true;
    else walk.broken ??= target;
  }
}
