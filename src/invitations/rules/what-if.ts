/**
 * What other rules would have done: "with these rules, the last 30 days would have sent 4,210 of 9,804". Reads the
 * contacts on record and lives them through again, on every way of asking there is; writes nothing.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { phoneNumberOf, Suppressions } from '../../customers';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { SettingsStore } from '../../platform/views';
import { channelPreferences, preferenceFor, type PreferredWay } from '../channels/channel-choice';
import { MessageChannels } from '../channels/message-channels';
import { limitsOf } from '../decision';
import type { InvitationRules } from '../invitation-rules';
import { quietTimes } from '../send-window';
import { type Outcome, type PastContact, Simulation } from './simulation';

const DAY = 86_400_000;
/** The stretch that is lived through again. */
export const WHAT_IF_DAYS = 30;
/** Contacts read at a time. */
const PAGE = 500;
/** More contacts than this are not lived through: the oldest are left out. */
const MOST_CONTACTS = 150_000;
/** Nobody else waits longer than this for their turn. */
const TURN_MS = 15;

export interface WhatIfResult {
  readonly sent: number;
  /** By the way on which they would have been asked, most frequent first: `email`, `sms`, `whatsapp`, `chat`. */
  readonly ways: readonly { readonly way: string; readonly sent: number }[];
  /** How contacts ended, most frequent first; without `sent`. */
  readonly reasons: readonly { readonly outcome: Outcome; readonly count: number }[];
  /** By the rule's position, 0 for what holds otherwise: how many it spoke for, how many it sends. */
  readonly rules: readonly { readonly position: number; readonly contacts: number; readonly sent: number }[];
  /** Invitations per employee with at least one contact: smallest, middle, largest. Null without employees. */
  readonly spread: { readonly least: number; readonly middle: number; readonly most: number } | null;
}

export interface WhatIf {
  /** UTC milliseconds; `from` inclusive, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly contacts: number;
  /** In the order in which the rules were given. */
  readonly results: readonly WhatIfResult[];
}

/** Told after every page how many contacts were looked at, of how many; what it throws ends the whole. */
export type Watch = (done: number, total: number) => Promise<void>;

/** A contact as it is read: what many share is looked up where it is kept. */
interface Row {
  id: string;
  source: string;
  externalId: string;
  touchpointId: number;
  cellId: number;
  occurredAt: number;
  occurredDay: string;
  data: string | null;
  customerId: string | null;
  account: string | null;
  customerSegment: string | null;
  timezone: string | null;
  email: string | null;
  phone: string | null;
  erasedAt: number | null;
  sentAt: number | null;
  chatAt: number | null;
  employeeId: number | null;
}

const CONTACTS = `SELECT n.id AS "id", n.source AS "source", n.external_id AS "externalId",
    n.touchpoint_id AS "touchpointId", n.cell_id AS "cellId", n.occurred_at AS "occurredAt",
    n.occurred_day AS "occurredDay", n.data AS "data", n.customer_id AS "customerId", c.account AS "account",
    c.segment AS "customerSegment", c.timezone AS "timezone", c.email AS "email", c.phone AS "phone",
    c.erased_at AS "erasedAt", v.sent_at AS "sentAt",
    CASE WHEN v.channel = 'chat' THEN v.sent_at WHEN v.state IN ('suppressed', 'cancelled') THEN (
      SELECT MIN(e.at) FROM invitation_event e WHERE e.invitation_id = v.id AND e.state = 'link_refused')
    END AS "chatAt",
    (SELECT p.employee_id FROM participation p WHERE p.interaction_id = n.id
     ORDER BY p.share_ppm DESC, p.employee_id LIMIT 1) AS "employeeId"
  FROM interaction n LEFT JOIN customer c ON c.id = n.customer_id
  LEFT JOIN invitation v ON v.interaction_id = n.id AND v.step = 1
  WHERE (n.occurred_at, n.id) > (?, ?) AND n.occurred_at < ? ORDER BY n.occurred_at, n.id LIMIT ?`;
