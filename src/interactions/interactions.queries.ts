/** Reads interactions for programs and touchpoints for programs and pages. */
import { Injectable } from '@nestjs/common';
import type { Segment } from '../customers';
import { groupedBy, type LocaleText } from '../kernel';
import { type Page, pageOf } from '../organization';
import { Database, placeholders } from '../platform/database';
import type { Channel, Presence } from './channels';

export interface InteractionView {
  id: string;
  source: string;
  externalId: string;
  /** Code of the touchpoint. */
  touchpoint: string;
  channel: Channel;
  reason: string;
  segment: Segment;
  /** RFC 3339, UTC. */
  occurredAt: string;
  customer: { id: string; externalId: string | null } | null;
  participants: { employee: string; role: string; share: number }[];
  data: Record<string, string | number | boolean | null> | null;
  createdAt: string;
}

export interface TouchpointView {
  code: string;
  names: LocaleText;
  channel: Channel;
  presence: Presence;
  survey: string | null;
  phone: string | null;
  hours: LocaleText | null;
  retired: boolean;
}

/** A touchpoint with what happened there lately. */
export interface TouchpointActivity extends TouchpointView {
  /** What is asked: the name of the survey, null while there is none. */
  surveyName: string | null;
  interactions: number;
  /** Interactions whose invitation reached the customer. */
  delivered: number;
  /** Those of them that were answered completely. */
  answered: number;
}

/** A survey to choose. */
export interface SurveyName {
  key: string;
  name: string;
  /** Asked wherever none was chosen. */
  isDefault: boolean;
}

interface InteractionRow {
  id: string;
  source: string;
  externalId: string;
  touchpoint: string;
  channel: Channel;
  reason: string;
  segment: Segment;
  occurredAt: number;
  customerId: string | null;
  customerExternalId: string | null;
  data: string | null;
  createdAt: number;
}

interface TouchpointRow {
  id: number;
  code: string;
  names: string;
  channel: Channel;
  presence: Presence;
  survey: string | null;
  phone: string | null;
  hours: string | null;
  retiredAt: number | null;
}

const INTERACTION = `SELECT i.id AS "id", i.source AS "source", i.external_id AS "externalId", t.code AS "touchpoint",
    c.channel AS "channel", c.reason AS "reason", c.segment AS "segment", i.occurred_at AS "occurredAt",
    i.customer_id AS "customerId", cu.external_id AS "customerExternalId", i.data AS "data", i.created_at AS "createdAt"
  FROM interaction i JOIN touchpoint t ON t.id = i.touchpoint_id JOIN cell c ON c.id = i.cell_id
  LEFT JOIN customer cu ON cu.id = i.customer_id`;

const TOUCHPOINT = `SELECT t.id AS "id", t.code AS "code", t.names AS "names", t.channel AS "channel",
    t.presence AS "presence", t.survey_key AS "survey", t.phone AS "phone", t.hours AS "hours",
    t.retired_at AS "retiredAt"
  FROM touchpoint t`;

/** The survey that serves touchpoints that name none. */
const DEFAULT_SURVEY = 'csat';

@Injectable()
export class InteractionsQueries {
  constructor(private readonly database: Database) {}

  async interaction(id: string): Promise<InteractionView | undefined> {
    const row = await this.database.get<InteractionRow>(`${INTERACTION} WHERE i.id = ?`, [id]);
    return row && (await this.show([row]))[0];
  }

  async byExternalId(source: string, externalId: string): Promise<InteractionView | undefined> {
    const row = await this.database.get<InteractionRow>(
      `${INTERACTION} WHERE i.source = ? AND i.external_id = ?`,
      [source, externalId],
    );
    return row && (await this.show([row]))[0];
  }

  /** Interactions in the order they were recorded. @param after id of the last one seen, or '' */
  async interactions(after: string, limit: number): Promise<Page<InteractionView>> {
    const rows = await this.database.all<InteractionRow>(
      `${INTERACTION} WHERE i.id > ? ORDER BY i.id LIMIT ?`,
      [after, limit + 1],
    );
    const shown = new Map((await this.show(rows.slice(0, limit))).map((view) => [view.id, view]));
    return pageOf(
      rows,
      limit,
      (row) => row.id,
      (row) => shown.get(row.id) as InteractionView,
    );
  }

  async touchpoint(code: string): Promise<TouchpointView | undefined> {
    const row = await this.database.get<TouchpointRow>(`${TOUCHPOINT} WHERE t.code = ?`, [code]);
    return row && showTouchpoint(row);
  }

