/**
 * When several invitations want the same customer's attention: a later contact about the same matter takes the place
 * of the earlier one, and of two that may not both be sent the one of the higher priority stays. Every change is
 * written down with its reason.
 */
import { Injectable } from '@nestjs/common';
import { limitsOf } from './decision';
import { InvitationStore } from './invitation.store';
import type { InvitationRules } from './invitation-rules';
import { type ContactData, takesOver } from './later-contact';
import { type ContactRow, PlanningStore } from './planning.store';
import type { Asked, Rivals, Settled } from './settling';

const DAY = 86_400_000;

@Injectable()
export class Competition {
  constructor(
    private readonly store: InvitationStore,
    private readonly planning: PlanningStore,
  ) {}

  /** Holds the customer, and the account where it is limited, and reads what they were asked. */
  async about(
    customerId: string | null,
    contact: ContactRow,
    data: ContactData,
    rules: InvitationRules,
    now: number,
  ): Promise<Rivals> {
    const { touchpointId } = contact;
    if (customerId === null)
      return { touchpointId, customer: [], account: [], sameMatter: [], sameMatterIds: [] };
    await this.store.lockCustomer(customerId);
    const limits = limitsOf(rules);
    const days = Math.max(limits.asked_recently?.days ?? 0, limits.asked_at_touchpoint?.days ?? 0);
    // Planned ones are found however short the windows are: they may be about the same matter.
    const customer = await this.planning.askedCustomer(customerId, now - (days + 90) * DAY, 'planned_too');
    let account: readonly Asked[] = [];
    if (contact.account !== null && limits.account_asked) {
      await this.planning.lockAccount(contact.account);
      const since = now - (limits.account_asked.days + 1) * DAY;
      account = await this.planning.askedAccount(contact.account, since, 'planned_too');
    }
    const sameMatter = customer.flatMap((row) => {
      const why = row.state === 'planned' ? takesOver(contact, data, row, rules.laterContact) : null;
      return why === null ? [] : [{ row, why }];
    });
    return {
      touchpointId,
      customer,
      account,
      sameMatter,
      sameMatterIds: sameMatter.map(({ row }) => row.id),
    };
  }

  /**
   * Cancels what gives way. A matter that was reopened is not asked about before it is settled, whatever is decided
   * about the later contact; everything else gives way only to one that is sent.
   */
  async giveWay(
    rivals: Rivals,
    { facts, displaced }: Settled,
    to: { planned: boolean; by: string; now: number },
  ): Promise<void> {
    const matter = facts.takesOver ? rivals.sameMatter : [];
    const leaving = [
      ...matter.filter(({ why }) => to.planned || why === 'reopened').map(({ row, why }) => ({ row, reason: why })),
      ...(to.planned ? displaced.map((row) => ({ row, reason: 'displaced' })) : []),
    ]; // prettier-ignore
    for (const { row, reason } of leaving) {
      if (await this.planning.cancel(row.id, reason, to.now))
        await this.store.record(row.id, to.now, 'cancelled', { reason, by: to.by });
    }
  }
}
