/**
 * When several invitations want the same customer's attention: a later contact about the same matter takes the place
 * of the earlier one, and of two that may not both be sent the one of the higher priority stays. Every change is
 * written down with its reason.
 */
import { Injectable } from '@nestjs/common';
import { displacedFor } from './calc';
import { type AskedTimes, type ContactFacts, FREQUENCY_REASONS, limitsOf, type Verdict } from './decision';
import { InvitationStore } from './invitation.store';
import type { InvitationRules } from './invitation-rules';
import { type ContactData, takesOver, type TakesOver } from './later-contact';
import { type AskedRow, type ContactRow, PlanningStore } from './planning.store';

const DAY = 86_400_000;

/** What the customer, and the account, were asked or are going to be. */
export interface Rivals {
  readonly touchpointId: number;
  readonly customer: readonly AskedRow[];
  readonly account: readonly AskedRow[];
  /** Planned ones about the same matter, with why they give way. */
  readonly sameMatter: readonly { readonly row: AskedRow; readonly why: TakesOver }[];
  readonly sameMatterIds: readonly string[];
}

export interface Settled {
  readonly facts: ContactFacts;
  readonly verdict: Verdict;
  /** Planned ones of lower priority that would be one too many. */
  readonly displaced: readonly AskedRow[];
}

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
    let account: readonly AskedRow[] = [];
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

  /** The verdict once the same matter is left out, and those of lower priority where only they stand in the way. */
  settle(
    rivals: Rivals,
    known: Omit<ContactFacts, 'asked' | 'takesOver'>,
    judge: (facts: ContactFacts) => Verdict,
  ): Settled {
    // What is marked as spam takes nobody's place.
    const takesPlace = rivals.sameMatter.length > 0 && !known.marked;
    const gone = new Set(takesPlace ? rivals.sameMatterIds : []);
    const factsWithout = (left: ReadonlySet<string>): ContactFacts => ({
      ...known,
      takesOver: takesPlace,
      asked: timesOf(rivals, left),
    });
    const facts = factsWithout(gone);
    const verdict = judge(facts);
    const onlyTooOften =
      verdict.against.length > 0 &&
      verdict.against.every((reason) => FREQUENCY_REASONS.some((one) => one === reason));
    if (!onlyTooOften) return { facts, verdict, displaced: [] };
    const planned = new Map(
      [...rivals.customer, ...rivals.account]
        .filter((row) => row.state === 'planned' && !gone.has(row.id))
        .map((row) => [row.id, row]),
    );
    const displaced = displacedFor([...planned.values()], verdict.rule.priority, (ids) => {
      return judge(factsWithout(new Set([...gone, ...ids]))).against.length === 0;
    });
    if (displaced === null) return { facts, verdict, displaced: [] };
    const better = factsWithout(new Set([...gone, ...displaced.map(({ id }) => id)]));
    return { facts: better, verdict: judge(better), displaced };
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

function timesOf({ customer, account, touchpointId }: Rivals, gone: ReadonlySet<string>): AskedTimes {
  const left = (rows: readonly AskedRow[]) => rows.filter(({ id }) => !gone.has(id));
  return {
    customer: left(customer).map(({ at }) => at),
    touchpoint: left(customer)
      .filter((row) => row.touchpointId === touchpointId)
      .map(({ at }) => at),
    account: left(account).map(({ at }) => at),
  };
}