  async touchpoints(after: number, limit: number): Promise<Page<TouchpointView>> {
    const rows = await this.database.all<TouchpointRow>(
      `${TOUCHPOINT} WHERE t.id > ? ORDER BY t.id LIMIT ?`,
      [after, limit + 1],
    );
    return pageOf(rows, limit, (row) => String(row.id), showTouchpoint);
  }

  /** The surveys that can be asked: those with a published version, by name. */
  async surveysAsked(): Promise<SurveyName[]> {
    const rows = await this.database.all<{ key: string; name: string }>(
      `SELECT s.key AS "key", s.name AS "name" FROM survey s
       WHERE EXISTS (SELECT 1 FROM survey_version v WHERE v.survey_id = s.id AND v.state = 'published')
       ORDER BY s.name, s.id`,
    );
    return rows.map((row) => ({ ...row, isDefault: row.key === DEFAULT_SURVEY }));
  }

  /** Every touchpoint with its activity since the instant; retired ones last. */
  async activity(since: number): Promise<TouchpointActivity[]> {
    const touchpoints = await this.database.all<TouchpointRow & { surveyName: string | null }>(
      `SELECT t.*, survey.name AS "surveyName" FROM (${TOUCHPOINT}) AS t
       LEFT JOIN survey ON survey.key = COALESCE(t."survey", ?)
       ORDER BY CASE WHEN t."retiredAt" IS NULL THEN 0 ELSE 1 END, t."id"`,
      [DEFAULT_SURVEY],
    );
    const counts = await this.database.all<{
      id: number;
      interactions: number;
      delivered: number;
      answered: number;
    }>(
      `SELECT i.touchpoint_id AS "id", COUNT(DISTINCT i.id) AS "interactions",
         COUNT(DISTINCT CASE WHEN v.sent_at IS NOT NULL AND v.state <> 'bounced' THEN i.id END) AS "delivered",
         COUNT(DISTINCT CASE WHEN v.sent_at IS NOT NULL AND v.state = 'answered' THEN i.id END) AS "answered"
       FROM interaction i LEFT JOIN invitation v ON v.interaction_id = i.id
       WHERE i.occurred_at >= ? GROUP BY i.touchpoint_id`,
      [since],
    );
    const byId = new Map(counts.map((row) => [row.id, row]));
    return touchpoints.map((row) => {
      const { interactions = 0, delivered = 0, answered = 0 } = byId.get(row.id) ?? {};
      return { ...showTouchpoint(row), surveyName: row.surveyName, interactions, delivered, answered };
    });
  }

  private async show(rows: readonly InteractionRow[]): Promise<InteractionView[]> {
    if (rows.length === 0) return [];
    const participations = await this.database.all<{
      id: string;
      employee: string;
      role: string;
      sharePpm: number;
    }>(
      `SELECT p.interaction_id AS "id", e.external_id AS "employee", p.role AS "role", p.share_ppm AS "sharePpm"
       FROM participation p JOIN employee e ON e.id = p.employee_id
       WHERE p.interaction_id IN (${placeholders(rows.length)}) ORDER BY p.share_ppm DESC, e.external_id`,
      rows.map((row) => row.id),
    );
    const byInteraction = groupedBy(participations, ({ id }) => id);
    return rows.map((row) => ({
      id: row.id,
      source: row.source,
      externalId: row.externalId,
      touchpoint: row.touchpoint,
      channel: row.channel,
      reason: row.reason,
      segment: row.segment,
      occurredAt: new Date(row.occurredAt).toISOString(),
      customer: row.customerId === null ? null : { id: row.customerId, externalId: row.customerExternalId },
      participants: (byInteraction.get(row.id) ?? []).map(({ employee, role, sharePpm }) => ({
        employee,
        role,
        share: sharePpm / 1_000_000,
      })),
      data: row.data === null ? null : (JSON.parse(row.data) as InteractionView['data']),
      createdAt: new Date(row.createdAt).toISOString(),
    }));
  }
}

function showTouchpoint(row: TouchpointRow): TouchpointView {
  const { code, channel, presence, survey, phone } = row;
  return {
    code,
    names: JSON.parse(row.names) as LocaleText,
    channel,
    presence,
    survey,
    phone,
    hours: row.hours === null ? null : (JSON.parse(row.hours) as LocaleText),
    retired: row.retiredAt !== null,
  };
}