const CELLS = `SELECT id AS "id", channel AS "channel", reason AS "reason", segment AS "segment" FROM cell`;
const TOUCHPOINTS = `SELECT id AS "id", code AS "code" FROM touchpoint`;
/** Behind every identifier there is. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const OUR_ADDRESSES = `SELECT LOWER(email) AS "email" FROM employee WHERE email IS NOT NULL`;

@Injectable()
export class WhatIfs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly suppressions: Suppressions,
    private readonly channels: MessageChannels,
  ) {}

  /** What each set of rules would have done with the contacts of the last 30 days. */
  async ask(sets: readonly InvitationRules[], watch?: Watch): Promise<WhatIf> {
    const organization = await this.settings.get('organization');
    const to = this.clock.now();
    const from = await this.start(to);
    const simulations: Simulation[] = [];
    for (const rules of sets) {
      const quiet = await quietTimes(rules, organization.region);
      simulations.push(new Simulation(rules, quiet, organization.timezone));
    }
    const employees = new Map<string, number | null>();
    const limits = sets.flatMap((rules) => Object.values(limitsOf(rules)).map((limit) => limit?.days ?? 0));
    const first = from - Math.max(0, ...limits) * DAY;
    const total = await this.count(first, to);
    let done = 0;
    let turn = performance.now();
    await watch?.(0, total);
    for await (const contacts of this.pages(first, to)) {
      for (const contact of contacts) {
        const counts = contact.occurredAt >= from;
        if (counts) employees.set(contact.id, contact.employeeId);
        for (const simulation of simulations) {
          if (counts) simulation.decide(contact);
          else simulation.remember(contact);
        }
        if (performance.now() - turn < TURN_MS) continue;
        // Other requests want to be answered, too.
        await setImmediate();
        turn = performance.now();
      }
      done += contacts.length;
      await watch?.(done, Math.max(done, total));
    }
    for (const simulation of simulations) simulation.passUntil(to);
    const results = simulations.map((simulation) => summaryOf(simulation, employees));
    return { from, to, contacts: employees.size, results };
  }

  private async count(from: number, to: number): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM interaction WHERE occurred_at >= ? AND occurred_at < ?`,
      [from, to],
    );
    return row?.n ?? 0;
  }

  /** Thirty days ago; later where there were more contacts than can be lived through. */
  private async start(to: number): Promise<number> {
    const from = to - WHAT_IF_DAYS * DAY;
    const row = await this.database.get<{ at: number }>(
      `SELECT occurred_at AS "at" FROM interaction WHERE occurred_at >= ? AND occurred_at < ?
       ORDER BY occurred_at DESC LIMIT 1 OFFSET ?`,
      [from, to, MOST_CONTACTS],
    );
    return row ? row.at + 1 : from;
  }

  private async *pages(from: number, to: number): AsyncGenerator<PastContact[]> {
    let shared = await this.shared();
    const listed = new Map<string, string | undefined>();
    let last: Pick<Row, 'occurredAt' | 'id'> | undefined = { occurredAt: from - 1, id: LAST_ID };
    while (last) {
      const rows: Row[] = await this.database.all<Row>(CONTACTS, [last.occurredAt, last.id, to, PAGE]);
      const isNew = ({ cellId, touchpointId }: Row) =>
        !shared.cells.has(cellId) || !shared.touchpoints.has(touchpointId);
      if (rows.some(isNew)) shared = await this.shared();
      const numbers = rows.map(({ phone }) => phoneNumberOf(phone));
      await this.lookUp(listed, [...rows.map(({ email }) => email), ...numbers]);
      yield rows.map((row, index) => {
        const { touchpointId, cellId, email, erasedAt } = row;
        const number = numbers[index] ?? null;
        const [emailListed, numberListed] = [listed.get(email ?? ''), listed.get(number ?? '')];
        return Object.assign(row, known(shared.cells, cellId), known(shared.touchpoints, touchpointId), {
          erased: erasedAt !== null,
          employeesAddress: email !== null && shared.ours.has(email),
          means: { email, number, emailListed, numberListed },
        });
      });
      last = rows.length < PAGE ? undefined : rows.at(-1);
    }
  }

  /** What many contacts have in common, read once. */
  private async shared() {
    const addresses = await this.database.all<{ email: string }>(OUR_ADDRESSES);
    const cells = await this.database.all<{ id: number; channel: string; reason: string; segment: string }>(
      CELLS,
    );
    const codes = await this.database.all<{ id: number; code: string }>(TOUCHPOINTS);
    const preferences = await this.settings.get(channelPreferences);
    const channels = await this.channels.list();
    const preferred = (code: string): PreferredWay => {
      const preference = preferenceFor(preferences, code);
      return { preference, channel: channels.find(({ id }) => id === preference?.channelId) };
    };
    return {
      ours: new Set(addresses.map(({ email }) => email)),
      cells: new Map(cells.map(({ id, ...cell }) => [id, cell])),
      touchpoints: new Map(
        codes.map(({ id, code }) => [id, { touchpoint: code, preferred: preferred(code) }]),
      ),
    };
  }

  /** Looks each address up once. */
  private async lookUp(listed: Map<string, string | undefined>, seen: (string | null)[]): Promise<void> {
    const unknown = new Set(seen.filter((one): one is string => one !== null && !listed.has(one)));
    const reasons = await this.suppressions.reasonsAmong([...unknown]);
    for (const address of unknown) listed.set(address, reasons.get(address));
  }
}

function known<T>(map: ReadonlyMap<number, T>, id: number): T {
  const found = map.get(id);
  if (found === undefined) throw new Error(`A contact refers to ${id}, which is not there.`);
  return found;
}

function summaryOf(simulation: Simulation, employees: ReadonlyMap<string, number | null>): WhatIfResult {
  const reasons = new Map<Outcome, number>();
  const rules = new Map<number, { contacts: number; sent: number }>();
  const ways = new Map<string, number>();
  const perEmployee = new Map<number, number>();
  for (const [id, employeeId] of employees) {
    const outcome = simulation.outcomes.get(id) ?? 'no_address';
    const sent = outcome === 'sent' ? 1 : 0;
    const way = simulation.ways.get(id);
    if (way !== undefined) ways.set(way, (ways.get(way) ?? 0) + 1);
    reasons.set(outcome, (reasons.get(outcome) ?? 0) + 1);
    const rule = rules.get(simulation.ruleOf.get(id) ?? 0) ?? { contacts: 0, sent: 0 };
    rules.set(simulation.ruleOf.get(id) ?? 0, { contacts: rule.contacts + 1, sent: rule.sent + sent });
    if (employeeId !== null) perEmployee.set(employeeId, (perEmployee.get(employeeId) ?? 0) + sent);
  }
  const sent = reasons.get('sent') ?? 0;
  reasons.delete('sent');
  const counts = [...perEmployee.values()].sort((a, b) => a - b);
  const [least, middle, most] = [counts[0], counts[Math.floor(counts.length / 2)], counts.at(-1)];
  return {
    sent,
    ways: [...ways].map(([way, count]) => ({ way, sent: count })).sort((a, b) => b.sent - a.sent),
    reasons: [...reasons].map(([outcome, count]) => ({ outcome, count })).sort((a, b) => b.count - a.count),
    rules: [...rules]
      .map(([position, rule]) => ({ position, ...rule }))
      .sort((a, b) => (a.position || Infinity) - (b.position || Infinity)),
    spread:
      least === undefined || middle === undefined || most === undefined ? null : { least, middle, most },
  };
}
