/** How far the rules of the large receivers for bulk senders are met, in the reader's words. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Config } from '../../platform/config';
import { I18n } from '../../platform/i18n';
import { BULK_PER_DAY, bulkRules, type BulkVerdict, COMPLAINT_LIMITS } from '../calc';
import type { DomainCheck } from './domain-checks';
import { LARGE_RECEIVERS, RECEIVERS, TrafficQueries } from './traffic.queries';

const LOOKS: Readonly<Record<BulkVerdict, string>> = {
  good: 'badge-accent', care: 'badge-joy', bad: 'badge-care', unknown: '', few: '',
}; // prettier-ignore

/** One rule: what is asked, how it stands. */
export interface ShownRule {
  name: string;
  text: string;
  verdict: string;
  look: string;
}

@Injectable()
export class BulkSending {
  constructor(
    private readonly traffic: TrafficQueries,
    private readonly i18n: I18n,
    private readonly config: Config,
  ) {}

  /** @param since UTC milliseconds, 30 days ago @param zone the organization's */
  async rules(
    check: DomainCheck | null | undefined,
    since: number,
    zone: string,
    viewer: Viewer,
  ): Promise<ShownRule[]> {
    const say = (key: string, params = {}) => this.i18n.text(viewer.locale, `mailroom.${key}`, params);
    const [by, busiest] = await Promise.all([
      this.traffic.byReceiver(since),
      this.traffic.busiest(since, zone),
    ]);
    const sum = (of: 'sent' | 'complained') => RECEIVERS.reduce((total, name) => total + by[name][of], 0);
    const [sent, complained] = [sum('sent'), sum('complained')];
    const proofs = (check?.findings ?? []).filter(({ check: name }) => name !== 'mx');
    const found = bulkRules({ signed: proofs.map(({ verdict }) => verdict), sent, complained, busiest });
    const row = (name: string, text: string, verdict: BulkVerdict): ShownRule => ({
      name,
      text,
      verdict: say(`bulk_${verdict}`),
      look: LOOKS[verdict],
    });
    const isSigned = this.config.dkim !== null;
    const most = this.i18n.formatsFor(viewer.locale).percent(COMPLAINT_LIMITS.most, 1);
    return [
      row(
        say('bulk_signed'),
        say('bulk_signed_text', { verdict: check ? found.signed : 'never' }),
        found.signed,
      ),
      // Receivers only trust a way out that is signed (RFC 8058, 4).
      row(say('bulk_way_out'), say('bulk_way_out_text', { isSigned }), isSigned ? 'good' : 'care'),
      row(
        say('bulk_complaints', { most }),
        say('bulk_complaints_text', { complained, sent }),
        found.complaints,
      ),
      ...LARGE_RECEIVERS.map((receiver) =>
        row(
          say('bulk_volume', { receiver: say(`receiver_${receiver}`) }),
          say(receiver === 'yahoo' ? 'bulk_volume_open' : 'bulk_volume_text', {
            count: busiest[receiver],
            bulk: BULK_PER_DAY,
          }),
          found.volume[receiver] ?? 'good',
        ),
      ),
    ];
  }
}
