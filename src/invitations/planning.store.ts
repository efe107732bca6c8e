/** What is on record about a contact, its customer and what they were asked before; and the places of quotas. */
import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '../platform/database';
import { allowedOn, type Quota, quotaDay } from './calc';
import { ASKED_STATES, type InvitationState, LEFT_STATES } from './invitation-states';
import type { Matter } from './later-contact';
import type { Asked } from './settling';

export interface ContactRow extends Matter {
  /** JSON, or null. */
  data: string | null;
  /** Local day of the organization, `YYYY-MM-DD`. */
  occurredDay: string;
  touchpoint: string;
  channel: string;
  segment: string;
  email: string | null;
  /** As it was told; `phoneNumberOf` says which number it is. */
  phone: string | null;
  locale: string | null;
  timezone: string | null;
  /** What the customer is known as; the contact has a segment of its own. */
  customerSegment: string | null;
  erasedAt: number | null;
  account: string | null;
}

/** What the sender looks at again before a mail leaves. */
export interface SendFacts extends Matter {
  step: number;
  interactionId: string;
  surveyId: number;
  surveyVersionId: number;
  priority: number;
  account: string | null;
  /** The customer's own segment. */
  customerSegment: string | null;
  /** The first mail of a reminder; null for a first mail. */
  firstId: string | null;
  firstState: InvitationState | null;
  firstExpiresAt: number | null;
  /** 1 when somebody answered about the contact, on whatever way. */
  answered: number;
  /** 1 when the customer said that the contact was not theirs, or something else is wrong with its record. */
  noted: number;
  /** The customer's telephone, as it was told. */
  phone: string | null;
  /** The provider that carries it; null for mail. */
  messageChannelId: number | null;
  /** 1 when the address belongs to somebody employed. */
  employees: number;
}

/** A contact of the same customer after the one that is asked about. */
export interface LaterContact extends Matter {
  data: string | null;
  /** 1 when the customer is, or is going to be, asked about it. */
  asked: number;
}

/** A place in a quota, or none left. */
export interface Place {
  quota: string;
  employeeId: number;
  period: string;
  /** Places taken before this one. */
  taken: number;
  /** How many there are by the day of the contact. */
  allowed: number;
  /** Null when all are taken. */
  place: number | null;
}

const CONTACT = `SELECT n.source AS "source", n.external_id AS "externalId", n.touchpoint_id AS "touchpointId",
    cell.reason AS "reason", cell.channel AS "channel", cell.segment AS "segment", n.occurred_at AS "occurredAt",
    n.occurred_day AS "occurredDay", n.data AS "data", t.code AS "touchpoint", c.email AS "email", c.phone AS "phone", c.locale AS "locale",
    c.timezone AS "timezone", c.segment AS "customerSegment", c.erased_at AS "erasedAt", c.account AS "account"
  FROM interaction n JOIN touchpoint t ON t.id = n.touchpoint_id JOIN cell ON cell.id = n.cell_id
  LEFT JOIN customer c ON c.id = n.customer_id WHERE n.id = ?`;

const ASKED = `SELECT i.id AS "id", i.state AS "state", COALESCE(i.sent_at, i.send_at) AS "at", i.priority AS "priority",
    n.source AS "source", n.external_id AS "externalId", n.touchpoint_id AS "touchpointId", cell.reason AS "reason",
    n.occurred_at AS "occurredAt"
  FROM invitation i JOIN interaction n ON n.id = i.interaction_id JOIN cell ON cell.id = n.cell_id`;
