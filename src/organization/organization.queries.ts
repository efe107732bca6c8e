/** Reads employees and teams for pages, programs and reports. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { Calendar } from './calendar';
import { type PublicName, SINCE_ALWAYS } from './employee.entity';
import { type Page, pageOf } from './paging';
import type { TeamKind } from './team.entity';

/** An employee as programs see one. */
export interface EmployeeView {
  externalId: string;
  name: string;
  email: string | null;
  jobFamily: string;
  /** External id of the team held today, or on the last working day. */
  team: string | null;
  manager: string | null;
  /** Null when nobody told us the first working day. */
  hiredOn: string | null;
  leftOn: string | null;
  publicName: PublicName;
}

export interface TeamView {
  externalId: string;
  name: string;
  kind: TeamKind;
  parent: string | null;
}

/** A team with its place in the tree and the people in it on a day. */
export interface TeamNode {
  id: number;
  name: string;
  kind: TeamKind;
  parentId: number | null;
}

type EmployeeRow = EmployeeView & { id: number };

/** `?` twice: the day asked for. A leaver is shown where the last working day was. */
const EMPLOYEE_VIEW = `SELECT e.id AS "id", e.external_id AS "externalId", e.name AS "name", e.email AS "email",
    e.job_family AS "jobFamily", e.hired_on AS "hiredOn", e.left_on AS "leftOn", e.public_name AS "publicName",
    (SELECT t.external_id FROM team_membership m JOIN team t ON t.id = m.team_id
     WHERE m.employee_id = e.id AND m.from_day <= asked.day AND (m.to_day IS NULL OR m.to_day > asked.day)
     ORDER BY m.from_day DESC LIMIT 1) AS "team",
    (SELECT b.external_id FROM reporting_line r JOIN employee b ON b.id = r.manager_id
     WHERE r.employee_id = e.id AND r.from_day <= asked.day AND (r.to_day IS NULL OR r.to_day > asked.day)
     ORDER BY r.from_day DESC LIMIT 1) AS "manager"
  FROM (SELECT employee.*, CASE WHEN left_on IS NOT NULL AND left_on < CAST(? AS varchar) THEN left_on
      WHEN hired_on > CAST(? AS varchar) THEN hired_on ELSE CAST(? AS varchar) END AS day FROM employee) AS asked
  JOIN employee e ON e.id = asked.id`;

const TEAM_VIEW = `SELECT team.id AS "id", team.external_id AS "externalId", team.name AS "name", team.kind AS "kind",
    above.external_id AS "parent"
  FROM team LEFT JOIN team above ON above.id = team.parent_id`;

@Injectable()
export class OrganizationQueries {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
  ) {}

  async employee(externalId: string): Promise<EmployeeView | undefined> {
    const today = await this.calendar.today();
    const row = await this.database.get<EmployeeRow>(`${EMPLOYEE_VIEW} WHERE e.external_id = ?`, [
      today,
      today,
      today,
      externalId,
    ]);
    return row && showEmployee(row);
  }

  /** Employees in the order they were first recorded. */
  async employees(after: number, limit: number): Promise<Page<EmployeeView>> {
    const today = await this.calendar.today();
    const rows = await this.database.all<EmployeeRow>(
      `${EMPLOYEE_VIEW} WHERE e.id > ? ORDER BY e.id LIMIT ?`,
      [today, today, today, after, limit + 1],
    );
    return pageOf(rows, limit, (row) => String(row.id), showEmployee);
  }

  async team(externalId: string): Promise<TeamView | undefined> {
    const row = await this.database.get<TeamView & { id: number }>(
      `${TEAM_VIEW} WHERE team.external_id = ?`,
      [externalId],
    );
    return row && showTeam(row);
  }

  async teams(after: number, limit: number): Promise<Page<TeamView>> {
    const rows = await this.database.all<TeamView & { id: number }>(
      `${TEAM_VIEW} WHERE team.id > ? ORDER BY team.id LIMIT ?`,
      [after, limit + 1],
    );
    return pageOf(rows, limit, (row) => String(row.id), showTeam);
  }

  /** Every site and team, by name. */
  tree(): Promise<TeamNode[]> {
    return this.database.all<TeamNode>(
      `SELECT id AS "id", name AS "name", kind AS "kind", parent_id AS "parentId" FROM team ORDER BY name, id`,
    );
  }

  /** Who belongs to which team on the day. */
  memberships(day: string): Promise<{ employeeId: number; teamId: number }[]> {
    return this.database.all(
      `SELECT employee_id AS "employeeId", team_id AS "teamId" FROM team_membership
       WHERE from_day <= ? AND (to_day IS NULL OR to_day > ?)`,
      [day, day],
    );
  }

  /**
   * Who leads each team on the day, most direct reports first: those whom its members report to, and its members whom
   * somebody in a team right below reports to.
   */
  leads(day: string): Promise<{ teamId: number; employeeId: number; name: string }[]> {
    return this.database.all(
      `WITH asked (day) AS (SELECT CAST(? AS varchar)),
         line AS (SELECT r.employee_id, r.manager_id FROM reporting_line r, asked
           WHERE r.from_day <= asked.day AND (r.to_day IS NULL OR r.to_day > asked.day)),
         member AS (SELECT m.employee_id, m.team_id FROM team_membership m, asked
           WHERE m.from_day <= asked.day AND (m.to_day IS NULL OR m.to_day > asked.day)),
         report (team_id, manager_id) AS (
           SELECT member.team_id, line.manager_id FROM member JOIN line ON line.employee_id = member.employee_id
           UNION ALL
           SELECT own.team_id, line.manager_id FROM member own
           JOIN line ON line.manager_id = own.employee_id
           JOIN member ON member.employee_id = line.employee_id
           JOIN team ON team.id = member.team_id AND team.parent_id = own.team_id)
       SELECT report.team_id AS "teamId", report.manager_id AS "employeeId", employee.name AS "name"
       FROM report JOIN employee ON employee.id = report.manager_id
       GROUP BY report.team_id, report.manager_id, employee.name
       ORDER BY report.team_id, COUNT(*) DESC, report.manager_id`,
      [day],
    );
  }
}

function showEmployee(row: EmployeeRow): EmployeeView {
  const { externalId, name, email, jobFamily, team, manager, leftOn, publicName } = row;
  const hiredOn = row.hiredOn === SINCE_ALWAYS ? null : row.hiredOn;
  return { externalId, name, email, jobFamily, team, manager, hiredOn, leftOn, publicName };
}

function showTeam({ externalId, name, kind, parent }: TeamView): TeamView {
  return { externalId, name, kind, parent };
}
