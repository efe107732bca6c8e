/** How many of each employee's contacts were asked about. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import type { AskedAt } from '../calc';

export interface CountedAt extends AskedAt {
  readonly name: string;
  /** Contacts whose customer has no address. */
  readonly unreachable: number;
}

@Injectable()
export class ShareQueries {
  constructor(private readonly database: Database) {}

  /** Everybody's counts, by touchpoint. @param from first local day, `YYYY-MM-DD`; @param until the day after the last */
  async counts(from: string, until: string): Promise<CountedAt[]> {
    return this.database.beside<CountedAt>(
      `SELECT p.employee_id AS "employeeId", e.name AS "name", n.touchpoint_id AS "touchpointId",
         CAST(COUNT(*) AS bigint) AS "contacts",
         CAST(SUM(CASE WHEN v.sent_at IS NOT NULL THEN 1 ELSE 0 END) AS bigint) AS "invited",
         CAST(SUM(CASE WHEN v.reason = 'no_address' THEN 1 ELSE 0 END) AS bigint) AS "unreachable"
       FROM employee e CROSS JOIN participation p
       JOIN interaction n ON n.id = p.interaction_id
       LEFT JOIN invitation v ON v.interaction_id = n.id AND v.step = 1
       WHERE p.employee_id = e.id AND p.occurred_day >= ? AND p.occurred_day < ?
       GROUP BY p.employee_id, e.name, n.touchpoint_id ORDER BY e.name, p.employee_id, n.touchpoint_id`,
      [from, until],
    );
  }
}
