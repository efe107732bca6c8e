/** Reads what the reports of recovery are made of: the cases of a period that the reader may see, and what gestures cost. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, type LocaleText, type Period } from '../../kernel';
import { BusinessHours, Calendar, type WorkTime } from '../../organization';
import { localDay, startOfDay } from '../../platform/clock';
import { Database, type SqlValue } from '../../platform/database';
import type { CaseState } from '../case-states';
import { MAY_CONTACT, namedFor, RecoveryQueries } from '../recovery.queries';
import type { FigureCase } from './calc/recovery-figures';

export interface ReportFilter {
  readonly period: Period;
  /** Code of a touchpoint; null for all. */
  readonly touchpoint: string | null;
  /** Null for all, 0 for those without one. */
  readonly cause: number | null;
}

export interface ReportCase extends FigureCase {
  state: CaseState;
  /** UTC milliseconds. */
  openedAt: number;
  customerName: string | null;
  ownerName: string | null;
  touchpoint: string;
  mayContact: number;
}

export interface CostRow {
  touchpoint: string;
  causeId: number | null;
  /** `YYYY-MM` where the organization is. */
  month: string;
  currency: string;
  costMinor: number;
  /** How many gestures. */
  count: number;
}

/** A customer's trouble is a repeated one when another case of theirs was opened within so many days before. */
export const REPEAT_DAYS = 180;
/** Of so many cases figures are made at once; a longer period has to be looked at in parts. */
export const MOST_CASES = 20_000;
const DAY_MS = 86_400_000;

@Injectable()
export class ReportQueries {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
    private readonly cases: RecoveryQueries,
    private readonly hours: BusinessHours,
  ) {}

  /** Cases opened in the period, the newest first. */
  async casesIn(filter: ReportFilter, viewer: Viewer): Promise<ReportCase[]> {
    const where = await this.where(filter, viewer, 'k.opened_at');
    const rows = await this.database.all<
      Omit<ReportCase, 'toContact' | 'toResolution' | 'isRepeated'> & {
        contactedAt: number | null;
        resolvedAt: number | null;
        repeated: number;
      }
    >(
      `SELECT k.id AS "id", k.opened_at AS "openedAt", k.resolved_at AS "resolvedAt", k.state AS "state",
              k.outcome AS "outcome", k.root_cause_id AS "causeId", c.name AS "customerName", u.name AS "ownerName",
              COALESCE(t.code, '') AS "touchpoint", ${MAY_CONTACT} AS "mayContact",
              k.contacted_at AS "contactedAt",
              CASE WHEN EXISTS (SELECT 1 FROM recovery_case b WHERE b.customer_id = k.customer_id AND b.id <> k.id
                AND b.opened_at < k.opened_at AND b.opened_at > k.opened_at - ${REPEAT_DAYS * DAY_MS}) THEN 1 ELSE 0 END AS "repeated"
       ${where.sql} ORDER BY k.opened_at DESC, k.id LIMIT ${MOST_CASES}`,
      where.params,
    );
    const codes = [...new Set(rows.map(({ touchpoint }) => touchpoint))];
    const works = new Map<string, WorkTime>();
    for (const code of codes) works.set(code, await this.hours.at(code));
    return rows.map(({ contactedAt, resolvedAt, repeated, ...row }) => {
      const spent = (until: number | null): number | null =>
        until === null ? null : (works.get(row.touchpoint)?.between(row.openedAt, until) ?? null);
      const times = { toContact: spent(contactedAt), toResolution: spent(resolvedAt) };
      return namedFor(viewer, { ...row, ...times, isRepeated: repeated === 1 });
    });
  }

  /** What was given in the period, put together by touchpoint, cause, month and currency. */
  async costsIn(filter: ReportFilter, viewer: Viewer): Promise<CostRow[]> {
    const where = await this.where(filter, viewer, 'g.decided_at');
    const rows = await this.database.all<Omit<CostRow, 'month' | 'count'> & { at: number }>(
      `SELECT COALESCE(t.code, '') AS "touchpoint", k.root_cause_id AS "causeId", g.decided_at AS "at", g.currency AS "currency",
              g.cost_minor AS "costMinor" ${where.sql.replace('WHERE', `JOIN gesture g ON g.case_id = k.id AND g.state = 'granted' WHERE`)}
       ORDER BY g.decided_at, g.id`,
      where.params,
    );
    const zone = await this.calendar.zone();
    const sums = new Map<string, CostRow>();
    for (const { at, ...row } of rows) {
      const month = localDay(at, zone).slice(0, 7);
      const key = `${row.touchpoint} ${row.causeId ?? 0} ${month} ${row.currency}`;
      const one = sums.get(key);
      sums.set(key, {
        ...row,
        month,
        costMinor: (one?.costMinor ?? 0) + row.costMinor,
        count: (one?.count ?? 0) + 1,
      });
    }
    return [...sums.values()];
  }

  touchpoints(): Promise<{ code: string; names: string }[]> {
    return this.database.all('SELECT code AS "code", names AS "names" FROM touchpoint ORDER BY code');
  }

  /** How many rules were broken for the customers of these cases. */
  async ruleBreaksIn(filter: ReportFilter, viewer: Viewer): Promise<number> {
    const where = await this.where(filter, viewer, 'k.opened_at');
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" ${where.sql.replace('WHERE', 'JOIN case_rule_break rb ON rb.case_id = k.id WHERE')}`,
      where.params,
    );
    return row?.n ?? 0;
  }

  private async where(
    { period, touchpoint, cause }: ReportFilter,
    viewer: Viewer,
    time: string,
  ): Promise<{ sql: string; params: SqlValue[] }> {
    const [seen, zone] = await Promise.all([this.cases.seenBy(viewer), this.calendar.zone()]);
    const causes = cause === null ? '' : cause === 0 ? 'AND k.root_cause_id IS NULL' : BELOW;
    return {
      sql: `FROM recovery_case k LEFT JOIN response_current rc ON rc.response_id = k.response_id
        LEFT JOIN response_revision v ON v.response_id = k.response_id AND v.revision = rc.revision
        LEFT JOIN touchpoint t ON t.id = k.touchpoint_id
        LEFT JOIN customer c ON c.id = k.customer_id LEFT JOIN user_account u ON u.id = k.owner_user_id
        WHERE k.merged_into IS NULL AND ${time} >= ? AND ${time} < ? AND ${seen.sql} ${touchpoint === null ? '' : 'AND t.code = ?'} ${causes}`,
      params: [
        startOfDay(period.from, zone),
        startOfDay(period.to, zone),
        ...seen.params,
        ...(touchpoint === null ? [] : [touchpoint]),
        ...(cause === null || cause === 0 ? [] : [cause]),
      ],
    };
  }
}

/** A cause stands for all below it. */
const BELOW = `AND k.root_cause_id IN (
  WITH RECURSIVE below (id) AS (
    SELECT n.id FROM root_cause n WHERE n.id = ?
    UNION SELECT n.id FROM root_cause n JOIN below b ON n.parent_id = b.id)
  SELECT id FROM below)`;

/** The last ninety days, today among them. */
export function usualPeriod(today: string): Period {
  return { from: addDays(today, -89), to: addDays(today, 1) };
}

export function nameOf(names: string, pick: (text: LocaleText) => string): string {
  return pick(JSON.parse(names) as LocaleText);
}
