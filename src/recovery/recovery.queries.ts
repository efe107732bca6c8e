/** Reads recovery cases for pages and programs. Cases about a reader are left out, whatever the reader's role. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Calendar, Visibility } from '../organization';
import { Database, placeholders, type SqlValue } from '../platform/database';
import { maskPersonalData } from '../responses';
import type { Priority } from './case-settings';
import { type CaseState, OPEN_STATES } from './case-states';

export interface CaseLine {
  id: string;
  state: CaseState;
  openedAt: number;
  dueAt: number;
  resolvedAt: number | null;
  priority: Priority;
  contactDueAt: number | null;
  contactedAt: number | null;
  /** Since when we wait for the customer and the clocks stand still. */
  waitingSince: number | null;
  /** When the next clock runs out; null while they stand still. */
  nextDueAt: number | null;
  ownerUserId: number | null;
  ownerName: string | null;
  customerName: string | null;
  rating: number | null;
  comment: string | null;
  channel: string | null;
  reason: string;
}

export interface CaseNote {
  at: number;
  author: string | null;
  kind: string;
  text: string;
  /** What was promised, where it is about a promise. */
  promise: string | null;
}

export interface CaseStory extends CaseLine {
  /** Null for a case that staff or a program opened. */
  responseId: string | null;
  customerId: string | null;
  touchpointId: number | null;
  mergedInto: string | null;
  mayContact: number;
  /** When the customer prefers to be called: `any`, `morning`, `midday`, `afternoon`, `evening`; null when not said. */
  contactWhen: string | null;
  customerPhone: string | null;
  customerEmail: string | null;
  /** In which language the customer answered, and the zone they live in where that is known. */
  customerLocale: string;
  customerZone: string | null;
  people: string[];
  notes: CaseNote[];
}

/** A case as programs see it, without what would name the customer. */
export interface ReportedCase extends CaseLine {
  responseId: string | null;
  interactionId: string | null;
  interactionSource: string | null;
  interactionExternalId: string | null;
  customerId: string | null;
  customerExternalId: string | null;
  mayContact: number;
  acknowledgedAt: number | null;
}

/** Of a case `k` with the standing revision `v` of its answer: whether the customer agreed to be contacted about it. */
export const MAY_CONTACT = `CASE WHEN v.may_contact = 1 OR EXISTS (SELECT 1 FROM recovery_event y
  WHERE y.case_id = k.id AND y.kind IN ('call_me', 'staff', 'api')) THEN 1 ELSE 0 END`;

/** Of an open case `k`, when the next of its clocks runs out; null while we wait for the customer. */
export const NEXT_DUE = `CASE WHEN k.waiting_since IS NOT NULL THEN NULL
  WHEN k.contacted_at IS NULL AND k.contact_due_at < k.due_at THEN k.contact_due_at ELSE k.due_at END`;

