/**
 * Who may not decide an appeal: the person, anybody above or below them in the reporting line, who leads their team, who signed the
 * result, and who gave a rating that is part of it.
 */
import { Injectable } from '@nestjs/common';
import { Viewer } from '../access';
import { type Cycle, Cycles } from '../evaluations';
import { Calendar, Employees, Visibility } from '../organization';
import { Database } from '../platform/database';

/** `self` and `line` do not even see it; who signed or rated sees it and decides nothing. */
export type Concern = 'self' | 'line' | 'signed' | 'rated';

@Injectable()
export class Independence {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
    private readonly employees: Employees,
    private readonly visibility: Visibility,
    private readonly cycles: Cycles,
  ) {}

  /** Why somebody may not decide about this person's evaluation in the cycle; null when they may. */
  async concern(viewer: Viewer, cycle: Cycle, employeeId: number): Promise<Concern | null> {
    if (viewer.employeeId === employeeId) return 'self';
    if (viewer.employeeId !== null && (await this.isInLine(viewer, viewer.employeeId, cycle, employeeId)))
      return 'line';
    const acted = await this.database.get<{ what: 'signed' | 'rated' }>(
      `SELECT 'signed' AS "what" FROM sign_off WHERE cycle_id = ? AND user_id = ?
       UNION ALL SELECT 'signed' AS "what" FROM result_sign_off WHERE cycle_id = ? AND employee_id = ? AND user_id = ?
       UNION ALL SELECT 'rated' AS "what" FROM manager_rating WHERE cycle_id = ? AND employee_id = ? AND rated_by = ? LIMIT 1`,
      [cycle.id, viewer.userId, cycle.id, employeeId, viewer.userId, cycle.id, employeeId, viewer.userId],
    );
    return acted?.what ?? null;
  }

  private async isInLine(viewer: Viewer, own: number, cycle: Cycle, employeeId: number): Promise<boolean> {
    const asLead = new Viewer({ ...viewer, grants: [{ role: 'lead', scope: 'team' }] });
    const days = new Set([await this.calendar.today(), await this.cycles.referenceDay(cycle)]);
    for (const day of days) {
      if ((await this.employees.managersAbove(employeeId, day)).includes(own)) return true;
      if ((await this.employees.managersAbove(own, day)).includes(employeeId)) return true;
      const led = await this.visibility.employeeIds(asLead, 'evaluations.view', day);
      if (led !== 'all' && led.includes(employeeId)) return true;
    }
    return false;
  }
}
