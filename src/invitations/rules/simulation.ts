/**
 * Lives a stretch of contacts through again under other rules, in the order in which they happened: each is decided
 * about as the planner would, against what these rules would have sent before. Pure: nothing is written.
 */
import { reachOf } from '../../customers';
import { allowedOn, type AppliedRule, isListed, quotaDay } from '../calc';
import { chooseWay, type Choice, type Means, type PreferredWay } from '../channels/channel-choice';
import { contactFacts, type KnownContact, mayBeOurs } from '../contact-facts';
import { appliedRule, drawOf, judge, limitsOf, type SuppressedReason, tooOften } from '../decision';
import type { InvitationRules } from '../invitation-rules';
import {
  type ContactData,
  isMarked,
  type Matter,
  readData,
  type TakesOver,
  takesOver,
} from '../later-contact';
import { againstAskingNow } from '../second-look';
import { type QuietTimes, sendableInQuarters } from '../send-window';
import { type Asked, settle } from '../settling';

/** A contact as it is on record. */
export interface PastContact extends Matter, KnownContact {
  readonly id: string;
  /** Local day of the organization. */
  readonly occurredDay: string;
  /** JSON, or null. */
  readonly data: string | null;
  readonly customerId: string | null;
  readonly account: string | null;
  /** What the customer can be reached by, and whether they want it. */
  readonly means: Means;
  readonly preferred: PreferredWay;
  /** Who is credited most. */
  readonly employeeId: number | null;
  /** When the customer was really asked, on whatever way; null: they were not. */
  readonly sentAt: number | null;
  /** When another program asked for a link to show to the customer; null: none did. */
  readonly chatAt: number | null;
}

/** `sent`, or why not: reasons to suppress, and reasons for which a planned one would have been cancelled. */
export type Outcome = 'sent' | SuppressedReason | 'reopened' | 'superseded' | 'displaced';

interface Simulated extends Asked {
  customerId: string;
  account: string | null;
  /** Quota, employee and period of the place it took. */
  place: string | null;
}

/** A link that is going to be asked for. */
interface AwaitedLink {
  readonly contact: PastContact;
  readonly at: number;
  /** Every reason against asking when the contact happened. */
  readonly against: readonly SuppressedReason[];
  /** What was planned; null where nobody was to be asked. */
  readonly row: Simulated | null;
  takenOver: TakesOver | null;
}

const DAY = 86_400_000;
/** No place is left in the quota. */
const FULL = Symbol('full');

export class Simulation {
  /** How each contact ended, by its id. */
  readonly outcomes = new Map<string, Outcome>();
  /** On which way those were asked who were: `email`, `sms`, `whatsapp`, `chat`. */
  readonly ways = new Map<string, string>();
  /** Which rule spoke for it: its position, 0 for what holds otherwise. */
  readonly ruleOf = new Map<string, number>();
  private readonly byCustomer = new Map<string, Simulated[]>();
  private readonly byAccount = new Map<string, Simulated[]>();
  private readonly taken = new Map<string, number>();
  private readonly longest: number;
  private readonly sendable: ReturnType<typeof sendableInQuarters>;
  /** By the instant at which they are asked for. */
  private links: AwaitedLink[] = [];

