/** The quotes waiting for a decision, for those who may decide about the people they praise. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Calendar, Visibility } from '../organization';
import { Database, placeholders, type SqlValue } from '../platform/database';

export interface QuoteLine {
  id: string;
  text: string;
  customer: string;
  people: string;
  locale: string;
  day: string;
  state: string;
  /** What the customer wrote, where the reviewer left something out. */
  original: string | null;
}

@Injectable()
export class QuotesQueries {
  constructor(
    private readonly database: Database,
    private readonly visibility: Visibility,
    private readonly calendar: Calendar,
  ) {}

  /** Pending: oldest first, so that nobody waits for ever. Decided: newest first. */
  async list(
    viewer: Viewer,
    state: 'pending' | 'approved' | 'rejected',
    limit: number,
  ): Promise<QuoteLine[]> {
    const seen = await this.seenBy(viewer);
    const rows = await this.database.all<Omit<QuoteLine, 'people'>>(
      `SELECT q.id AS "id", q.text AS "text", q.shown_name AS "customer", q.locale AS "locale", q.thanked_day AS "day", q.state AS "state",
         q.original AS "original"
       FROM quote q WHERE q.state = ? AND ${seen.sql}
       ORDER BY ${state === 'pending' ? 'q.thanked_day, q.id' : 'q.decided_at DESC, q.id'} LIMIT ?`,
      [state, ...seen.params, limit],
    );
    if (rows.length === 0) return [];
    const named = await this.database.all<{ quoteId: string; name: string }>(
      `SELECT x.quote_id AS "quoteId", e.name AS "name" FROM quote_employee x JOIN employee e ON e.id = x.employee_id
       WHERE x.quote_id IN (${placeholders(rows.length)}) ORDER BY e.name`,
      rows.map((row) => row.id),
    );
    return rows.map((row) => ({
      ...row,
      people: named
        .filter((one) => one.quoteId === row.id)
        .map((one) => one.name)
        .join(', '),
    }));
  }

  async pending(viewer: Viewer): Promise<number> {
    const seen = await this.seenBy(viewer);
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS n FROM quote q WHERE q.state = 'pending' AND ${seen.sql}`,
      seen.params,
    );
    return row?.n ?? 0;
  }

  /** Whether the viewer may decide about the quote. */
  async mayDecide(viewer: Viewer, quoteId: string): Promise<boolean> {
    const seen = await this.seenBy(viewer);
    return (
      (await this.database.get(`SELECT 1 AS one FROM quote q WHERE q.id = ? AND ${seen.sql}`, [
        quoteId,
        ...seen.params,
      ])) !== undefined
    );
  }

  /** Nobody decides about words that praise themselves. */
  private async seenBy(viewer: Viewer): Promise<{ sql: string; params: SqlValue[] }> {
    const visible = await this.visibility.employeeIds(
      viewer,
      'recognition.moderate',
      await this.calendar.today(),
    );
    const notOwn =
      viewer.employeeId === null
        ? '1 = 1'
        : 'NOT EXISTS (SELECT 1 FROM quote_employee o WHERE o.quote_id = q.id AND o.employee_id = ?)';
    const own = viewer.employeeId === null ? [] : [viewer.employeeId];
    if (visible === 'all') return { sql: notOwn, params: own };
    if (visible.length === 0) return { sql: '1 = 0', params: [] };
    return {
      sql: `${notOwn} AND EXISTS (SELECT 1 FROM quote_employee x WHERE x.quote_id = q.id AND x.employee_id IN (${placeholders(visible.length)}))`,
      params: [...own, ...visible],
    };
  }
}
