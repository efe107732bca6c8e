/** Puts right what stayed behind: leases of senders that are gone, and invitations nobody answered. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import type { JobOutcome } from '../platform/jobs';
import { SettingsStore } from '../platform/views';
import { InvitationStore } from './invitation.store';
import { invitationRules } from './invitation-rules';

const DAY = 86_400_000;
const BATCH = 500;

@Injectable()
export class InvitationHousekeeping {
  private readonly logger = new Logger('InvitationHousekeeping');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly store: InvitationStore,
  ) {}

  async tidy(): Promise<JobOutcome> {
    const freed = await this.freeAbandoned();
    let expired = 0;
    for (let batch = BATCH; batch === BATCH; expired += batch) batch = await this.expireBatch();
    return freed + expired > 0 ? 'success' : 'skipped';
  }

  /** @returns how many leases had run out */
  async freeAbandoned(): Promise<number> {
    const { openDays } = await this.settings.get(invitationRules);
    const now = this.clock.now();
    if (!(await this.store.hasAbandoned(now))) return 0;
    const freed = await this.database.transaction(async () => {
      const rows = await this.store.reap(now, now + openDays * DAY);
      for (const { id, state } of rows) await this.store.record(id, now, state, { error: 'lease_expired' });
      return rows;
    });
    const unknown = freed.filter(({ state }) => state === 'unknown').length;
    if (unknown > 0)
      this.logger.warn(`${unknown} invitation(s) may or may not have been sent; they are not sent again.`);
    return freed.length;
  }

  private expireBatch(): Promise<number> {
    const now = this.clock.now();
    return this.database.transaction(async () => {
      const ids = await this.store.expire(now, BATCH);
      for (const id of ids) await this.store.record(id, now, 'expired');
      return ids.length;
    });
  }
}