  constructor(
    private readonly rules: InvitationRules,
    private readonly quiet: QuietTimes,
    private readonly organizationZone: string,
  ) {
    const days = Object.values(limitsOf(rules)).map((limit) => limit?.days ?? 0);
    this.longest = (Math.max(...days) + 90) * DAY;
    this.sendable = sendableInQuarters(quiet);
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
    this.passUntil(now);
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
    const choice = chooseWay(contact.preferred, contact.means);
    const settled = settle(rivals, this.factsOf(contact, choice, data), (facts) =>
      judge(facts, rules, this.quiet, this.sendable),
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
    if (planned) for (const row of settled.displaced) this.cancel(row, 'displaced');
    let row: Simulated | null = null;
    if (planned) {
      this.ways.set(contact.id, choice.by.channel);
      row = this.add(contact, rule, sendAt, 'planned', place === FULL ? null : place);
    }
    if (!settled.facts.marked) this.tellLinks(contact, data, planned);
    if (contact.chatAt !== null) this.await({ contact, at: contact.chatAt, against: quotaToo(against, outcome), row, takenOver: null }); // prettier-ignore
  }

  /** Lets the links be asked for that were, before the instant. */
  passUntil(instant: number): void {
    while (this.links[0] && this.links[0].at <= instant) {
      const [next] = this.links.splice(0, 1);
      if (next) this.askForLink(next);
    }
  }

  /** As `ChatLinks`: neither the delay nor the quiet hours hold, and nobody needs an address. */
  private askForLink(link: AwaitedLink): void {
    const { contact, row, at } = link;
    const onlyUnaddressed = link.against.length === 1 && link.against[0] === 'no_address';
    const customer = this.current(this.byCustomer, contact.customerId, at);
    if (row ? row.state !== 'planned' : !onlyUnaddressed) return;
    const rule = appliedRule(this.rules, contact);
    const tooLate = onlyUnaddressed && at > contact.occurredAt + rule.maxAgeDays * DAY;
    if (tooLate || this.againstLink(link) || this.tooOftenFor(contact, customer, at)) return;
    const place = row || !onlyUnaddressed ? null : this.takePlace(contact, rule, []);
    if (place === FULL) return;
    this.outcomes.set(contact.id, 'sent');
    this.ways.set(contact.id, 'chat');
    if (row) Object.assign(row, { at, state: 'sent' });
    else this.add(contact, rule, at, 'sent', place);
  }

  private againstLink({ contact, takenOver }: AwaitedLink): boolean {
    const { email, number, emailListed, numberListed } = contact.means;
    const own = email === null ? numberListed : emailListed;
    const ours =
      contact.employeesAddress || (email !== null && isListed(email, this.rules.excluded.internal));
    const look = {
      way: 'chat' as const,
      erased: contact.erased,
      known: contact.customerId !== null,
      internal: mayBeOurs(contact) && ours,
      hasAddress: email !== null || number !== null,
      machineAddress: false,
      reach: reachOf(own, [numberListed]),
      answered: false,
      noted: false,
      tooLate: false,
      firstState: null,
      takenOver,
    };
    return againstAskingNow(look) !== null;
  }

  private tooOftenFor(contact: PastContact, customer: readonly Simulated[], at: number): boolean {
    const left = (rows: readonly Simulated[]) =>
      rows.filter((row) => row.state === 'sent' && row.id !== contact.id);
    const account = limitsOf(this.rules).account_asked
      ? this.current(this.byAccount, contact.account, at)
      : [];
    const times = (rows: readonly Simulated[]) => rows.map((row) => row.at);
    const before = left(customer);
    const atTouchpoint = before.filter(({ touchpointId }) => touchpointId === contact.touchpointId);
    const counted = {
      customer: times(before),
      touchpoint: times(atTouchpoint),
      account: times(left(account)),
    };
    return tooOften(counted, at, this.rules).length > 0;
  }

  private await(link: AwaitedLink): void {
    const behind = this.links.findIndex(({ at }) => at > link.at);
    this.links.splice(behind < 0 ? this.links.length : behind, 0, link);
  }

  /** A later contact may be about the matter of one whose link is still to be asked for. */
  private tellLinks(contact: PastContact, data: ContactData, planned: boolean): void {
    for (const link of this.links) {
      if (link.contact.customerId === null || link.contact.customerId !== contact.customerId) continue;
      const why = takesOver(contact, data, link.contact, this.rules.laterContact);
      if (why === 'reopened' || (why === 'superseded' && planned)) link.takenOver = why;
    }
  }

  private factsOf(contact: PastContact, choice: Choice, data: ContactData): Parameters<typeof settle>[1] {
    return contactFacts(contact, choice, this.rules, {
      now: contact.occurredAt,
      draw: drawOf(contact.id, this.rules.sampling.salt),
      marked: isMarked(data, this.rules.excluded.marks),
      zone: this.organizationZone,
    });
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
    const known = map.get(key);
    if (!known) return [];
    const rows = known.filter((row) => row.state !== 'cancelled' && row.at > now - this.longest);
    for (const row of rows) if (row.at <= now) row.state = 'sent';
    map.set(key, rows);
    return rows;
  }

  private add(
    contact: PastContact,
    { priority }: AppliedRule,
    at: number,
    state: 'planned' | 'sent',
    place: string | null,
  ): Simulated | null {
    if (contact.customerId === null) return null;
    return this.note({ ...asked(contact, contact.customerId), state, at, priority, place });
  }

  private note(row: Simulated): Simulated {
    push(this.byCustomer, row.customerId, row);
    if (row.account !== null) push(this.byAccount, row.account, row);
    return row;
  }

  private cancel(row: Asked, why: Outcome): void {
    this.outcomes.set(row.id, why);
    this.ways.delete(row.id);
    row.state = 'cancelled';
  }
}

function quotaToo(against: readonly SuppressedReason[], outcome: Outcome): readonly SuppressedReason[] {
  return outcome === 'quota_reached' ? [...against, 'quota_reached'] : against;
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