export const LINES = `
  SELECT k.id AS "id", k.response_id AS "responseId", k.state AS "state", k.opened_at AS "openedAt", k.due_at AS "dueAt",
         k.resolved_at AS "resolvedAt", k.priority AS "priority", k.contact_due_at AS "contactDueAt",
         k.contacted_at AS "contactedAt", k.waiting_since AS "waitingSince", ${NEXT_DUE} AS "nextDueAt",
         k.owner_user_id AS "ownerUserId", k.merged_into AS "mergedInto", k.touchpoint_id AS "touchpointId",
         u.name AS "ownerName", p.name AS "customerName", p.phone AS "customerPhone",
         p.email AS "customerEmail", ${MAY_CONTACT} AS "mayContact", v.contact_when AS "contactWhen",
         (SELECT MIN(a.rating) FROM answer a JOIN question q ON q.id = a.question_id AND q.part <> 'expected'
          WHERE a.response_id = k.response_id AND a.revision = rc.revision) AS "rating",
         COALESCE((SELECT x.text FROM answer_text x JOIN question q ON q.id = x.question_id
          WHERE x.response_id = k.response_id AND x.revision = rc.revision AND x.text IS NOT NULL
          ORDER BY q.position LIMIT 1), (SELECT s.text FROM recovery_event s WHERE s.case_id = k.id AND s.text <> ''
          AND k.response_id IS NULL ORDER BY s.at, s.id LIMIT 1)) AS "comment",
         COALESCE(c.channel, tp.channel) AS "channel", COALESCE(c.reason, '') AS "reason",
         k.acknowledged_at AS "acknowledgedAt", i.id AS "interactionId",
         i.source AS "interactionSource", i.external_id AS "interactionExternalId", k.customer_id AS "customerId",
         p.external_id AS "customerExternalId", COALESCE(r.locale, p.locale, 'es') AS "customerLocale",
         p.timezone AS "customerZone"
  FROM recovery_case k
  LEFT JOIN response_current rc ON rc.response_id = k.response_id
  LEFT JOIN response_revision v ON v.response_id = k.response_id AND v.revision = rc.revision
  LEFT JOIN response r ON r.id = k.response_id
  LEFT JOIN interaction i ON i.id = r.interaction_id
  LEFT JOIN cell c ON c.id = i.cell_id
  LEFT JOIN touchpoint tp ON tp.id = k.touchpoint_id
  LEFT JOIN customer p ON p.id = k.customer_id
  LEFT JOIN user_account u ON u.id = k.owner_user_id`;

@Injectable()
export class RecoveryQueries {
  constructor(
    private readonly database: Database,
    private readonly visibility: Visibility,
    private readonly calendar: Calendar,
  ) {}

  /** Cases the viewer may see: `open` by their clock, `done` newest first. */
  async list(viewer: Viewer, which: 'open' | 'done', limit: number): Promise<CaseLine[]> {
    const seen = await this.seenBy(viewer);
    const rows = await this.database.all<CaseLine>(
      `${LINES} WHERE k.state ${which === 'open' ? 'IN' : 'NOT IN'} (${placeholders(OPEN_STATES.length)}) AND ${seen.sql}
       ORDER BY ${which === 'open' ? `CASE WHEN k.waiting_since IS NULL THEN 0 ELSE 1 END, ${NEXT_DUE}, k.id` : 'k.updated_at DESC, k.id'} LIMIT ?`,
      [...OPEN_STATES, ...seen.params, limit],
    );
    return rows.map((row) => namedFor(viewer, masked(row)));
  }