const SEND_FACTS = `SELECT i.step AS "step", i.interaction_id AS "interactionId", i.survey_id AS "surveyId",
    i.survey_version_id AS "surveyVersionId", i.priority AS "priority", n.source AS "source",
    n.external_id AS "externalId", n.touchpoint_id AS "touchpointId", cell.reason AS "reason",
    n.occurred_at AS "occurredAt", c.account AS "account", c.segment AS "customerSegment", c.phone AS "phone",
    i.message_channel_id AS "messageChannelId", f.id AS "firstId",
    f.state AS "firstState", f.expires_at AS "firstExpiresAt",
    CASE WHEN EXISTS (SELECT 1 FROM response r WHERE r.interaction_id = i.interaction_id) THEN 1 ELSE 0 END AS "answered",
    CASE WHEN EXISTS (SELECT 1 FROM data_quality_note d WHERE d.interaction_id = i.interaction_id
      AND d.state <> 'withdrawn') THEN 1 ELSE 0 END AS "noted",
    CASE WHEN EXISTS (SELECT 1 FROM employee e WHERE LOWER(e.email) = c.email) THEN 1 ELSE 0 END AS "employees"
  FROM invitation i JOIN interaction n ON n.id = i.interaction_id JOIN cell ON cell.id = n.cell_id
  LEFT JOIN customer c ON c.id = i.customer_id
  LEFT JOIN invitation f ON f.interaction_id = i.interaction_id AND f.survey_id = i.survey_id AND f.step = 1 AND i.step > 1
  WHERE i.id = ?`;
const LATER = `SELECT n.source AS "source", n.external_id AS "externalId", n.touchpoint_id AS "touchpointId",
    cell.reason AS "reason", n.occurred_at AS "occurredAt", n.data AS "data",
    CASE WHEN EXISTS (SELECT 1 FROM invitation v WHERE v.interaction_id = n.id AND v.step = 1
      AND v.state NOT IN ('suppressed', 'cancelled')) THEN 1 ELSE 0 END AS "asked"
  FROM interaction n JOIN cell ON cell.id = n.cell_id
  WHERE n.customer_id = ? AND n.occurred_at >= ? AND n.id <> ? ORDER BY n.occurred_at DESC LIMIT 50`;
const COUNTED = {
  planned_too: `i.step = 1 AND i.state IN (${ASKED_STATES.map((state) => `'${state}'`).join(', ')})`,
  left_only: `i.step = 1 AND i.state IN (${LEFT_STATES.map((state) => `'${state}'`).join(', ')})`,
};

@Injectable()
export class PlanningStore {
  constructor(private readonly database: Database) {}

  async contact(interactionId: string): Promise<ContactRow | undefined> {
    return this.database.get<ContactRow>(CONTACT, [interactionId]);
  }

  /** What a customer was asked since, but for one invitation. @param since UTC milliseconds */
  async askedCustomer(
    customerId: string,
    since: number,
    states: keyof typeof COUNTED,
    exceptId = '',
  ): Promise<Asked[]> {
    return this.database.all<Asked>(
      `${ASKED} WHERE i.customer_id = ? AND i.id <> ? AND ${COUNTED[states]} AND COALESCE(i.sent_at, i.send_at) > ?`,
      [customerId, exceptId, since],
    );
  }

  /** As `askedCustomer`, for all customers of an account. */
  async askedAccount(
    account: string,
    since: number,
    states: keyof typeof COUNTED,
    exceptId = '',
  ): Promise<Asked[]> {
    return this.database.all<Asked>(
      `${ASKED} JOIN customer c ON c.id = i.customer_id
       WHERE c.account = ? AND i.id <> ? AND ${COUNTED[states]} AND COALESCE(i.sent_at, i.send_at) > ?`,
      [account, exceptId, since],
    );
  }

  async sendFacts(invitationId: string): Promise<SendFacts | undefined> {
    return this.database.get<SendFacts>(SEND_FACTS, [invitationId]);
  }

  /** The customer's contacts from the instant on, but for one; the newest 50. */
  async laterContacts(customerId: string, from: number, exceptId: string): Promise<LaterContact[]> {
    return this.database.all<LaterContact>(LATER, [customerId, from, exceptId]);
  }

