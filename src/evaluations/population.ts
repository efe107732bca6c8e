/**
 * Who is evaluated in a cycle: everybody employed in its period who has a target bonus in its currency, with the days
 * that count, the team and the target as of the period's end, and why they count as they do.
 */
import { Injectable } from '@nestjs/common';
import { addDays, daysIn, overlapDays, type Period } from '../kernel';
import { Database } from '../platform/database';

interface CandidateRow {
  employeeId: number;
  hiredOn: string;
  leftOn: string | null;
  targetBonusMinor: number;
  teamId: number | null;
}

@Injectable()
export class Population {
  constructor(private readonly database: Database) {}

  /** Draws the members anew, inside the caller's transaction. @returns how many there are */
  async draw(cycleId: number, period: Period, currency: string): Promise<number> {
    const rows = await this.database.all<CandidateRow>(
      `SELECT e.id AS "employeeId", e.hired_on AS "hiredOn", e.left_on AS "leftOn",
              b.target_bonus_minor AS "targetBonusMinor",
              (SELECT m.team_id FROM team_membership m WHERE m.employee_id = e.id AND m.from_day < p.to_day
               ORDER BY m.from_day DESC LIMIT 1) AS "teamId"
       FROM (SELECT CAST(? AS varchar) AS from_day, CAST(? AS varchar) AS to_day) p
       JOIN employee e ON e.hired_on < p.to_day AND (e.left_on IS NULL OR e.left_on >= p.from_day)
       JOIN pay_base b ON b.employee_id = e.id AND b.from_day =
         (SELECT MAX(x.from_day) FROM pay_base x WHERE x.employee_id = e.id AND x.from_day < p.to_day)
       WHERE b.currency = ? AND b.target_bonus_minor > 0
       ORDER BY e.id`,
      [period.from, period.to, currency],
    );
    await this.database.run('DELETE FROM cycle_member WHERE cycle_id = ?', [cycleId]);
    for (const row of rows) {
      await this.database.run(
        `INSERT INTO cycle_member (cycle_id, employee_id, team_id, target_bonus_minor, eligible_days, period_days, reason)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [
          cycleId,
          row.employeeId,
          row.teamId,
          row.targetBonusMinor,
          eligibleDays(period, row),
          daysIn(period),
          reasonFor(period, row),
        ],
      );
    }
    return rows.length;
  }
}

type Employment = Pick<CandidateRow, 'hiredOn' | 'leftOn'>;

/** Days of the period in which the person was employed; first and last working day count. */
function eligibleDays(period: Period, { hiredOn, leftOn }: Employment): number {
  const to = leftOn === null ? period.to : addDays(leftOn, 1);
  return hiredOn < to ? overlapDays(period, { from: hiredOn, to }) : 0;
}

/** `whole_period`, or what cut it short with its day: `hired 2026-08-10`, `left 2026-09-02`. */
function reasonFor(period: Period, { hiredOn, leftOn }: Employment): string {
  const hired = hiredOn > period.from ? [`hired ${hiredOn}`] : [];
  const left = leftOn !== null && addDays(leftOn, 1) < period.to ? [`left ${leftOn}`] : [];
  return [...hired, ...left].join(', ') || 'whole_period';
}
