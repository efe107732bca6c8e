/** For what stands after all tests: the very contacts and answers behind a share. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { ON_DAYS, onDays } from '../responses';
import { ASKED, COMPARED, EDITED } from './counts.queries';
import { type Evidence, MOST_EVIDENCE } from './finding';

@Injectable()
export class EvidenceQueries {
  constructor(private readonly database: Database) {}

  /** Contacts about which nobody was asked, with the reason; the newest first. */
  notAsked(
    employeeId: number,
    from: string,
    until: string,
    cells?: ReadonlySet<number>,
  ): Promise<Evidence[]> {
    return this.contacts(employeeId, from, until, `NOT ${ASKED}`, cells);
  }

  /** Contacts before whose decision the customer's address was edited; the newest first. */
  edited(employeeId: number, from: string, until: string): Promise<Evidence[]> {
    return this.contacts(employeeId, from, until, EDITED);
  }

  /** Excluded answers to a manager's people; the newest first. */
  async excluded(managerId: number, from: string, until: string): Promise<Evidence[]> {
    const rows = await this.database.all<{ responseId: string; at: number; sign: string | null }>(
      `SELECT r.id AS "responseId", r.received_at AS "at",
         (SELECT e.reason FROM exclusion e WHERE e.response_id = r.id ORDER BY e.decided_at DESC LIMIT 1) AS "sign"
       FROM response r JOIN response_current c ON c.response_id = r.id AND c.excluded = 1
       WHERE ${ON_DAYS} AND EXISTS (
         SELECT 1 FROM attribution t JOIN reporting_line l ON l.employee_id = t.employee_id AND l.manager_id = ?
           AND l.from_day <= r.counting_day AND (l.to_day IS NULL OR l.to_day > r.counting_day)
         WHERE t.response_id = r.id AND t.entry = c.attribution_entry)
       ORDER BY r.received_at DESC LIMIT ${MOST_EVIDENCE}`,
      [...onDays({ from, to: until }), managerId],
    );
    return rows.map(({ responseId, at, sign }) => ({ responseId, at, ...(sign !== null && { sign }) }));
  }

  private async contacts(
    employeeId: number,
    from: string,
    until: string,
    condition: string,
    cells?: ReadonlySet<number>,
  ): Promise<Evidence[]> {
    const rows = await this.database.all<{
      interactionId: string;
      at: number;
      cellId: number;
      sign: string | null;
    }>(
      `SELECT n.id AS "interactionId", n.occurred_at AS "at", n.cell_id AS "cellId",
         CASE WHEN v.state = 'bounced' THEN 'bounced' ELSE v.reason END AS "sign"
       FROM participation p JOIN interaction n ON n.id = p.interaction_id
       JOIN invitation v ON v.interaction_id = n.id AND v.step = 1
       WHERE p.employee_id = ? AND p.occurred_day >= ? AND p.occurred_day < ? AND ${COMPARED} AND ${condition}
       ORDER BY n.occurred_at DESC, n.id DESC`,
      [employeeId, from, until],
    );
    return rows
      .filter(({ cellId }) => cells === undefined || cells.has(cellId))
      .slice(0, MOST_EVIDENCE)
      .map(({ interactionId, at, sign }) => ({ interactionId, at, ...(sign !== null && { sign }) }));
  }
}
