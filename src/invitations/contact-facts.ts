/**
 * The facts a decision rests on, from what is on record about a contact and its customer. Pure: the planner gathers them
 * for a contact that was just reported, the what-if for one of last month.
 */
import { isAutomated, isListed } from './calc';
import type { Choice } from './channels/channel-choice';
import type { ContactFacts } from './decision';
import type { InvitationRules } from './invitation-rules';
import { zoneFor } from './quiet-hours';

export interface KnownContact {
  /** UTC milliseconds. */
  readonly occurredAt: number;
  readonly touchpoint: string;
  readonly channel: string;
  readonly reason: string;
  readonly segment: string;
  /** Normalised. */
  readonly email: string | null;
  /** What the customer is known as; the contact has a segment of its own. */
  readonly customerSegment: string | null;
  readonly timezone: string | null;
  readonly erased: boolean;
  /** The address belongs to somebody employed. */
  readonly employeesAddress: boolean;
}

/** A colleague served by another department (segment `internal`) is a customer like any other. */
export function mayBeOurs({
  email,
  customerSegment,
}: Pick<KnownContact, 'email' | 'customerSegment'>): boolean {
  return email !== null && customerSegment !== 'internal';
}

/**
 * @param choice the way the customer is asked
 * @param own when it is decided, the draw, whether the contact is marked as spam, and the organization's zone
 */
export function contactFacts(
  contact: KnownContact,
  choice: Choice,
  rules: InvitationRules,
  own: { now: number; draw: number; marked: boolean; zone: string },
): Omit<ContactFacts, 'asked' | 'takesOver'> {
  const { email, touchpoint, channel, reason, segment } = contact;
  const ours = contact.employeesAddress || (email !== null && isListed(email, rules.excluded.internal));
  const byMail = choice.by.messageChannelId === null;
  return {
    now: own.now,
    occurredAt: contact.occurredAt,
    kind: { touchpoint, channel, reason, segment },
    hasAddress: choice.hasAddress,
    erased: contact.erased,
    internalTest: mayBeOurs(contact) && ours,
    machineAddress: byMail && email !== null && isAutomated(email, rules.excluded.machines),
    optedOut: choice.optedOut,
    marked: own.marked,
    draw: own.draw,
    zone: zoneFor(contact.timezone, own.zone),
  };
}
