/** Changes employees: who they are, where they belong, whom they report to. Every change leaves an audit entry. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, placeholders } from '../platform/database';
import { Calendar } from './calendar';
import { DatedLinks, holdingOn, type LinkKind } from './dated-links';
import { Employee, type EmployeeRef, SINCE_ALWAYS } from './employee.entity';
import { EmployeeCache } from './employee.cache';
import { organizationErrors } from './organization.errors';
import type { EmployeeInput } from './organization.inputs';

export interface UpsertOutcome {
  id: number;
  created: boolean;
  /** Names of what changed; empty when the same was said again. */
  changed: string[];
}

type Facts = Pick<Employee, 'name' | 'email' | 'jobFamily' | 'hiredOn' | 'leftOn' | 'publicName'>;
const FACTS = ['name', 'email', 'jobFamily', 'hiredOn', 'leftOn', 'publicName'] as const;
/** These identify a person and stay out of the audit chain; that they changed does not. */
const PERSONAL: readonly string[] = ['name', 'email'];

const LINES_LOCK = 4217102;

@Injectable()
export class Employees {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly links: DatedLinks,
    private readonly cache: EmployeeCache,
    private readonly audit: Audit,
  ) {}

  /**
   * Creates the employee or changes what is given; a field left out keeps its value. Team and manager hold from
   * `effectiveOn` on (today when left out; on creation, the first working day).
   * @param actor who asks, as the audit log names it
   * @throws DomainError `employee_unknown`, `team_unknown`, `left_before_hired`,
   *   `reporting_loop`, `effective_before_hired`, `external_id_mismatch`
   */
  async upsert(externalId: string, input: EmployeeInput, actor: string): Promise<UpsertOutcome> {
    if (input.externalId !== undefined && input.externalId !== externalId) {
      throw organizationErrors.external_id_mismatch(
        { given: input.externalId, expected: externalId },
        '/externalId',
      );
    }
    return this.database.transaction(async () => {
      const { employee, created } = await this.lock(externalId, input.name);
      const before: Facts = { ...employee };
      const after: Facts = {
        name: input.name,
        email: input.email === undefined ? employee.email : input.email,
        jobFamily: input.jobFamily ?? employee.jobFamily,
        hiredOn: input.hiredOn === undefined ? employee.hiredOn : (input.hiredOn ?? SINCE_ALWAYS),
        leftOn: input.leftOn === undefined ? employee.leftOn : input.leftOn,
        publicName: input.publicName ?? employee.publicName,
      };
      if (after.leftOn !== null && after.leftOn < after.hiredOn) {
        throw organizationErrors.left_before_hired(
          { hiredOn: after.hiredOn, leftOn: after.leftOn },
          '/leftOn',
        );
      }
      const changed: string[] = FACTS.filter((fact) => before[fact] !== after[fact]);
      if (changed.length > 0) {
        await this.database
          .repository(Employee)
          .update({ id: employee.id }, { ...after, updatedAt: this.clock.now() });
      }
      const day = await this.effectiveDay(input.effectiveOn, after, created);
      if (input.team !== undefined) {
        const teamId = input.team === null ? null : await this.teamId(input.team);
        if (await this.relink('team_membership', employee.id, teamId, day, input.effectiveOn))
          changed.push('team');
      }
      if (input.manager !== undefined) {
        const managerId =
          input.manager === null ? null : await this.managerId(input.manager, employee.id, day);
        if (await this.relink('reporting_line', employee.id, managerId, day, input.effectiveOn))
          changed.push('manager');
      }
      if (before.leftOn !== after.leftOn || (after.leftOn !== null && changed.length > 0)) {
        await this.links.moveEnd('team_membership', employee.id, before.leftOn, after.leftOn);
        await this.links.moveEnd('reporting_line', employee.id, before.leftOn, after.leftOn);
      }
      if (created || changed.length > 0) {
        await this.audit.record({
          actor,
          action: created ? 'employee.created' : 'employee.changed',
          subject: `employee:${employee.id}`,
          details: {
            changed,
            ...Object.fromEntries(changed.flatMap((fact) => this.detail(fact, before, after))),
            ...(changed.includes('team') ? { team: input.team ?? null, effectiveOn: day } : {}),
            ...(changed.includes('manager') ? { manager: input.manager ?? null, effectiveOn: day } : {}),
          },
        });
      }
      this.cache.forget(externalId);
      return { id: employee.id, created, changed };
    });
  }

  /** The employees with these external ids, by external id; unknown ones are absent. Answers may be seconds old. */
  async byExternalIds(externalIds: readonly string[]): Promise<Map<string, EmployeeRef>> {
    return this.cache.find(externalIds);
  }

  /** The employees with these ids, by id, leavers included. */
  async byIds(
    ids: readonly number[],
  ): Promise<Map<number, EmployeeRef & { publicName: Employee['publicName'] }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.all<EmployeeRef & { publicName: Employee['publicName'] }>(
      `SELECT id AS "id", external_id AS "externalId", name AS "name", hired_on AS "hiredOn", left_on AS "leftOn",
         public_name AS "publicName"
       FROM employee WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Whom the employee reports to on the day, nearest first, up to the top. */
  async managersAbove(employeeId: number, day: string): Promise<number[]> {
    const rows = await this.database.all<{ id: number }>(
      `WITH RECURSIVE asked (employee_id, day) AS (SELECT CAST(? AS integer), CAST(? AS varchar)),
         line AS (SELECT r.employee_id, r.manager_id FROM reporting_line r, asked
           WHERE r.from_day <= asked.day AND (r.to_day IS NULL OR r.to_day > asked.day)),
         above (employee_id, height) AS (
           SELECT line.manager_id, 1 FROM line, asked WHERE line.employee_id = asked.employee_id
           UNION
           SELECT line.manager_id, above.height + 1 FROM line JOIN above ON line.employee_id = above.employee_id
           WHERE above.height < 50)
       SELECT employee_id AS "id" FROM above ORDER BY height`,
      [employeeId, day],
    );
    return rows.map((row) => row.id);
  }

  /** The row, locked until the transaction ends, made when there is none. */
  private async lock(externalId: string, name: string): Promise<{ employee: Employee; created: boolean }> {
    const now = this.clock.now();
    const made = await this.database.get<{ id: number }>(
      `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (external_id) DO NOTHING RETURNING id AS "id"`,
      [externalId, name, 'agent', SINCE_ALWAYS, 'full', now, now],
    );
    if (!made) {
      // Takes the row's lock on PostgreSQL, so that two changes of one person's team follow each other.
      await this.database.run('UPDATE employee SET updated_at = updated_at WHERE external_id = ?', [
        externalId,
      ]);
    }
    const employee = await this.database.repository(Employee).findOneByOrFail({ externalId });
    return { employee, created: made !== undefined };
  }

  private async effectiveDay(given: string | undefined, employee: Facts, created: boolean): Promise<string> {
    if (given !== undefined) {
      if (given < employee.hiredOn) {
        throw organizationErrors.effective_before_hired(
          { effectiveOn: given, hiredOn: employee.hiredOn },
          '/effectiveOn',
        );
      }
      return given;
    }
    if (created) return employee.hiredOn;
    const today = await this.calendar.today();
    if (today < employee.hiredOn) return employee.hiredOn;
    return employee.leftOn !== null && employee.leftOn < today ? employee.leftOn : today;
  }

  /** Without an explicit day, saying again what holds today leaves a change planned for later alone. */
  private async relink(
    kind: LinkKind,
    employeeId: number,
    targetId: number | null,
    day: string,
    explicitDay: string | undefined,
  ): Promise<boolean> {
    if (explicitDay === undefined) {
      const holding = holdingOn(await this.links.rows(kind, employeeId), day);
      if ((holding?.targetId ?? null) === targetId) return false;
    }
    return this.links.setFrom(kind, employeeId, targetId, day);
  }

  private async teamId(externalId: string): Promise<number> {
    const team = await this.database.get<{ id: number }>(
      'SELECT id AS "id" FROM team WHERE external_id = ?',
      [externalId],
    );
    if (!team) throw organizationErrors.team_unknown({ team: externalId }, '/team');
    return team.id;
  }

  private async managerId(externalId: string, employeeId: number, day: string): Promise<number> {
    // One change of the lines at a time: two could otherwise close a circle together.
    if (this.database.dialect === 'postgres')
      await this.database.get('SELECT pg_advisory_xact_lock(?)', [LINES_LOCK]);
    const manager = await this.database.get<{ id: number }>(
      'SELECT id AS "id" FROM employee WHERE external_id = ?',
      [externalId],
    );
    if (!manager) throw organizationErrors.employee_unknown({ employee: externalId }, '/manager');
    if (manager.id === employeeId || (await this.managersAbove(manager.id, day)).includes(employeeId)) {
      throw organizationErrors.reporting_loop({ manager: externalId }, '/manager');
    }
    return manager.id;
  }

  private detail(
    fact: string,
    before: Facts,
    after: Facts,
  ): [string, { from: string | null; to: string | null }][] {
    if (PERSONAL.includes(fact) || !(FACTS as readonly string[]).includes(fact)) return [];
    const key = fact as keyof Facts;
    return [[key, { from: before[key], to: after[key] }]];
  }
}
