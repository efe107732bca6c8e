/**
 * Customers' words that may be read aloud: those the customer agreed to share and a moderator approved, about people none
 * of whom opted out or kept the words to themselves.
 */
import { Injectable } from '@nestjs/common';
import type { Period } from '../../kernel';
import { Calendar, type PublicName } from '../../organization';
import { Database, placeholders, type SqlValue } from '../../platform/database';
import { BoardNames } from '../board-names';
import { displayedText } from '../calc/displayed-text';
import { withoutNames } from '../calc/names-in-text';
import { shownNameOf } from '../kudos/shown-people';

export interface Said {
  readonly id: string;
  readonly text: string;
  /** As the customer chose to be named; '' when anonymous. */
  readonly customer: string;
  readonly locale: string;
  readonly day: string;
  /** Those who are thanked, called as they chose. */
  readonly people: readonly string[];
}

const QUOTES = `SELECT q.id AS "id", q.text AS "text", q.shown_name AS "customer", q.locale AS "locale",
  q.thanked_day AS "day" FROM quote q WHERE q.state = 'approved'`;

/** Nobody who is thanked objects. Takes today. */
const OPEN = `NOT EXISTS (SELECT 1 FROM quote_employee o JOIN employee e ON e.id = o.employee_id
  WHERE o.quote_id = q.id AND (e.public_name = 'hidden' OR e.left_on < ? OR EXISTS (
    SELECT 1 FROM recognition_hidden h WHERE h.kind = 'quote' AND h.subject = q.id AND h.employee_id = e.id)))`;

@Injectable()
export class SaidQueries {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
    private readonly names: BoardNames,
  ) {}

  /** One of them; undefined alike where there is none and where it is not to be read aloud. */
  async one(id: string): Promise<Said | undefined> {
    const [found] = await this.read(`${QUOTES} AND ${OPEN} AND q.id = ?`, [await this.calendar.today(), id]);
    return found;
  }

  /** The newest about any of these people, of these days. */
  async about(employeeIds: readonly number[], { from, to }: Period, limit: number): Promise<Said[]> {
    if (employeeIds.length === 0) return [];
    return this.read(
      `${QUOTES} AND ${OPEN} AND q.thanked_day >= ? AND q.thanked_day < ? AND EXISTS (
         SELECT 1 FROM quote_employee x WHERE x.quote_id = q.id AND x.employee_id IN (${placeholders(employeeIds.length)}))
       ORDER BY q.thanked_day DESC, q.id DESC LIMIT ?`,
      [await this.calendar.today(), from, to, ...employeeIds, limit],
    );
  }

  /** Everything approved about somebody, for that person: also what they keep to themselves. */
  receivedBy(employeeId: number, limit: number): Promise<Said[]> {
    return this.read(
      `${QUOTES} AND EXISTS (SELECT 1 FROM quote_employee x WHERE x.quote_id = q.id AND x.employee_id = ?)
       ORDER BY q.thanked_day DESC, q.id DESC LIMIT ?`,
      [employeeId, limit],
    );
  }

  private async read(sql: string, params: SqlValue[]): Promise<Said[]> {
    const rows = await this.database.all<Omit<Said, 'people'>>(sql, params);
    if (rows.length === 0) return [];
    const named = await this.database.all<{ quoteId: string; name: string; publicName: PublicName }>(
      `SELECT x.quote_id AS "quoteId", e.name AS "name", e.public_name AS "publicName"
       FROM quote_employee x JOIN employee e ON e.id = x.employee_id
       WHERE x.quote_id IN (${placeholders(rows.length)}) ORDER BY e.name, e.id`,
      rows.map(({ id }) => id),
    );
    const wishes = await this.names.withWishes();
    return rows.map((row) => {
      const people = named
        .filter(({ quoteId }) => quoteId === row.id)
        .flatMap((one) => shownNameOf(one) || []);
      return {
        ...row,
        // As boards show them: nothing that breaks a page, and no name of a colleague who does not want to be named.
        text: withoutNames(displayedText(row.text), wishes, people),
        customer: displayedText(row.customer),
        people,
      };
    });
  }
}
