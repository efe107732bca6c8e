/** Whom a collector can stand for, and as whom customers know them. */
import { Injectable } from '@nestjs/common';
import { firstNameOf } from '../invitations';
import { Calendar, Employees, isEmployedOn } from '../organization';
import { Database } from '../platform/database';
import type { Collector } from './collector.store';

/** More than a list of suggestions is of use with; any external id can be typed. */
const MOST_SUGGESTED = 1000;

@Injectable()
export class EmployeeNames {
  constructor(
    private readonly database: Database,
    private readonly employees: Employees,
    private readonly calendar: Calendar,
  ) {}

  /** Who works here today, by name. */
  async employed(): Promise<{ externalId: string; name: string }[]> {
    const today = await this.calendar.today();
    return this.database.all(
      `SELECT external_id AS "externalId", name AS "name" FROM employee
       WHERE hired_on <= ? AND (left_on IS NULL OR left_on >= ?) ORDER BY name, id LIMIT ?`,
      [today, today, MOST_SUGGESTED],
    );
  }

  /**
   * The first name customers are asked about; undefined for a collector of nobody in particular, for somebody who has
   * left, and for somebody who does not want to be named in public.
   */
  async publicNameOf({ employee }: Collector): Promise<string | undefined> {
    if (employee === null || !isEmployedOn(employee, await this.calendar.today())) return undefined;
    const known = (await this.employees.byIds([employee.id])).get(employee.id);
    if (!known || known.publicName === 'hidden') return undefined;
    return firstNameOf(known.name) ?? undefined;
  }
}
