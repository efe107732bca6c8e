/**
 * What the large receivers ask of those who send much: Google's "Email sender guidelines" and Yahoo's "Sender best
 * practices" (both since February 2024), Microsoft's requirements for high-volume senders (since May 2025): a signed and
 * aligned domain, a way out with one tap, few complaints. Google and Microsoft name about 5,000 mails a day; Yahoo names
 * no number. Pure.
 */
import { COMPLAINT_LIMITS, rateOf, type RateVerdict } from './rates';

/** From about this many mails a day to one provider on, its rules for bulk senders hold, at Google for good. */
export const BULK_PER_DAY = 5000;
/** From this part of it on one had better know. */
const NEAR = 0.8;

export type BulkVerdict = RateVerdict | 'unknown';
type Checked = 'good' | 'care' | 'bad' | 'unknown';

export interface BulkFacts {
  /** Verdicts on SPF, DKIM and DMARC; empty when the domain was never checked. */
  signed: readonly Checked[];
  /** Of the last 30 days. */
  sent: number;
  complained: number;
  /** The most mails on one day, by receiver. */
  busiest: Readonly<Record<string, number>>;
}

export interface BulkRules {
  signed: BulkVerdict;
  complaints: BulkVerdict;
  volume: Readonly<Record<string, BulkVerdict>>;
}

const WORST = ['bad', 'unknown', 'care', 'good'] as const;

/** How far each rule is met. Much mail is no fault: `care` says that the rules hold from here on. */
export function bulkRules({ signed, sent, complained, busiest }: BulkFacts): BulkRules {
  const volume = Object.entries(busiest).map(([receiver, count]): [string, BulkVerdict] => [
    receiver,
    count < BULK_PER_DAY * NEAR ? 'good' : 'care',
  ]);
  return {
    signed: signed.length === 0 ? 'unknown' : (WORST.find((verdict) => signed.includes(verdict)) ?? 'good'),
    complaints: rateOf(complained, sent, COMPLAINT_LIMITS).verdict,
    volume: Object.fromEntries(volume),
  };
}
