/**
 * Whose records a signed-in person may see. One's own; those of the people one leads; everybody's. The reach of a
 * lead is computed in the database, as of a day: everybody who reports to the lead, directly or through others, and
 * the members of the teams the lead leads and of the teams below them.
 *
 * Somebody leads a team who belongs to it, has a direct report in it or in a team right below, and reports to nobody
 * in it: a trainee's mentor inside a team does not see the results of the mentor's own lead.
 */
import { Injectable } from '@nestjs/common';
import type { Permission, Viewer } from '../access';
import { Database } from '../platform/database';
import { errors } from '../platform/errors';

const HOLDS = (row: string) =>
  `${row}.from_day <= asked.day AND (${row}.to_day IS NULL OR ${row}.to_day > asked.day)`;

const WITH_REACH = `WITH RECURSIVE
  asked (lead, day) AS (SELECT CAST(? AS integer), CAST(? AS varchar)),
  line AS (SELECT r.employee_id, r.manager_id FROM reporting_line r, asked WHERE ${HOLDS('r')}),
  member AS (SELECT m.employee_id, m.team_id FROM team_membership m, asked WHERE ${HOLDS('m')}),
  below (employee_id) AS (
    SELECT line.employee_id FROM line, asked WHERE line.manager_id = asked.lead
    UNION
    SELECT line.employee_id FROM line JOIN below ON line.manager_id = below.employee_id),
  led (team_id) AS (
    SELECT own.team_id FROM member own, asked
    WHERE own.employee_id = asked.lead
      AND EXISTS (
        SELECT 1 FROM line JOIN member ON member.employee_id = line.employee_id JOIN team ON team.id = member.team_id
        WHERE line.manager_id = asked.lead AND (team.id = own.team_id OR team.parent_id = own.team_id))
      AND NOT EXISTS (
        SELECT 1 FROM line JOIN member ON member.employee_id = line.manager_id
        WHERE line.employee_id = asked.lead AND member.team_id = own.team_id)
    UNION
    SELECT team.id FROM team JOIN led ON team.parent_id = led.team_id),
  reach (employee_id) AS (
    SELECT lead FROM asked
    UNION SELECT employee_id FROM below
    UNION SELECT member.employee_id FROM member JOIN led ON led.team_id = member.team_id)`;

@Injectable()
export class Visibility {
  constructor(private readonly database: Database) {}

  /**
   * The employees the permission reaches on the day (`YYYY-MM-DD`), ascending; `'all'` without a limit. Empty for
   * somebody who does not hold it or, below `all`, is no employee.
   */
  async employeeIds(viewer: Viewer, permission: Permission, day: string): Promise<number[] | 'all'> {
    const scope = viewer.scopeOf(permission);
    if (scope === 'all') return 'all';
    if (scope === null || viewer.employeeId === null) return [];
    if (scope === 'own') return [viewer.employeeId];
    const rows = await this.database.all<{ id: number }>(
      `${WITH_REACH} SELECT employee_id AS "id" FROM reach ORDER BY employee_id`,
      [viewer.employeeId, day],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Lets pass who may see the employee's record on the day.
   * @throws DomainError `not_found`, the same as for an employee who does not exist
   */
  async require(viewer: Viewer, permission: Permission, employeeId: number, day: string): Promise<void> {
    const scope = viewer.scopeOf(permission);
    if (scope === 'all') return;
    if (scope !== null && viewer.employeeId === employeeId) return;
    if (scope === 'team' && viewer.employeeId !== null) {
      const found = await this.database.get(
        `${WITH_REACH} SELECT 1 AS "found" FROM reach WHERE employee_id = ?`,
        [viewer.employeeId, day, employeeId],
      );
      if (found) return;
    }
    throw errors.not_found();
  }

  /**
   * The teams whose results the permission reaches on the day: those led, those below them, and those whose members
   * are all visible. `'all'` without a limit.
   */
  async teamIds(viewer: Viewer, permission: Permission, day: string): Promise<number[] | 'all'> {
    const scope = viewer.scopeOf(permission);
    if (scope === 'all') return 'all';
    if (scope !== 'team' || viewer.employeeId === null) return [];
    const rows = await this.database.all<{ id: number }>(
      `${WITH_REACH}
       SELECT team_id AS "id" FROM led
       UNION
       SELECT member.team_id FROM member LEFT JOIN reach ON reach.employee_id = member.employee_id
       GROUP BY member.team_id HAVING COUNT(*) = COUNT(reach.employee_id)
       ORDER BY 1`,
      [viewer.employeeId, day],
    );
    return rows.map((row) => row.id);
  }
}
