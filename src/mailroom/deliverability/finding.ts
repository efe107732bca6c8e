/** What a check of the sending domain found. Words for each code are in the messages: `mailroom.finding_…`, `cure_…`. */

export type CheckName = 'mx' | 'spf' | 'dkim' | 'dmarc';

/** A record to be published, ready to be copied. */
export interface DnsRecord {
  type: 'TXT' | 'MX';
  name: string;
  value: string;
}

export interface Finding {
  check: CheckName;
  /** `care`: mail arrives, not as well as it could. `bad`: receivers refuse mail or put it aside. */
  verdict: 'good' | 'care' | 'bad' | 'unknown';
  code: string;
  params: Record<string, string | number>;
  /** What is published now; null when nothing is. */
  found: string | null;
  /** What to publish instead. */
  record: DnsRecord | null;
}

export function finding(
  check: CheckName,
  verdict: Finding['verdict'],
  code: string,
  more: Partial<Pick<Finding, 'params' | 'found' | 'record'>> = {},
): Finding {
  return { check, verdict, code: `${check}_${code}`, params: {}, found: null, record: null, ...more };
}
