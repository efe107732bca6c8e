/** What the invitation pages and the API read. Addresses leave here masked: nobody can choose whom to ask. */
import { Injectable } from '@nestjs/common';
import { Database, placeholders, type SqlValue } from '../platform/database';
import type { InvitationState } from './invitation-states';
import { reached, type WayStep } from './steps';

export interface InvitationLine {
  id: string;
  interactionId: string;
  surveyKey: string;
  surveyName: string;
  channel: string;
  locale: string;
  state: InvitationState;
  reason: string | null;
  sendAt: number | null;
  sentAt: number | null;
  answeredAt: number | null;
  expiresAt: number | null;
  createdAt: number;
  lastError: string | null;
  attempts: number;
  occurredAt: number;
  touchpointId: number;
  /** Per language, as JSON. */
  touchpointNames: string;
  contactChannel: string;
  /** `m••••@e••••.com`; null without an address. */
  address: string | null;
}

export interface TimelineEntry {
  at: number;
  state: string;
  detail: Record<string, string | number | null>;
}

export interface ContactFilter {
  /** Local days of the contact, both inclusive. */
  from?: string | undefined;
  to?: string | undefined;
  channel?: string | undefined;
  reason?: string | undefined;
  segment?: string | undefined;
  /** The touchpoint's code. */
  touchpoint?: string | undefined;
  /** Somebody who belonged to the team on that day took part. */
  team?: number | undefined;
  employee?: number | undefined;
}

export interface InvitationFilter {
  state?: InvitationState | undefined;
  interactionId?: string | undefined;
  /** Only invitations about contacts in which one of these took part. */
  employeeIds: readonly number[] | 'all';
  /** Of the way from the contact to an answer, at least this far. */
  step?: WayStep | undefined;
  /** Only invitations about these contacts. */
  contacts?: ContactFilter | undefined;
  /** Ids smaller than this one: invitations are listed newest first. */
  before?: string | undefined;
  limit: number;
}

const LINE = `SELECT i.id AS "id", i.interaction_id AS "interactionId", s.key AS "surveyKey", s.name AS "surveyName",
    i.channel AS "channel", i.locale AS "locale", i.state AS "state", i.reason AS "reason", i.send_at AS "sendAt",
    i.sent_at AS "sentAt", i.answered_at AS "answeredAt", i.expires_at AS "expiresAt", i.created_at AS "createdAt",
    i.last_error AS "lastError", i.attempts AS "attempts", n.occurred_at AS "occurredAt",
    n.touchpoint_id AS "touchpointId", t.names AS "touchpointNames", t.channel AS "contactChannel", c.email AS "address"
  FROM invitation i JOIN survey s ON s.id = i.survey_id JOIN interaction n ON n.id = i.interaction_id
  JOIN touchpoint t ON t.id = n.touchpoint_id LEFT JOIN customer c ON c.id = i.customer_id`;

@Injectable()
export class InvitationQueries {
  constructor(private readonly database: Database) {}

  /** Newest first; one row more than `limit` where there are more. */
  async list(filter: InvitationFilter): Promise<InvitationLine[]> {
    const { sql, params } = conditionOf(filter);
    const rows = await this.database.all<InvitationLine>(`${LINE} ${sql} ORDER BY i.id DESC LIMIT ?`, [
      ...params,
      filter.limit + 1,
    ]);
    return rows.map(masked);
  }

  async one(id: string, employeeIds: readonly number[] | 'all'): Promise<InvitationLine | undefined> {
    const { sql, params } = conditionOf({ employeeIds, limit: 1 });
    const row = await this.database.get<InvitationLine>(
      `${LINE} ${sql === '' ? 'WHERE' : `${sql} AND`} i.id = ?`,
      [...params, id],
    );
    return row && masked(row);
  }

  /** Oldest first. */
  async timeline(id: string): Promise<TimelineEntry[]> {
    const rows = await this.database.all<{ at: number; state: string; detail: string | null }>(
      `SELECT at AS "at", state AS "state", detail AS "detail" FROM invitation_event WHERE invitation_id = ? ORDER BY at, id`,
      [id],
    );
    return rows.map(({ at, state, detail }) => ({
      at,
      state,
      detail: detail ? (JSON.parse(detail) as TimelineEntry['detail']) : {},
    }));
  }
}

function conditionOf(filter: InvitationFilter): { sql: string; params: SqlValue[] } {
  const conditions: string[] = [];
  const params: SqlValue[] = [];
  const add = (sql: string, ...values: SqlValue[]) => {
    conditions.push(sql);
    params.push(...values);
  };
  if (filter.state) add('i.state = ?', filter.state);
  if (filter.interactionId) add('i.interaction_id = ?', filter.interactionId);
  if (filter.before) add('i.id < ?', filter.before);
  if (filter.step) add(reached(filter.step, 'i'));
  const { from, to, touchpoint, team, employee, ...cell } = filter.contacts ?? {};
  if (from !== undefined) add('n.occurred_day >= ?', from);
  if (to !== undefined) add('n.occurred_day <= ?', to);
  if (touchpoint !== undefined) add('t.code = ?', touchpoint);
  for (const name of ['channel', 'reason', 'segment'] as const) {
    const value = cell[name];
    if (value !== undefined) add(`n.cell_id IN (SELECT l.id FROM cell l WHERE l.${name} = ?)`, value);
  }
  if (employee !== undefined)
    add(
      'EXISTS (SELECT 1 FROM participation e WHERE e.interaction_id = n.id AND e.employee_id = ?)',
      employee,
    );
  if (team !== undefined)
    add(
      `EXISTS (SELECT 1 FROM participation e JOIN team_membership m ON m.employee_id = e.employee_id
         AND m.from_day <= e.occurred_day AND (m.to_day IS NULL OR m.to_day > e.occurred_day)
         WHERE e.interaction_id = n.id AND m.team_id = ?)`,
      team,
    );
  if (filter.employeeIds !== 'all') {
    const ids = filter.employeeIds;
    if (ids.length === 0) add('1 = 0');
    else {
      add(
        `EXISTS (SELECT 1 FROM participation p WHERE p.interaction_id = i.interaction_id AND p.employee_id IN (${placeholders(ids.length)}))`,
        ...ids,
      );
    }
  }
  return { sql: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', params };
}

function masked(line: InvitationLine): InvitationLine {
  return { ...line, address: line.address === null ? null : maskAddress(line.address) };
}

/** Enough to recognise an address one knows, not enough to write to one one does not: `m••••@e••••.com`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  return `${address.slice(0, 1)}••••@${domain.slice(0, 1)}••••${dot > 0 ? domain.slice(dot) : ''}`;
}
