/**
 * Lives a stretch of contacts through again under other rules, in the order in which they happened: each is decided
 * about as the planner would, against what these rules would have sent before. Pure: nothing is written.
 */
import { allowedOn, type AppliedRule, isAutomated, isListed, quotaDay } from '../calc';
import { drawOf, judge, limitsOf, type SuppressedReason } from '../decision';
import type { InvitationRules } from '../invitation-rules';
import { isMarked, type Matter, readData, takesOver } from '../later-contact';
import { zoneFor } from '../quiet-hours';
import type { QuietTimes } from '../send-window';
import { type Asked, settle } from '../settling';

/** A contact as it is on record. */
export interface PastContact extends Matter {
  id: string;
  /** Local day of the organization. */
  occurredDay: string;
  touchpoint: string;
  channel: string;
  segment: string;
  /** JSON, or null. */
  data: string | null;
  customerId: string | null;
  account: string | null;
  /** The customer's own segment. */
  customerSegment: string | null;
  timezone: string | null;
  email: string | null;
  erased: boolean;
  employeesAddress: boolean;
  optedOut: boolean;
  /** Who is credited most. */
  employeeId: number | null;
  /** When a mail really left; null: none did. */
  sentAt: number | null;
}

/** `sent`, or why not: reasons to suppress, and reasons for which a planned one would have been cancelled. */
export type Outcome = 'sent' | SuppressedReason | 'reopened' | 'superseded' | 'displaced';

interface Simulated extends Asked {
  customerId: string;
  account: string | null;
  /** Quota, employee and period of the place it took. */
  place: string | null;
}

const DAY = 86_400_000;
/** No place is left in the quota. */
const FULL = Symbol('full');

export class Simulation {
  /** How each contact ended, by its id. */
  readonly outcomes = new Map<string, Outcome>();
  /** Which rule spoke for it: its position, 0 for what holds otherwise. */
  readonly ruleOf = new Map<string, number>();
  private readonly byCustomer = new Map<string, Simulated[]>();
  private readonly byAccount = new Map<string, Simulated[]>();
  private readonly taken = new Map<string, number>();
  private readonly longest: number;

  constructor(
    private readonly rules: InvitationRules,
    private readonly quiet: QuietTimes,
    private readonly organizationZone: string,
  ) {
    const days = Object.values(limitsOf(rules)).map((limit) => limit?.days ?? 0);
    this.longest = (Math.max(...days) + 90) * DAY;
  }

  /** What really left before the stretch begins counts as asking. */
  remember(contact: PastContact): void {
    const { customerId, sentAt } = contact;
    if (customerId === null || sentAt === null) return;
    this.note({ ...asked(contact, customerId), state: 'sent', at: sentAt, priority: 50, place: null });
  }

  /** Decides about the next contact, as if it had been reported when it happened. */
  decide(contact: PastContact): void {
    const { rules } = this;
    const now = contact.occurredAt;
    const data = readData(contact.data);
    const customer = this.current(this.byCustomer, contact.customerId, now);
    const account = limitsOf(rules).account_asked ? this.current(this.byAccount, contact.account, now) : [];
    const sameMatter = customer.flatMap((row) => {
      const why = row.state === 'planned' ? takesOver(contact, data, row, rules.laterContact) : null;
      return why === null ? [] : [{ row, why }];
    });
    const rivals = {
      touchpointId: contact.touchpointId,
      customer,
      account,
      sameMatter,
      sameMatterIds: sameMatter.map(({ row }) => row.id),
    };
    const settled = settle(rivals, this.factsOf(contact, isMarked(data, rules.excluded.marks)), (facts) =>
      judge(facts, rules, this.quiet),
    );
    const { rule, sendAt, against } = settled.verdict;
    this.ruleOf.set(contact.id, rule.position);
    const places = customer.filter((row) => rivals.sameMatterIds.includes(row.id)).map((row) => row.place);
    const place = against.length === 0 ? this.takePlace(contact, rule, places) : null;
    const outcome: Outcome = against[0] ?? (place === FULL ? 'quota_reached' : 'sent');
    this.outcomes.set(contact.id, outcome);
    const planned = outcome === 'sent';
    for (const { row, why } of settled.facts.takesOver ? sameMatter : []) {
      if (planned || why === 'reopened') this.cancel(row, why);
    }
    if (!planned) return;
    for (const row of settled.displaced) this.cancel(row, 'displaced');
    if (contact.customerId === null) return;
    this.note({
      ...asked(contact, contact.customerId),
      state: 'planned',
      at: sendAt,
      priority: rule.priority,
      place: place === FULL ? null : place,
    });
  }

  private factsOf(contact: PastContact, marked: boolean): Parameters<typeof settle>[1] {
    const { email, touchpoint, channel, reason, segment } = contact;
    const { excluded, sampling } = this.rules;
    const mayBeOurs = email !== null && contact.customerSegment !== 'internal';
    return {
      now: contact.occurredAt,
      occurredAt: contact.occurredAt,
      kind: { touchpoint, channel, reason, segment },
      hasAddress: email !== null,
      erased: contact.erased,
      internalTest: mayBeOurs && (contact.employeesAddress || isListed(email, excluded.internal)),
      machineAddress: email !== null && isAutomated(email, excluded.machines),
      optedOut: contact.optedOut,
      marked,
      draw: drawOf(contact.id, sampling.salt),
      zone: zoneFor(contact.timezone, this.organizationZone),
    };
  }

  private takePlace(
    { employeeId, occurredDay }: PastContact,
    rule: AppliedRule,
    inherited: readonly (string | null)[],
  ): string | typeof FULL | null {
    if (!rule.quota || employeeId === null) return null;
    const day = quotaDay(occurredDay, rule.quota.per);
    const key = `${rule.key} ${employeeId} ${day.period}`;
    if (inherited.includes(key)) return key;
    const taken = this.taken.get(key) ?? 0;
    if (taken >= allowedOn(rule.quota, day)) return FULL;
    this.taken.set(key, taken + 1);
    return key;
  }

  /** What still counts; what is due by now has left. */
  private current(map: Map<string, Simulated[]>, key: string | null, now: number): Simulated[] {
    if (key === null) return [];
    const rows = (map.get(key) ?? []).filter(
      (row) => row.state !== 'cancelled' && row.at > now - this.longest,
    );
    for (const row of rows) if (row.at <= now) row.state = 'sent';
    map.set(key, rows);
    return rows;
  }

  private note(row: Simulated): void {
    push(this.byCustomer, row.customerId, row);
    if (row.account !== null) push(this.byAccount, row.account, row);
  }

  private cancel(row: Asked, why: Outcome): void {
    this.outcomes.set(row.id, why);
    row.state = 'cancelled';
  }
}

function asked(
  contact: PastContact,
  customerId: string,
): Omit<Simulated, 'state' | 'at' | 'priority' | 'place'> {
  const { id, source, externalId, touchpointId, reason, occurredAt, account } = contact;
  return { id, source, externalId, touchpointId, reason, occurredAt, customerId, account };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
