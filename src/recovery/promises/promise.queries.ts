/** Reads promises: of one case, of one answer, and those somebody still has to keep or to answer for. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Clock } from '../../platform/clock';
import { Database, placeholders, type SqlValue } from '../../platform/database';
import { OPEN_STATES } from '../case-states';
import { MAY_CONTACT, namedFor, RecoveryQueries } from '../recovery.queries';
import { KEPT_SQL, type PromiseState, type PromiseTimes, stateOf } from './promise-states';

export interface PromiseLine extends PromiseTimes {
  id: string;
  caseId: string;
  text: string;
  state: PromiseState;
  madeAt: number;
  /** Who promised. */
  byName: string | null;
  byEmployee: string | null;
  customerWordAt: number | null;
  /** When it was due, for a broken one; null for any other. */
  brokenAt: number | null;
}

/** A promise on the board: with whose case it is. */
export interface DuePromise extends PromiseLine {
  customerName: string | null;
}

type Row = Omit<PromiseLine, 'state' | 'brokenAt'>;

const COLUMNS = `p.id AS "id", p.case_id AS "caseId", p.text AS "text", p.due_at AS "dueAt", p.made_at AS "madeAt",
  p.kept_at AS "keptAt", p.customer_word AS "customerWord", p.customer_word_at AS "customerWordAt",
  COALESCE(e.name, u.name) AS "byName", e.external_id AS "byEmployee"`;
const JOINS = `LEFT JOIN employee e ON e.id = p.employee_id LEFT JOIN user_account u ON u.id = p.user_id`;

/** The cases a customer knows of through an invitation. */
export const CASES_BEHIND = `SELECT case_id FROM recovery_event WHERE invitation_id = ?
  UNION SELECT e.case_id FROM recovery_event e JOIN response r ON r.id = e.response_id WHERE r.invitation_id = ?`;

/** How many people are offered to promise something. */
const MOST_PROMISERS = 200;

@Injectable()
export class PromiseQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly cases: RecoveryQueries,
  ) {}

  /** The earliest due first. The caller has checked that the case may be seen. */
  ofCase(caseId: string): Promise<PromiseLine[]> {
    return this.lines('p.case_id = ?', [caseId]);
  }

  /** What was promised to the customer who gave an answer; nothing whose words were erased. */
  ofResponse(responseId: string): Promise<PromiseLine[]> {
    return this.lines(
      `p.text <> '' AND p.case_id IN (SELECT case_id FROM recovery_event WHERE response_id = ?)`,
      [responseId],
    );
  }

  /** What was promised to the customer behind an invitation, answered or not; nothing whose words were erased. */
  behind(invitationId: string): Promise<PromiseLine[]> {
    return this.lines(`p.text <> '' AND p.case_id IN (${CASES_BEHIND})`, [invitationId, invitationId]);
  }

  /** The zone the customer behind an invitation lives in, where that is known. */
  async zoneBehind(invitationId: string): Promise<string | undefined> {
    const row = await this.database.get<{ zone: string | null }>(
      `SELECT c.timezone AS "zone" FROM invitation i JOIN customer c ON c.id = i.customer_id WHERE i.id = ?`,
      [invitationId],
    );
    return row?.zone ?? undefined;
  }

  /** Of cases that are worked on: what is due before `until` and not kept, broken promises first. */
  async due(viewer: Viewer, until: number, limit: number): Promise<DuePromise[]> {
    const { sql, params } = await this.waiting(viewer, until);
    const rows = await this.database.all<Row & { customerName: string | null; mayContact: number }>(
      `SELECT ${COLUMNS}, c.name AS "customerName", ${MAY_CONTACT} AS "mayContact" ${sql}
       ORDER BY p.due_at, p.id LIMIT ?`,
      [...params, limit],
    );
    return rows.map((row) => this.stated(namedFor(viewer, row)));
  }

  /** How many of those are still open, and how many broken. */
  async counts(viewer: Viewer, until: number): Promise<{ open: number; broken: number }> {
    const { sql, params } = await this.waiting(viewer, until);
    const row = await this.database.get<{ all: number; broken: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "all",
              CAST(COALESCE(SUM(CASE WHEN p.due_at <= ? THEN 1 ELSE 0 END), 0) AS bigint) AS "broken" ${sql}`,
      [this.clock.now(), ...params],
    );
    const { all, broken } = row ?? { all: 0, broken: 0 };
    return { open: all - broken, broken };
  }

  /** Who may be named as the one who promises about a case: those who work cases and were not rated in it. */
  promisers(
    caseId: string,
    ownId: number,
  ): Promise<{ id: number; name: string; employeeId: number | null }[]> {
    return this.database.all(
      `SELECT u.id AS "id", u.name AS "name", u.employee_id AS "employeeId" FROM user_account u
       WHERE u.disabled_at IS NULL
         AND (u.id = ? OR EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id = u.id AND g.role = 'recovery'))
         AND NOT EXISTS (SELECT 1 FROM recovery_person a WHERE a.case_id = ? AND a.employee_id = u.employee_id)
       ORDER BY u.name, u.id LIMIT ${MOST_PROMISERS}`,
      [ownId, caseId],
    );
  }

  private async lines(where: string, params: SqlValue[]): Promise<PromiseLine[]> {
    const rows = await this.database.all<Row>(
      `SELECT ${COLUMNS} FROM promise p ${JOINS} WHERE ${where} ORDER BY p.due_at, p.id`,
      params,
    );
    return rows.map((row) => this.stated(row));
  }

  private async waiting(viewer: Viewer, until: number): Promise<{ sql: string; params: SqlValue[] }> {
    const seen = await this.cases.seenBy(viewer);
    return {
      sql: `FROM promise p ${JOINS} JOIN recovery_case k ON k.id = p.case_id
        LEFT JOIN response_current rc ON rc.response_id = k.response_id
        LEFT JOIN response_revision v ON v.response_id = k.response_id AND v.revision = rc.revision
        LEFT JOIN customer c ON c.id = k.customer_id
        WHERE p.due_at < ? AND NOT COALESCE(${KEPT_SQL}, 1 = 0)
          AND k.state IN (${placeholders(OPEN_STATES.length)}) AND ${seen.sql}`,
      params: [until, ...OPEN_STATES, ...seen.params],
    };
  }

  private stated<R extends Row>(row: R): R & Pick<PromiseLine, 'state' | 'brokenAt'> {
    const state = stateOf(row, this.clock.now());
    return { ...row, state, brokenAt: state === 'broken' ? row.dueAt : null };
  }
}
