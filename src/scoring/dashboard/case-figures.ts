/** Unhappy customers' cases at the end of a period, and how many of those due in it were put right in time. */
import { Injectable } from '@nestjs/common';
import type { Period } from '../../kernel';
import { Clock, startOfDay } from '../../platform/clock';
import { Database, type SqlValue } from '../../platform/database';
import { SettingsStore } from '../../platform/views';
import type { Filters } from './selection';

export interface CaseFigures {
  /** Open when the period ended, or now while it lasts. */
  readonly open: number;
  /** Whose time ran out in the period: the promise was to be done by then. */
  readonly due: number;
  readonly kept: number;
}

@Injectable()
export class CaseFiguresQueries {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
  ) {}

  async load(period: Period, filters: Filters): Promise<CaseFigures> {
    const { timezone } = await this.settings.get('organization');
    const now = this.clock.now();
    const from = startOfDay(period.from, timezone);
    const end = Math.min(startOfDay(period.to, timezone), now);
    const { where, params } = conditions(filters);
    const row = await this.database.get<CaseFigures>(
      `SELECT CAST(COALESCE(SUM(CASE WHEN k.opened_at < ? AND (k.resolved_at IS NULL OR k.resolved_at >= ?) THEN 1 ELSE 0 END), 0) AS bigint) AS "open",
              CAST(COALESCE(SUM(CASE WHEN k.due_at >= ? AND k.due_at < ? THEN 1 ELSE 0 END), 0) AS bigint) AS "due",
              CAST(COALESCE(SUM(CASE WHEN k.due_at >= ? AND k.due_at < ? AND k.resolved_at <= k.due_at THEN 1 ELSE 0 END), 0) AS bigint) AS "kept"
       FROM recovery_case k
       JOIN response r ON r.id = k.response_id
       JOIN interaction i ON i.id = r.interaction_id
       JOIN cell c ON c.id = i.cell_id
       JOIN touchpoint tp ON tp.id = i.touchpoint_id
       WHERE k.opened_at < ?${where}`,
      [end, end, from, end, from, end, end, ...params],
    );
    return row ?? { open: 0, due: 0, kept: 0 };
  }
}

function conditions({ team, touchpoint, channel, reason, segment }: Filters): {
  where: string;
  params: SqlValue[];
} {
  const given: [string, SqlValue][] = [];
  if (touchpoint !== undefined) given.push(['tp.code = ?', touchpoint]);
  if (channel !== undefined) given.push(['c.channel = ?', channel]);
  if (reason !== undefined) given.push(['c.reason = ?', reason]);
  if (segment !== undefined) given.push(['c.segment = ?', segment]);
  if (team !== undefined) {
    given.push([
      `EXISTS (SELECT 1 FROM response_current rc
         JOIN attribution t ON t.response_id = rc.response_id AND t.entry = rc.attribution_entry
         JOIN team_membership m ON m.employee_id = t.employee_id AND m.from_day <= r.counting_day
           AND (m.to_day IS NULL OR m.to_day > r.counting_day)
         WHERE rc.response_id = k.response_id AND m.team_id = ?)`,
      Number(team),
    ]);
  }
  return { where: given.map(([sql]) => ` AND ${sql}`).join(''), params: given.map(([, value]) => value) };
}