  async counts(viewer: Viewer, now: number): Promise<{ open: number; late: number }> {
    const seen = await this.seenBy(viewer);
    const row = await this.database.get<{ open: number; late: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "open", CAST(COALESCE(SUM(CASE WHEN ${NEXT_DUE} < ? THEN 1 ELSE 0 END), 0) AS bigint) AS "late"
       FROM recovery_case k WHERE k.state IN (${placeholders(OPEN_STATES.length)}) AND ${seen.sql}`,
      [now, ...OPEN_STATES, ...seen.params],
    );
    return row ?? { open: 0, late: 0 };
  }

  /** One case with everything that happened; null when there is none the viewer may see. */
  async story(viewer: Viewer, id: string): Promise<CaseStory | null> {
    const seen = await this.seenBy(viewer);
    const row = await this.database.get<CaseStory>(`${LINES} WHERE k.id = ? AND ${seen.sql}`, [
      id,
      ...seen.params,
    ]);
    if (!row) return null;
    const people = await this.database.all<{ name: string }>(
      `SELECT e.name AS "name" FROM recovery_person t JOIN employee e ON e.id = t.employee_id WHERE t.case_id = ? ORDER BY e.name`,
      [id],
    );
    const notes = await this.database.all<CaseNote>(
      `SELECT n.at AS "at", COALESCE(u.name, a.name) AS "author", n.kind AS "kind", n.text AS "text", n.promise AS "promise"
       FROM (SELECT n.id AS id, n.at AS at, n.author AS author, n.kind AS kind, n.text AS text, p.text AS promise
             FROM recovery_note n LEFT JOIN promise p ON p.id = n.promise_id WHERE n.case_id = ?
             UNION ALL
             SELECT e.id, e.at, e.author, 'event.' || e.kind, COALESCE(CASE WHEN k.response_id = e.response_id THEN NULL
                 ELSE (SELECT x.text FROM answer_text x JOIN question q ON q.id = x.question_id
                   JOIN response_current rc ON rc.response_id = x.response_id AND rc.revision = x.revision
                   WHERE x.response_id = e.response_id AND x.text IS NOT NULL ORDER BY q.position LIMIT 1) END, e.text), NULL
             FROM recovery_event e JOIN recovery_case k ON k.id = e.case_id WHERE e.case_id = ?) n
       LEFT JOIN user_account u ON n.author = 'user:' || CAST(u.id AS varchar)
       LEFT JOIN api_key a ON n.author = 'api-key:' || CAST(a.id AS varchar)
       ORDER BY n.at, CASE WHEN n.kind LIKE 'event.%' THEN 0 ELSE 1 END, n.id`,
      [id, id],
    );
    return {
      ...namedFor(viewer, masked(row)),
      people: people.map((person) => person.name),
      notes: notes.map(maskedNote),
    };
  }

  /**
   * Cases for programs, in the order they were opened.
   * @param after id of the last one seen, or ''
   */
  async report(state: CaseState | null, after: string, limit: number): Promise<ReportedCase[]> {
    const rows = await this.database.all<ReportedCase>(
      `${LINES} WHERE k.id > ? ${state === null ? '' : 'AND k.state = ?'} ORDER BY k.id LIMIT ?`,
      [after, ...(state === null ? [] : [state]), limit],
    );
    return rows.map(masked);
  }

  /** One case for a program. */
  async reported(id: string): Promise<ReportedCase | undefined> {
    const row = await this.database.get<ReportedCase>(`${LINES} WHERE k.id = ?`, [id]);
    return row && masked(row);
  }

  /** The condition on a case `k` that leaves what the viewer may see. */
  async seenBy(viewer: Viewer): Promise<{ sql: string; params: SqlValue[] }> {
    const visible = await this.visibility.employeeIds(viewer, 'recovery.view', await this.calendar.today());
    const notOwn =
      viewer.employeeId === null
        ? '1 = 1'
        : `NOT EXISTS (SELECT 1 FROM recovery_person o WHERE o.case_id = k.id AND o.employee_id = ?)`;
    const own = viewer.employeeId === null ? [] : [viewer.employeeId];
    if (visible === 'all') return { sql: notOwn, params: own };
    // Whoever owns a case reads it, whomever it is about.
    const team =
      visible.length === 0
        ? ''
        : ` OR EXISTS (SELECT 1 FROM recovery_person t WHERE t.case_id = k.id AND t.employee_id IN (${placeholders(visible.length)}))`;
    return {
      sql: `${notOwn} AND (k.owner_user_id = ?${team})`,
      params: [...own, viewer.userId, ...visible],
    };
  }
}

/** What customers wrote, with addresses and numbers masked; what colleagues wrote as it is. */
function maskedNote(note: CaseNote): CaseNote {
  const said = note.kind === 'event.low_rating' || note.kind === 'event.alarm';
  return said ? { ...note, text: maskPersonalData(note.text) } : note;
}

export function masked<T extends CaseLine>(row: T): T {
  return { ...row, comment: row.comment === null ? null : maskPersonalData(row.comment) };
}

/**
 * Below an all-scope role the customer is named to those who work the case only when the customer asked to be contacted
 * (docs/privacy.md): a lead reads the team's poor answers, and would know from the name who gave them.
 */
export function namedFor<T extends { customerName: string | null; mayContact?: number }>(
  viewer: Viewer,
  row: T,
): T {
  if (viewer.scopeOf('recovery.view') === 'all' || row.mayContact === 1) return row;
  return {
    ...row,
    customerName: null,
    ...('customerPhone' in row && { customerPhone: null }),
    ...('customerEmail' in row && { customerEmail: null }),
  };
}
