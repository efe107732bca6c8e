/**
 * The queue of review. Who is concerned never sees a signal, nor does anybody in their reporting line, above or below:
 * the query leaves it out, so that no page can show it by mistake.
 */
import { Injectable } from '@nestjs/common';
import { Viewer } from '../access';
import { Visibility, Calendar } from '../organization';
import { Database, placeholders, type SqlValue } from '../platform/database';
import type { FoundKind } from './finding';
import type { SignalState } from './signal.store';

export interface ListedSignal {
  readonly id: string;
  readonly kind: FoundKind;
  readonly employeeId: number;
  readonly employee: string;
  readonly state: SignalState;
  readonly strength: number;
  readonly holds: number;
  readonly fromDay: string;
  readonly untilDay: string;
  readonly finding: string;
  readonly evidence: string;
  readonly formula: string;
  readonly foundAt: number;
  readonly changedAt: number;
}

export interface SignalDecision {
  readonly verdict: string;
  readonly reason: string;
  readonly decidedBy: string;
  readonly name: string | null;
  readonly at: number;
}

export interface LastLook {
  readonly fromDay: string;
  readonly untilDay: string;
  readonly comparisons: number;
  readonly at: number;
}

/** Not oneself, nobody one reports to, nobody who reports to one: directly or through others, as of today. */
const UNCONCERNED = `WITH RECURSIVE
  asked (viewer, day) AS (SELECT CAST(? AS integer), CAST(? AS varchar)),
  line AS (SELECT r.employee_id, r.manager_id FROM reporting_line r, asked
    WHERE r.from_day <= asked.day AND (r.to_day IS NULL OR r.to_day > asked.day)),
  above (id) AS (SELECT viewer FROM asked UNION SELECT line.manager_id FROM line JOIN above ON line.employee_id = above.id),
  below (id) AS (SELECT viewer FROM asked UNION SELECT line.employee_id FROM line JOIN below ON line.manager_id = below.id)
  SELECT s.id AS "id", s.kind AS "kind", s.employee_id AS "employeeId", m.name AS "employee", s.state AS "state",
    s.strength AS "strength", s.holds AS "holds", s.from_day AS "fromDay", s.until_day AS "untilDay", s.finding AS "finding",
    s.evidence AS "evidence", s.formula AS "formula", s.found_at AS "foundAt", s.changed_at AS "changedAt"
  FROM integrity_signal s JOIN employee m ON m.id = s.employee_id
  WHERE s.employee_id NOT IN (SELECT id FROM above) AND s.employee_id NOT IN (SELECT id FROM below)`;

@Injectable()
export class SignalQueries {
  constructor(
    private readonly database: Database,
    private readonly visibility: Visibility,
    private readonly calendar: Calendar,
  ) {}

  /** The strongest first. @param open what waits, else what is settled */
  async list(viewer: Viewer, open: boolean, limit: number): Promise<ListedSignal[]> {
    const { sql, params } = await this.visibleTo(viewer);
    return this.database.all<ListedSignal>(
      `${sql} AND s.state ${open ? '<>' : '='} 'settled'
       ORDER BY ${open ? 's.holds DESC, s.strength, ' : ''}s.changed_at DESC, s.id LIMIT ?`,
      [...params, limit],
    );
  }

  /** How many wait for the viewer. */
  async waiting(viewer: Viewer): Promise<number> {
    if (!viewer.can('signals.decide')) return 0;
    return (await this.list(viewer, true, 100)).length;
  }

  /** Undefined alike for a signal that does not exist and for one the viewer may not see. */
  async one(viewer: Viewer, id: string): Promise<ListedSignal | undefined> {
    const { sql, params } = await this.visibleTo(viewer);
    return this.database.get<ListedSignal>(`${sql} AND s.id = ?`, [...params, id]);
  }

  /** The newest first. */
  decisions(signalId: string): Promise<SignalDecision[]> {
    return this.database.all<SignalDecision>(
      `SELECT d.verdict AS "verdict", d.reason AS "reason", d.decided_by AS "decidedBy", u.name AS "name",
         d.decided_at AS "at"
       FROM signal_decision d LEFT JOIN user_account u ON d.decided_by = 'user:' || u.id
       WHERE d.signal_id = ? ORDER BY d.decided_at DESC, d.id DESC`,
      [signalId],
    );
  }

  lastLook(): Promise<LastLook | undefined> {
    return this.database.get<LastLook>(
      `SELECT from_day AS "fromDay", until_day AS "untilDay", comparisons AS "comparisons", ran_at AS "at"
       FROM signal_run ORDER BY ran_at DESC, id DESC LIMIT 1`,
    );
  }

  /** Of these answers, those there are, with whether they count and are excluded. */
  async answers(
    ids: readonly string[],
  ): Promise<Map<string, { counts: boolean; rating: number | null; max: number | null }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.all<{
      id: string;
      counts: number;
      rating: number | null;
      max: number | null;
    }>(
      `SELECT c.response_id AS "id", c.counts AS "counts", MIN(a.rating) AS "rating", MAX(q.scale_max) AS "max"
       FROM response_current c JOIN response r ON r.id = c.response_id
       LEFT JOIN question q ON q.survey_version_id = r.survey_version_id AND q.position = 0
       LEFT JOIN answer a ON a.response_id = c.response_id AND a.revision = c.revision AND a.question_id = q.id
       WHERE c.response_id IN (${placeholders(ids.length)}) GROUP BY c.response_id, c.counts`,
      [...ids],
    );
    return new Map(rows.map(({ id, counts, ...row }) => [id, { ...row, counts: counts === 1 }]));
  }

  /** The first invitation of each of these contacts. */
  async invitations(interactionIds: readonly string[]): Promise<Map<string, string>> {
    if (interactionIds.length === 0) return new Map();
    const rows = await this.database.all<{ interactionId: string; id: string }>(
      `SELECT interaction_id AS "interactionId", MIN(id) AS "id" FROM invitation
       WHERE interaction_id IN (${placeholders(interactionIds.length)}) AND step = 1 GROUP BY interaction_id`,
      [...interactionIds],
    );
    return new Map(rows.map(({ interactionId, id }) => [interactionId, id]));
  }

  private async visibleTo(viewer: Viewer): Promise<{ sql: string; params: SqlValue[] }> {
    const today = await this.calendar.today();
    const reach = await this.visibility.employeeIds(viewer, 'signals.view', today);
    const params: SqlValue[] = [viewer.employeeId ?? 0, today];
    if (reach === 'all') return { sql: UNCONCERNED, params };
    if (reach.length === 0) return { sql: `${UNCONCERNED} AND 1 = 0`, params };
    return {
      sql: `${UNCONCERNED} AND s.employee_id IN (${placeholders(reach.length)})`,
      params: [...params, ...reach],
    };
  }
}
