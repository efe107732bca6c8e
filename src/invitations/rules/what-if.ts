/**
 * What other rules would have done: "with these rules, the last 30 days would have sent 4,210 of 9,804". Reads the
 * contacts on record and lives them through again; writes nothing.
 */
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Suppressions } from '../../customers';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { SettingsStore } from '../../platform/views';
import { limitsOf } from '../decision';
import type { InvitationRules } from '../invitation-rules';
import { quietTimes } from '../send-window';
import { type Outcome, type PastContact, Simulation } from './simulation';

const DAY = 86_400_000;
/** The stretch that is lived through again. */
export const WHAT_IF_DAYS = 30;
/** Contacts are read a day at a time: sorted within it, and in no order that the whole past had to be sorted for. */
const SLICE = DAY;
/** More contacts than this are not lived through: the oldest are left out. */
const MOST_CONTACTS = 150_000;

export interface WhatIfResult {
  readonly sent: number;
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

type Row = Omit<PastContact, 'erased' | 'employeesAddress' | 'optedOut'> & { erasedAt: number | null };

const CONTACTS = `SELECT n.id AS "id", n.source AS "source", n.external_id AS "externalId",
    n.touchpoint_id AS "touchpointId", cell.reason AS "reason", cell.channel AS "channel", cell.segment AS "segment",
    n.occurred_at AS "occurredAt", n.occurred_day AS "occurredDay", n.data AS "data", t.code AS "touchpoint",
    n.customer_id AS "customerId", c.account AS "account", c.segment AS "customerSegment", c.timezone AS "timezone",
    c.email AS "email", c.erased_at AS "erasedAt", v.sent_at AS "sentAt",
    (SELECT p.employee_id FROM participation p WHERE p.interaction_id = n.id
     ORDER BY p.share_ppm DESC, p.employee_id LIMIT 1) AS "employeeId"
  FROM interaction n JOIN touchpoint t ON t.id = n.touchpoint_id JOIN cell ON cell.id = n.cell_id
  LEFT JOIN customer c ON c.id = n.customer_id
  LEFT JOIN invitation v ON v.interaction_id = n.id AND v.step = 1
  WHERE n.occurred_at >= ? AND n.occurred_at < ? ORDER BY n.occurred_at, n.id`;
const OUR_ADDRESSES = `SELECT LOWER(email) AS "email" FROM employee WHERE email IS NOT NULL`;

@Injectable()
export class WhatIfs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly suppressions: Suppressions,
  ) {}

  /** What each set of rules would have done with the contacts of the last 30 days. */
  async ask(sets: readonly InvitationRules[]): Promise<WhatIf> {
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
    for await (const contacts of this.slices(from - Math.max(0, ...limits) * DAY, to)) {
      for (const contact of contacts) {
        const counts = contact.occurredAt >= from;
        if (counts) employees.set(contact.id, contact.employeeId);
        for (const simulation of simulations) {
          if (counts) simulation.decide(contact);
          else simulation.remember(contact);
        }
      }
    }
    const results = simulations.map((simulation) => summaryOf(simulation, employees));
    return { from, to, contacts: employees.size, results };
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

  private async *slices(from: number, to: number): AsyncGenerator<PastContact[]> {
    const ours = new Set(
      (await this.database.all<{ email: string }>(OUR_ADDRESSES)).map(({ email }) => email),
    );
    for (let start = from; start < to; start += SLICE) {
      const rows = await this.database.all<Row>(CONTACTS, [start, Math.min(start + SLICE, to)]);
      const emails = rows.flatMap(({ email }) => (email === null ? [] : [email]));
      const optedOut = await this.suppressions.suppressedAmong(emails);
      yield rows.map(({ erasedAt, ...row }) => ({
        ...row,
        erased: erasedAt !== null,
        employeesAddress: row.email !== null && ours.has(row.email),
        optedOut: row.email !== null && optedOut.has(row.email),
      }));
      // Other requests want to be answered, too.
      await setImmediate();
    }
  }
}

function summaryOf(simulation: Simulation, employees: ReadonlyMap<string, number | null>): WhatIfResult {
  const reasons = new Map<Outcome, number>();
  const rules = new Map<number, { contacts: number; sent: number }>();
  const perEmployee = new Map<number, number>();
  for (const [id, employeeId] of employees) {
    const outcome = simulation.outcomes.get(id) ?? 'no_address';
    const sent = outcome === 'sent' ? 1 : 0;
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
    reasons: [...reasons].map(([outcome, count]) => ({ outcome, count })).sort((a, b) => b.count - a.count),
    rules: [...rules]
      .map(([position, rule]) => ({ position, ...rule }))
      .sort((a, b) => (a.position || Infinity) - (b.position || Infinity)),
    spread:
      least === undefined || middle === undefined || most === undefined ? null : { least, middle, most },
  };
}
