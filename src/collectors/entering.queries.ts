/** Contacts an operator can enter an answer for: today's without one, and what is known of one contact. */
import { Injectable } from '@nestjs/common';
import { firstNameOf } from '../invitations';
import type { LocaleText } from '../kernel';
import { Database, placeholders, type SqlValue } from '../platform/database';
import type { Server } from '../surveys';

export interface ListedContact {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly touchpoint: LocaleText;
  readonly channel: string;
  readonly reason: string;
  readonly occurredAt: number;
  /** Null for nobody known, and once erased. */
  readonly customerName: string | null;
}

/** More than an organization has. */
const MOST_SOURCES = 40;

interface Row extends Omit<ListedContact, 'touchpoint'> {
  touchpoint: string;
}

const LISTED = `SELECT i.id AS "id", i.source AS "source", i.external_id AS "externalId", t.names AS "touchpoint",
    l.channel AS "channel", l.reason AS "reason", i.occurred_at AS "occurredAt", u.name AS "customerName"
  FROM interaction i JOIN touchpoint t ON t.id = i.touchpoint_id JOIN cell l ON l.id = i.cell_id
  LEFT JOIN customer u ON u.id = i.customer_id`;

@Injectable()
export class EnteringQueries {
  constructor(private readonly database: Database) {}

  /**
   * Contacts since the instant that nobody has answered, newest first.
   * @param visible the employees whose contacts may be seen
   * @param self the viewer's own employee: contacts they took part in are left out
   */
  async unanswered(
    since: number,
    visible: readonly number[] | 'all',
    self: number | null,
    limit: number,
  ): Promise<ListedContact[]> {
    const took = (list: string) =>
      `EXISTS (SELECT 1 FROM participation p WHERE p.interaction_id = i.id AND p.employee_id IN (${list}))`;
    const where = [
      'i.occurred_at >= ?',
      'NOT EXISTS (SELECT 1 FROM response r WHERE r.interaction_id = i.id)',
    ];
    const params: SqlValue[] = [since];
    if (self !== null) {
      where.push(`NOT ${took('?')}`);
      params.push(self);
    }
    if (visible !== 'all') {
      if (visible.length === 0) return [];
      where.push(took(placeholders(visible.length)));
      params.push(...visible);
    }
    const rows = await this.database.all<Row>(
      `${LISTED} WHERE ${where.join(' AND ')} ORDER BY i.occurred_at DESC, i.id DESC LIMIT ?`,
      [...params, limit],
    );
    return rows.map(named);
  }

  /** The systems that have reported contacts, found one by one in the index: there are few, of however many contacts. */
  async sources(): Promise<string[]> {
    const found: string[] = [];
    for (let last = ''; found.length < MOST_SOURCES;) {
      const row = await this.database.get<{ source: string | null }>(
        'SELECT MIN(source) AS "source" FROM interaction WHERE source > ?',
        [last],
      );
      if (!row?.source) break;
      found.push((last = row.source));
    }
    return found;
  }

  async one(id: string): Promise<ListedContact | undefined> {
    const row = await this.database.get<Row>(`${LISTED} WHERE i.id = ?`, [id]);
    return row && named(row);
  }

  /** Who served, largest share first. */
  async servers(id: string): Promise<Server[]> {
    const rows = await this.database.all<{ id: number; name: string; role: string }>(
      `SELECT e.id AS "id", e.name AS "name", p.role AS "role" FROM participation p
       JOIN employee e ON e.id = p.employee_id WHERE p.interaction_id = ? ORDER BY p.share_ppm DESC, e.id`,
      [id],
    );
    return rows.map(({ name, ...row }) => ({ ...row, firstName: firstNameOf(name) ?? '' }));
  }
}

function named(row: Row): ListedContact {
  return { ...row, touchpoint: JSON.parse(row.touchpoint) as LocaleText };
}
