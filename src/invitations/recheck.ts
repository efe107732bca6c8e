/**
 * Looks again, at the moment a mail would leave, whether its customer may be asked: what was right when the mail was
 * planned may have changed by opt-outs, answers, later contacts and other mails. What another way than mail carries is
 * judged by the same rules. Everything found is written down.
 */
import { Injectable } from '@nestjs/common';
import { phoneNumberOf, Suppressions } from '../customers';
import { isAutomated, isListed } from './calc';
import {
  type AskedTimes,
  type CancelledReason,
  FREQUENCY_REASONS,
  limitsOf,
  NEVER_ASKED,
  tooOften,
} from './decision';
import { askedCounts, type Evidence } from './evidence';
import type { InvitationRules } from './invitation-rules';
import { isMarked, readData, type TakesOver, takesOver } from './later-contact';
import type { SendableInvitation } from './open-invitation';
import { PlanningStore, type SendFacts } from './planning.store';
import { againstAskingNow } from './second-look';

const DAY = 86_400_000;

export interface Rechecked {
  /** Null when the mail may leave. */
  readonly reason: CancelledReason | null;
  /** What was counted, for the timeline. */
  readonly detail: Evidence;
  /** The first mail this one reminds of; null for a first mail. */
  readonly first: { readonly id: string; readonly expiresAt: number } | null;
  readonly step: number;
}

@Injectable()
export class Recheck {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly planning: PlanningStore,
  ) {}

  /**
   * Joins the ambient transaction, which holds the customer.
   * @param way `chat`: the customer is there already, and needs no address
   */
  async look(
    invitation: SendableInvitation,
    rules: InvitationRules,
    now: number,
    way: 'as_planned' | 'chat' = 'as_planned',
  ): Promise<Rechecked> {
    const facts = await this.planning.sendFacts(invitation.invitationId);
    if (!facts) return { reason: 'erased', detail: {}, first: null, step: 1 };
    const first = facts.firstId ? { id: facts.firstId, expiresAt: facts.firstExpiresAt ?? 0 } : null;
    const fixed = { first, step: facts.step };
    const plain = await this.withoutCounting(invitation, facts, rules, now, way);
    if (plain !== null) return { ...fixed, reason: plain, detail: {} };
    // A reminder belongs to its first mail, which was counted when it left.
    const asked = facts.step > 1 ? NEVER_ASKED : await this.askedBefore(invitation, facts, rules, now);
    const [reason = null] = tooOften(asked, now, rules);
    return { ...fixed, reason, detail: askedCounts(asked, now, rules) };
  }

  private async withoutCounting(
    invitation: SendableInvitation,
    facts: SendFacts,
    rules: InvitationRules,
    now: number,
    way: 'as_planned' | 'chat',
  ): Promise<CancelledReason | null> {
    const { email, customerId } = invitation;
    const number = phoneNumberOf(facts.phone);
    const goes = way === 'chat' ? 'chat' : facts.messageChannelId === null ? 'mail' : 'message';
    const [first, second] = goes === 'message' ? [number, email] : [email, number];
    // For a chat it is only asked whether they want it, so that any address will do.
    const address = goes === 'chat' ? (first ?? second) : first;
    const others = second === null || second === address ? [] : [second];
    const internal = facts.employees === 1 || (email !== null && isListed(email, rules.excluded.internal));
    return againstAskingNow({
      way: goes,
      erased: invitation.erased,
      known: customerId !== null,
      internal: internal && facts.customerSegment !== 'internal',
      hasAddress: address !== null,
      machineAddress: email !== null && isAutomated(email, rules.excluded.machines),
      reach: address === null ? 'free' : await this.suppressions.reach(address, others),
      answered: facts.answered === 1,
      noted: facts.noted === 1,
      tooLate: now > invitation.expiresAt,
      firstState: facts.firstState,
      takenOver: customerId === null ? null : await this.takenOver(customerId, facts, rules),
    });
  }

  /** A later contact about the same matter: reopened, or one that is asked about instead. */
  private async takenOver(
    customerId: string,
    facts: SendFacts,
    rules: InvitationRules,
  ): Promise<TakesOver | null> {
    const later = await this.planning.laterContacts(customerId, facts.occurredAt, facts.interactionId);
    for (const contact of later) {
      const data = readData(contact.data);
      if (isMarked(data, rules.excluded.marks)) continue;
      const why = takesOver(contact, data, facts, rules.laterContact);
      if (why === 'reopened' || (why === 'superseded' && contact.asked === 1)) return why;
    }
    return null;
  }

  private async askedBefore(
    { customerId, invitationId }: SendableInvitation,
    facts: SendFacts,
    rules: InvitationRules,
    now: number,
  ): Promise<AskedTimes> {
    const limits = limitsOf(rules);
    const longest = Math.max(...FREQUENCY_REASONS.map((reason) => limits[reason]?.days ?? 0));
    if (longest === 0 || customerId === null) return NEVER_ASKED;
    const since = now - (longest + 1) * DAY;
    const customer = await this.planning.askedCustomer(customerId, since, 'left_only', invitationId);
    const atTouchpoint = customer.filter((row) => row.touchpointId === facts.touchpointId);
    const limited = facts.account !== null && limits.account_asked;
    if (limited) await this.planning.lockAccount(facts.account ?? '');
    const account = limited
      ? await this.planning.askedAccount(facts.account ?? '', since, 'left_only', invitationId)
      : [];
    const times = (rows: readonly { at: number }[]) => rows.map(({ at }) => at);
    return { customer: times(customer), touchpoint: times(atTouchpoint), account: times(account) };
  }
}
