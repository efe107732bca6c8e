/** Puts addresses on the list of those nobody writes to, and takes them off; each with a reason, in the audit. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Suppressions } from '../../customers';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { InvitationStore } from '../invitation.store';

/** Characters of an address's fingerprint that people compare; the audit keeps no more. */
export const SHOWN_HASH = 12;

@Injectable()
export class SuppressionList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly suppressions: Suppressions,
    private readonly store: InvitationStore,
    private readonly audit: Audit,
  ) {}

  /**
   * Nobody writes to the address from now on; what was planned is cancelled.
   * @param email normalised
   * @returns false when it is on the list already
   */
  async add(email: string, why: string, viewer: Viewer): Promise<boolean> {
    return this.database.transaction(async () => {
      if (await this.suppressions.isSuppressed(email)) return false;
      const now = this.clock.now();
      await this.suppressions.suppress(email, 'manual', viewer.actor);
      for (const id of await this.store.cancelPlanned(email, 'opted_out', now))
        await this.store.record(id, now, 'cancelled', { reason: 'opted_out' });
      await this.note('suppression.added', email, { why }, viewer);
      return true;
    });
  }

  /** Takes an address off the list. @returns false when it is not on it */
  async lift(email: string, why: string, viewer: Viewer): Promise<boolean> {
    return this.database.transaction(async () => {
      const entry = await this.suppressions.about(email);
      if (!entry || !(await this.suppressions.lift(email))) return false;
      await this.note('suppression.lifted', email, { why, reason: entry.reason }, viewer);
      return true;
    });
  }

  private async note(
    action: string,
    email: string,
    details: Record<string, string>,
    viewer: Viewer,
  ): Promise<void> {
    const subject = `suppression:${this.suppressions.hashOf(email).slice(0, SHOWN_HASH)}`;
    await this.audit.record({ actor: viewer.actor, action, subject, details });
  }
}