  /** Holds the account until the transaction ends, so that two of its customers at once are not both one too many. */
  async lockAccount(account: string): Promise<void> {
    if (this.database.dialect === 'postgres') {
      await this.database.get('SELECT pg_advisory_xact_lock(hashtextextended(?, 4217206))', [account]);
    }
  }

  /** Whether the address belongs to somebody employed. @param email normalised */
  async isEmployees(email: string): Promise<boolean> {
    const found = await this.database.get(
      `SELECT 1 AS "found" FROM employee WHERE LOWER(email) = ? LIMIT 1`,
      [email],
    );
    return found !== undefined;
  }

  /** Who is credited most for the interaction: the one its quota counts for. */
  async leadingEmployee(interactionId: string): Promise<number | undefined> {
    const row = await this.database.get<{ id: number }>(
      `SELECT employee_id AS "id" FROM participation WHERE interaction_id = ? ORDER BY share_ppm DESC, employee_id LIMIT 1`,
      [interactionId],
    );
    return row?.id;
  }

  /** The invitations whose place these took over, and they themselves. */
  async lineage(ids: readonly string[]): Promise<string[]> {
    const all = new Set(ids);
    for (let newest = [...ids]; newest.length > 0;) {
      const rows = await this.database.all<{ detail: string | null }>(
        `SELECT detail AS "detail" FROM invitation_event WHERE state = 'planned'
           AND invitation_id IN (${placeholders(newest.length)})`,
        newest,
      );
      newest = rows
        .map(({ detail }) => (JSON.parse(detail ?? '{}') as { takesOver?: string }).takesOver)
        .filter((id): id is string => id !== undefined && !all.has(id));
      for (const id of newest) all.add(id);
    }
    return [...all];
  }

  /**
   * Takes the next place of an employee's quota, for good: a place is not given back when the invitation is cancelled,
   * so that nobody gains by having one cancelled. Of two who want the last place at once, one gets it: the place's
   * number is part of the key.
   * @param inherited invitations whose place, in the same quota and period, is taken over
   */
  async takePlace(
    own: { quota: string; employeeId: number; day: string; invitationId: string; now: number },
    quota: Quota,
    inherited: readonly string[],
  ): Promise<Place> {
    const day = quotaDay(own.day, quota.per);
    const allowed = allowedOn(quota, day);
    const where = [own.quota, own.employeeId, day.period];
    const of = { quota: own.quota, employeeId: own.employeeId, period: day.period, allowed };
    if (inherited.length > 0) {
      const kept = await this.database.get<{ place: number }>(
        `SELECT place AS "place" FROM invitation_quota_place WHERE quota = ? AND employee_id = ? AND period = ?
           AND invitation_id IN (${placeholders(inherited.length)}) ORDER BY place LIMIT 1`,
        [...where, ...inherited],
      );
      if (kept) return { ...of, taken: kept.place - 1, place: kept.place };
    }
    for (;;) {
      const row = await this.database.get<{ taken: number }>(
        `SELECT COALESCE(MAX(place), 0) AS "taken" FROM invitation_quota_place
         WHERE quota = ? AND employee_id = ? AND period = ?`,
        where,
      );
      const taken = row?.taken ?? 0;
      if (taken >= allowed) return { ...of, taken, place: null };
      const { changes } = await this.database.run(
        `INSERT INTO invitation_quota_place (quota, employee_id, period, place, invitation_id, taken_at)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (quota, employee_id, period, place) DO NOTHING`,
        [...where, taken + 1, own.invitationId, own.now],
      );
      if (changes > 0) return { ...of, taken, place: taken + 1 };
    }
  }

  /** Cancels one that has not left. @returns false when it is no longer planned */
  async cancel(id: string, reason: string, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET state = 'cancelled', reason = ?, updated_at = ? WHERE id = ? AND state = 'planned'`,
      [reason, now, id],
    );
    return changes > 0;
  }
}
