/** Reads rollups as the sufficient statistics the formulas take: counts by employee, cell and rating. */
import { Injectable } from '@nestjs/common';
import type { Period } from '../kernel';
import { Database, placeholders } from '../platform/database';
import type { EmployeeRatings, RatingCounts } from './calc';

/** What a score is computed for. */
export type Unit = 'employee' | 'team' | 'touchpoint' | 'channel' | 'reason' | 'segment';

interface CountRow {
  unit: string;
  peerGroup: string | null;
  channel: string;
  reason: string;
  scaleMin: number;
  scaleMax: number;
  rating: number;
  weightPpm: number;
}

/** Each unit's identifying column and the joins it needs. Team is the one the employee belonged to on the day. */
const UNITS: Record<Unit, { key: string; join: string; cells: boolean; peerGroup: string }> = {
  employee: { key: 'e.external_id', join: '', cells: true, peerGroup: 'e.job_family' },
  team: {
    key: 't.external_id',
    join: `JOIN team_membership m ON m.employee_id = r.employee_id AND m.from_day <= r.day AND (m.to_day IS NULL OR m.to_day > r.day)
           JOIN team t ON t.id = m.team_id`,
    // Teams differ by channel: nobody crosses between them often enough to tell channel from team (ADR 9).
    cells: false,
    peerGroup: "'team'",
  },
  touchpoint: {
    key: 'tp.code',
    join: 'JOIN touchpoint tp ON tp.id = r.touchpoint_id',
    cells: false,
    peerGroup: "'touchpoint'",
  },
  channel: { key: 'c.channel', join: '', cells: false, peerGroup: "'channel'" },
  reason: { key: 'c.reason', join: '', cells: false, peerGroup: "'reason'" },
  segment: { key: 'c.segment', join: '', cells: false, peerGroup: "'segment'" },
};

@Injectable()
export class PeriodInputs {
  constructor(private readonly database: Database) {}

  /**
   * Counted answers to questions about the employee, by unit, in a half-open range of local days.
   * @param only keeps the statistics of these employees (database ids); everybody's when absent
   */
  async load(period: Period, by: Unit = 'employee', only?: readonly number[]): Promise<EmployeeRatings[]> {
    if (only?.length === 0) return [];
    const unit = UNITS[by];
    const rows = await this.database.all<CountRow>(
      `SELECT ${unit.key} AS "unit", ${unit.peerGroup} AS "peerGroup", c.channel AS "channel", c.reason AS "reason",
              q.scale_min AS "scaleMin", q.scale_max AS "scaleMax", r.rating AS "rating",
              CAST(SUM(r.weight_ppm) AS bigint) AS "weightPpm"
       FROM rollup r
       JOIN question q ON q.id = r.question_id AND q.subject = 'employee'
       JOIN employee e ON e.id = r.employee_id
       JOIN cell c ON c.id = r.cell_id
       ${unit.join}
       WHERE r.day >= ? AND r.day < ? ${only ? `AND r.employee_id IN (${placeholders(only.length)})` : ''}
       GROUP BY ${unit.key}, e.job_family, c.channel, c.reason, q.scale_min, q.scale_max, r.rating`,
      [period.from, period.to, ...(only ?? [])],
    );
    return toRatings(rows, unit.cells);
  }

  /** The same for one employee, month by month: `YYYY-MM` → ratings. */
  async months(employeeId: number, period: Period): Promise<Map<string, EmployeeRatings>> {
    const rows = await this.database.all<CountRow & { month: string }>(
      `SELECT substr(r.day, 1, 7) AS "month", e.external_id AS "unit", e.job_family AS "peerGroup", c.channel AS "channel",
              c.reason AS "reason", q.scale_min AS "scaleMin", q.scale_max AS "scaleMax", r.rating AS "rating",
              CAST(SUM(r.weight_ppm) AS bigint) AS "weightPpm"
       FROM rollup r
       JOIN question q ON q.id = r.question_id AND q.subject = 'employee'
       JOIN employee e ON e.id = r.employee_id
       JOIN cell c ON c.id = r.cell_id
       WHERE r.employee_id = ? AND r.day >= ? AND r.day < ?
       GROUP BY substr(r.day, 1, 7), e.external_id, e.job_family, c.channel, c.reason, q.scale_min, q.scale_max, r.rating`,
      [employeeId, period.from, period.to],
    );
    const byMonth = new Map<string, CountRow[]>();
    for (const row of rows) byMonth.set(row.month, [...(byMonth.get(row.month) ?? []), row]);
    return new Map(
      [...byMonth].flatMap(([month, own]) =>
        toRatings(own, true).map((ratings) => [month, ratings] as const),
      ),
    );
  }
}

function toRatings(rows: readonly CountRow[], withCells: boolean): EmployeeRatings[] {
  const units = new Map<string, CountedUnit>();
  for (const row of rows) {
    const unit: CountedUnit = units.get(row.unit) ?? { peerGroup: row.peerGroup ?? 'all', cells: new Map() };
    units.set(row.unit, unit);
    const cell = withCells ? `${row.channel}|${row.reason}` : 'all';
    const id = `${cell} ${row.scaleMin} ${row.scaleMax}`;
    const entry = unit.cells.get(id) ?? { cell, counts: emptyCounts(row.scaleMin, row.scaleMax) };
    unit.cells.set(id, entry);
    entry.counts.weights[row.rating - row.scaleMin]! += row.weightPpm;
  }
  return [...units].map(([key, unit]) => ({
    key,
    peerGroup: unit.peerGroup,
    cells: [...unit.cells.values()],
  }));
}

type MutableCounts = RatingCounts & { weights: number[] };

interface CountedUnit {
  peerGroup: string;
  /** By cell and scale. */
  cells: Map<string, { cell: string; counts: MutableCounts }>;
}

function emptyCounts(min: number, max: number): MutableCounts {
  return { min, max, weights: new Array<number>(max - min + 1).fill(0) };
}
