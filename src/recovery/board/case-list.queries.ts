/** Cases as lists: filtered, sorted, page by page; and by state for the board. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../../access';
import { Database, placeholders, type SqlValue } from '../../platform/database';
import { PRIORITIES } from '../case-settings';
import { CASE_STATES, type CaseState, OPEN_STATES } from '../case-states';
import { type CaseLine, LINES, masked, namedFor, NEXT_DUE, RecoveryQueries } from '../recovery.queries';

const blank = z.literal('').transform(() => undefined);
const zNumber = z.string().regex(/^\d{1,9}$/).transform(Number); // prettier-ignore
export const SORTS = ['due', 'opened', 'updated'] as const;

/** What the address of a list says. */
export const caseFilters = z.strictObject({
  show: blank.or(z.enum(['open', 'done', 'all', 'promises'])).optional(),
  state: blank.or(z.enum(CASE_STATES)).optional(),
  priority: blank.or(z.enum(PRIORITIES)).optional(),
  owner: blank.or(z.literal('me')).or(z.literal('nobody')).or(zNumber).optional(),
  touchpoint: blank.or(z.string().max(64)).optional(),
  late: blank.or(z.literal('1')).optional(),
  sort: blank.or(z.enum(SORTS)).optional(),
  page: zNumber.optional(),
});
export type CaseFilters = z.infer<typeof caseFilters>;

const ORDER: Readonly<Record<(typeof SORTS)[number], string>> = {
  due: `CASE WHEN k.waiting_since IS NULL THEN 0 ELSE 1 END, ${NEXT_DUE}, k.id`,
  opened: 'k.opened_at DESC, k.id',
  updated: 'k.updated_at DESC, k.id',
};
export const PAGE_SIZE = 50;
export const MOST_EXPORTED = 10_000;

@Injectable()
export class CaseListQueries {
  constructor(
    private readonly database: Database,
    private readonly cases: RecoveryQueries,
  ) {}

  /** @returns a page of the cases that fit, and how many there are */
  async page(
    viewer: Viewer,
    filters: CaseFilters,
    now: number,
    limit = PAGE_SIZE,
  ): Promise<{ rows: CaseLine[]; total: number; page: number }> {
    const { sql, params } = await this.where(viewer, filters, now);
    const counted = await this.database.get<{ total: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "total" FROM recovery_case k LEFT JOIN touchpoint tp ON tp.id = k.touchpoint_id WHERE ${sql}`,
      params,
    );
    const total = counted?.total ?? 0;
    const page = Math.min(Math.max(filters.page ?? 1, 1), Math.max(1, Math.ceil(total / limit)));
    const done = filters.show === 'done' || filters.show === 'all';
    const rows = await this.database.all<CaseLine>(
      `${LINES} WHERE ${sql} ORDER BY ${ORDER[filters.sort ?? (done ? 'updated' : 'due')]} LIMIT ? OFFSET ?`,
      [...params, limit, (page - 1) * limit],
    );
    return { rows: rows.map((row) => namedFor(viewer, masked(row))), total, page };
  }

  /** The open cases and those done lately, for each state the most urgent ones and how many there are. */
  async board(
    viewer: Viewer,
    since: number,
    most: { open: number; done: number },
  ): Promise<{ state: CaseState; count: number; cards: CaseLine[] }[]> {
    const seen = await this.cases.seenBy(viewer);
    const held = `k.merged_into IS NULL AND (k.state IN (${placeholders(OPEN_STATES.length)}) OR k.updated_at >= ?) AND ${seen.sql}`;
    const counts = await this.database.all<{ state: CaseState; count: number }>(
      `SELECT k.state AS "state", CAST(COUNT(*) AS bigint) AS "count" FROM recovery_case k WHERE ${held} GROUP BY k.state`,
      [...OPEN_STATES, since, ...seen.params],
    );
    const columns: { state: CaseState; count: number; cards: CaseLine[] }[] = [];
    for (const state of CASE_STATES) {
      const count = counts.find((one) => one.state === state)?.count ?? 0;
      const open = OPEN_STATES.includes(state);
      const rows =
        count === 0
          ? []
          : await this.database.all<CaseLine>(
              `${LINES} WHERE k.state = ? AND ${held} ORDER BY ${open ? ORDER.due : ORDER.updated} LIMIT ?`,
              [state, ...OPEN_STATES, since, ...seen.params, open ? most.open : most.done],
            );
      columns.push({ state, count, cards: rows.map((row) => namedFor(viewer, masked(row))) });
    }
    return columns;
  }

  /** Who owns cases the viewer may see, by name. */
  async owners(viewer: Viewer): Promise<{ id: number; name: string }[]> {
    const seen = await this.cases.seenBy(viewer);
    return this.database.all(
      `SELECT DISTINCT u.id AS "id", u.name AS "name" FROM recovery_case k JOIN user_account u ON u.id = k.owner_user_id
       WHERE ${seen.sql} ORDER BY u.name, u.id LIMIT 200`,
      seen.params,
    );
  }

  /** Touchpoints in use, by code. */
  touchpoints(): Promise<{ id: number; code: string; names: string }[]> {
    return this.database.all(
      'SELECT id AS "id", code AS "code", names AS "names" FROM touchpoint WHERE retired_at IS NULL ORDER BY code LIMIT 500',
    );
  }

  private async where(
    viewer: Viewer,
    { show, state, priority, owner, touchpoint, late }: CaseFilters,
    now: number,
  ): Promise<{ sql: string; params: SqlValue[] }> {
    const seen = await this.cases.seenBy(viewer);
    const open = `k.state IN (${placeholders(OPEN_STATES.length)})`;
    const conditions: [string, SqlValue[]][] = [[seen.sql, seen.params]];
    if (state !== undefined) conditions.push(['k.state = ?', [state]]);
    else if (show === 'done') conditions.push([`NOT ${open}`, [...OPEN_STATES]]);
    else if (show !== 'all') conditions.push([open, [...OPEN_STATES]]);
    if (priority !== undefined) conditions.push(['k.priority = ?', [priority]]);
    if (owner === 'nobody') conditions.push(['k.owner_user_id IS NULL', []]);
    else if (owner !== undefined)
      conditions.push(['k.owner_user_id = ?', [owner === 'me' ? viewer.userId : owner]]);
    if (touchpoint !== undefined) conditions.push(['tp.code = ?', [touchpoint]]);
    if (late !== undefined) conditions.push([`${open} AND ${NEXT_DUE} < ?`, [...OPEN_STATES, now]]);
    return {
      sql: conditions.map(([sql]) => `(${sql})`).join(' AND '),
      params: conditions.flatMap(([, params]) => params),
    };
  }
}
