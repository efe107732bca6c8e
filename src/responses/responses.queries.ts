/** Reads for the staff's pages and the API: lists by the instant of the first answer, and one response with its ledgers. */
import { Injectable } from '@nestjs/common';
import { addDays } from '../kernel';
import { Database, placeholders, type SqlValue } from '../platform/database';
import { moodOf } from '../surveys';
import type { QuoteName, VerificationStatus } from './calc';
import { onDays } from './counting-days';
import type { Revision, RevisionEvidence } from './response.store';
import { type Said, saidIn } from './said.queries';

/** Where a list goes on: after this response. */
export interface Position {
  readonly receivedAt: number;
  readonly id: string;
}

export interface ResponseFilters {
  /** Local days, both inclusive. */
  readonly fromDay?: string;
  readonly toDay?: string;
  readonly channel?: string;
  readonly reason?: string;
  readonly segment?: string;
  /** The touchpoint's code. */
  readonly touchpoint?: string;
  /** Credited to somebody who belonged to the team on the day that counts. */
  readonly teamId?: number;
  readonly employeeId?: number;
  /** Only those that answer a question of this kind; the rating is then the one to that question. */
  readonly measure?: 'nps' | 'ces';
  /** Of the first question about the employee, or of the measure. */
  readonly minRating?: number;
  readonly maxRating?: number;
  readonly state?: 'counts' | 'provisional' | 'rejected' | 'excluded' | 'partial';
  /** Only those with a comment. */
  readonly commented?: boolean;
}

interface ListedEmployee {
  readonly id: number;
  readonly externalId: string;
  readonly name: string;
  readonly sharePpm: number;
}

export interface ListedResponse extends Said {
  readonly id: string;
  readonly interactionId: string;
  readonly interactionSource: string;
  readonly interactionExternalId: string;
  readonly surveyVersionId: number;
  readonly source: string;
  readonly locale: string;
  readonly receivedAt: number;
  readonly countingDay: string;
  readonly channel: string;
  readonly reason: string;
  readonly customerName: string | null;
  readonly revision: number;
  readonly verification: VerificationStatus;
  readonly excluded: boolean;
  readonly counts: boolean;
  /** Everything on the way through the questionnaire was answered. */
  readonly complete: boolean;
  /** When an answer that was left unfinished began to count. */
  readonly settledAt: number | null;
  /** The user who entered it for the customer. */
  readonly enteredBy: string | null;
  readonly collectorName: string | null;
  readonly employees: readonly ListedEmployee[];
}

export interface ResponseHistory {
  readonly attributions: readonly (ListedEmployee & {
    entry: number;
    reason: string;
    note: string | null;
    decidedBy: string;
    decidedAt: number;
    /** 1: the decider knew the rating, 0: they did not; null: nobody asked. */
    ratingSeen: 0 | 1 | null;
  })[];
  readonly verifications: readonly {
    status: VerificationStatus;
    evidence: Record<string, unknown>;
    decidedBy: string;
    decidedAt: number;
  }[];
  readonly exclusions: readonly {
    id: string;
    reason: string;
    note: string | null;
    liftsId: string | null;
    decidedBy: string;
    decidedAt: number;
    ratingSeen: 0 | 1 | null;
  }[];
  readonly revisions: readonly (Revision & { readonly evidence: RevisionEvidence; readonly said: Said })[];
}

/** What a response says as it stands: what `ResponseRecorded` told of its newest revision. */
export interface StandingWords {
  readonly customerName: string | null;
  readonly locale: string;
  readonly countingDay: string;
  /** Some rating is poor. */
  readonly lowRating: boolean;
  readonly mayQuote: boolean;
  readonly quoteName: QuoteName;
  /** With personal data masked; null when none was written, or it was erased. */
  readonly commentText: string | null;
}

interface Row extends Omit<ListedResponse, 'excluded' | 'counts' | 'complete' | 'employees' | keyof Said> {
  excluded: number;
  counts: number;
  complete: number;
  attributionEntry: number;
}

const LIST = `SELECT r.id AS "id", r.interaction_id AS "interactionId", i.source AS "interactionSource",
    i.external_id AS "interactionExternalId", r.survey_version_id AS "surveyVersionId", r.source AS "source",
    r.locale AS "locale", r.received_at AS "receivedAt", r.counting_day AS "countingDay", l.channel AS "channel",
    l.reason AS "reason", u.name AS "customerName", c.revision AS "revision",
    c.attribution_entry AS "attributionEntry", c.verification AS "verification", c.excluded AS "excluded",
    c.counts AS "counts", c.complete AS "complete", c.settled_at AS "settledAt", w.name AS "enteredBy",
    k.name AS "collectorName"
  FROM response r
  JOIN response_current c ON c.response_id = r.id
  JOIN interaction i ON i.id = r.interaction_id
  JOIN cell l ON l.id = i.cell_id
  LEFT JOIN customer u ON u.id = i.customer_id
  LEFT JOIN user_account w ON w.id = r.entered_by
  LEFT JOIN collector k ON k.id = r.collector_id`;

const RATING_OF_EMPLOYEE = `EXISTS (SELECT 1 FROM answer a JOIN question q ON q.id = a.question_id
  WHERE a.response_id = r.id AND a.revision = c.revision AND q.subject = 'employee' AND q.part <> 'expected'
    AND a.rating BETWEEN ? AND ?)`;

const RATING_OF_KIND = `EXISTS (SELECT 1 FROM answer a JOIN question q ON q.id = a.question_id
  WHERE a.response_id = r.id AND a.revision = c.revision AND q.kind = ? AND a.rating BETWEEN ? AND ?)`;

/** Somebody's answers are few of all: from them to the newest, not from the newest to them. */
const CREDITED_TO = `r.id IN (SELECT n.response_id FROM attribution n WHERE n.employee_id = ?)
  AND EXISTS (SELECT 1 FROM attribution t WHERE t.response_id = r.id AND t.entry = c.attribution_entry AND t.employee_id = ?)`;

const CREDITED_TO_TEAM = `EXISTS (SELECT 1 FROM attribution t
  JOIN team_membership m ON m.employee_id = t.employee_id AND m.from_day <= r.counting_day
    AND (m.to_day IS NULL OR m.to_day > r.counting_day)
  WHERE t.response_id = r.id AND t.entry = c.attribution_entry AND m.team_id = ?)`;

/** Such answers are few, and have an index each: from them to the newest. */
const SET_ASIDE = {
  excluded: 'r.id IN (SELECT x.response_id FROM response_current x WHERE x.excluded = 1)',
  provisional: `r.id IN (SELECT x.response_id FROM response_current x WHERE x.verification = 'provisional')`,
  rejected: `r.id IN (SELECT x.response_id FROM response_current x WHERE x.verification = 'rejected')`,
} as const;

@Injectable()
export class ResponseQueries {
  constructor(private readonly database: Database) {}

  /**
   * The newest first, for the staff.
   * @param visible the employees whose answers may be seen
   */
  newest(
    visible: readonly number[] | 'all',
    filters: ResponseFilters,
    before: Position | null,
    limit: number,
  ): Promise<ListedResponse[]> {
    const { where, params } = conditions(visible, filters);
    // What hardly any answer meets is looked for among all of them: nobody else waits for it.
    const how = where.length === 0 ? 'all' : 'beside';
    if (before) {
      where.push('(r.received_at < ? OR (r.received_at = ? AND r.id < ?))');
      params.push(before.receivedAt, before.receivedAt, before.id);
    }
    return this.list(
      `${LIST}${whereOf(where)} ORDER BY r.received_at DESC, r.id DESC LIMIT ?`,
      [...params, limit],
      how,
    );
  }

  /** The oldest first, for programs that follow along. @param since UTC milliseconds, inclusive */
  since(since: number, after: Position | null, limit: number): Promise<ListedResponse[]> {
    const from = after ?? { receivedAt: since, id: '' };
    return this.list(
      `${LIST} WHERE r.received_at >= ? AND (r.received_at > ? OR r.id > ?) ORDER BY r.received_at, r.id LIMIT ?`,
      [from.receivedAt, from.receivedAt, from.id, limit],
    );
  }

  /** One response, when one of its employees is visible. */
  async one(id: string, visible: readonly number[] | 'all'): Promise<ListedResponse | undefined> {
    const { where, params } = conditions(visible, {});
    const [found] = await this.list(`${LIST}${whereOf([...where, 'r.id = ?'])}`, [...params, id]);
    return found;
  }

  /** Several, in the order of their ids. */
  async several(ids: readonly string[]): Promise<ListedResponse[]> {
    if (ids.length === 0) return [];
    const found = await this.list(`${LIST} WHERE r.id IN (${placeholders(ids.length)})`, ids);
    const byId = new Map(found.map((response) => [response.id, response]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** What a response says now, for those who hear that it begins to count. */
  async standingWords(id: string): Promise<StandingWords | undefined> {
    const found = await this.one(id, 'all');
    const row = await this.database.get<{ mayQuote: number; quoteName: QuoteName }>(
      `SELECT v.may_quote AS "mayQuote", v.quote_name AS "quoteName"
       FROM response_current c
       JOIN response_revision v ON v.response_id = c.response_id AND v.revision = c.revision WHERE c.response_id = ?`,
      [id],
    );
    if (!found || !row) return undefined;
    const { customerName, locale, countingDay, ratings, texts } = found;
    return {
      customerName,
      locale,
      countingDay,
      lowRating: ratings.some(
        ({ kind, part, rating, min, max }) =>
          part !== 'expected' && min !== null && max !== null && moodOf({ kind, rating, min, max }) === 'low',
      ),
      mayQuote: row.mayQuote === 1,
      quoteName: row.quoteName,
      commentText: texts.find(({ kind, text }) => kind === 'text' && text !== null)?.text ?? null,
    };
  }

  /** The ledgers of a response, oldest entry first. */
  async history(id: string): Promise<ResponseHistory> {
    const verifications = await this.database.all<{
      status: VerificationStatus;
      evidence: string;
      decidedBy: string;
      decidedAt: number;
    }>(
      `SELECT status AS "status", evidence AS "evidence", decided_by AS "decidedBy", decided_at AS "decidedAt"
       FROM verification WHERE response_id = ? ORDER BY decided_at, id`,
      [id],
    );
    return {
      attributions: await this.database.all(
        `SELECT e.id AS "id", e.external_id AS "externalId", e.name AS "name", a.share_ppm AS "sharePpm",
           a.entry AS "entry", a.reason AS "reason", a.decided_by AS "decidedBy", a.decided_at AS "decidedAt", a.note AS "note",
           a.rating_seen AS "ratingSeen"
         FROM attribution a JOIN employee e ON e.id = a.employee_id
         WHERE a.response_id = ? ORDER BY a.entry, a.share_ppm DESC, e.id`,
        [id],
      ),
      verifications: verifications.map((row) => ({
        ...row,
        evidence: JSON.parse(row.evidence) as Record<string, unknown>,
      })),
      exclusions: await this.database.all(
        `SELECT id AS "id", reason AS "reason", note AS "note", lifts_id AS "liftsId", decided_by AS "decidedBy",
           decided_at AS "decidedAt", rating_seen AS "ratingSeen"
         FROM exclusion WHERE response_id = ? ORDER BY decided_at, id`,
        [id],
      ),
      revisions: await this.revisions(id),
    };
  }

  private async revisions(id: string): Promise<ResponseHistory['revisions']> {
    const rows = await this.database.all<
      Omit<Revision, 'mayContact' | 'mayQuote'> & { mayContact: number; mayQuote: number; evidence: string }
    >(
      `SELECT revision AS "revision", received_at AS "receivedAt", state AS "state", step AS "step",
         may_contact AS "mayContact", contact_when AS "contactWhen", may_quote AS "mayQuote",
         quote_name AS "quoteName", evidence AS "evidence"
       FROM response_revision WHERE response_id = ? ORDER BY revision`,
      [id],
    );
    const said = await saidIn(
      this.database,
      'SELECT response_id, revision FROM response_revision WHERE response_id = ?',
      [id],
    );
    return rows.map(({ evidence, ...row }) => ({
      ...row,
      mayContact: row.mayContact === 1,
      mayQuote: row.mayQuote === 1,
      evidence: JSON.parse(evidence) as RevisionEvidence,
      said: said(id, row.revision),
    }));
  }

  /** Names of the users among actors such as `user:12`. */
  async namesOf(actors: readonly string[]): Promise<Map<string, string>> {
    const ids = [...new Set(actors.flatMap((actor) => /^user:(\d+)$/.exec(actor)?.[1] ?? []))].map(Number);
    if (ids.length === 0) return new Map();
    const rows = await this.database.all<{ id: number; name: string }>(
      `SELECT id AS "id", name AS "name" FROM user_account WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
    return new Map(rows.map((row) => [`user:${row.id}`, row.name]));
  }

  private async list(
    sql: string,
    params: readonly SqlValue[],
    how: 'all' | 'beside' = 'all',
  ): Promise<ListedResponse[]> {
    const rows = await this.database[how]<Row>(sql, params);
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.id);
    const within = placeholders(ids.length);
    const said = await saidIn(
      this.database,
      `SELECT response_id, revision FROM response_current WHERE response_id IN (${within})`,
      ids,
    );
    const employees = await this.database.all<ListedEmployee & { responseId: string }>(
      `SELECT a.response_id AS "responseId", e.id AS "id", e.external_id AS "externalId", e.name AS "name",
         a.share_ppm AS "sharePpm"
       FROM response_current c
       JOIN attribution a ON a.response_id = c.response_id AND a.entry = c.attribution_entry
       JOIN employee e ON e.id = a.employee_id WHERE c.response_id IN (${within})
       ORDER BY a.share_ppm DESC, e.id`,
      ids,
    );
    const employeesOf = new Map<string, ListedEmployee[]>();
    for (const { responseId, ...employee } of employees)
      employeesOf.set(responseId, [...(employeesOf.get(responseId) ?? []), employee]);
    return rows.map(({ attributionEntry: _, ...row }) => ({
      ...row,
      excluded: row.excluded === 1,
      counts: row.counts === 1,
      complete: row.complete === 1,
      ...said(row.id, row.revision),
      employees: employeesOf.get(row.id) ?? [],
    }));
  }
}

function conditions(visible: readonly number[] | 'all', filters: ResponseFilters) {
  const where: string[] = [];
  const params: SqlValue[] = [];
  const add = (condition: string, ...values: SqlValue[]) => {
    where.push(condition);
    params.push(...values);
  };
  if (visible !== 'all') {
    if (visible.length === 0) add('1 = 0');
    else
      add(
        `EXISTS (SELECT 1 FROM attribution s WHERE s.response_id = r.id AND s.entry = c.attribution_entry
           AND s.employee_id IN (${placeholders(visible.length)}))`,
        ...visible,
      );
  }
  const { fromDay, toDay } = filters;
  if (fromDay !== undefined) {
    const [, , since] = onDays({ from: fromDay, to: fromDay });
    add('r.counting_day >= ? AND r.received_at >= ?', fromDay, since);
  }
  if (toDay !== undefined) {
    const [, , , until] = onDays({ from: toDay, to: addDays(toDay, 1) });
    add('r.counting_day <= ? AND r.received_at < ?', toDay, until);
  }
  if (filters.channel !== undefined) add('l.channel = ?', filters.channel);
  if (filters.reason !== undefined) add('l.reason = ?', filters.reason);
  if (filters.segment !== undefined) add('l.segment = ?', filters.segment);
  if (filters.touchpoint !== undefined)
    add('i.touchpoint_id = (SELECT tp.id FROM touchpoint tp WHERE tp.code = ?)', filters.touchpoint);
  if (filters.employeeId !== undefined) add(CREDITED_TO, filters.employeeId, filters.employeeId);
  if (filters.teamId !== undefined) add(CREDITED_TO_TEAM, filters.teamId);
  if (filters.measure !== undefined) {
    add(RATING_OF_KIND, filters.measure, filters.minRating ?? -1, filters.maxRating ?? 100);
  } else if (filters.minRating !== undefined || filters.maxRating !== undefined) {
    add(RATING_OF_EMPLOYEE, filters.minRating ?? -1, filters.maxRating ?? 100);
  }
  if (filters.state === 'counts') add('c.counts = 1');
  if (filters.state === 'excluded' || filters.state === 'provisional' || filters.state === 'rejected')
    add(SET_ASIDE[filters.state]);
  if (filters.state === 'partial') add('c.complete = 0 AND c.settled_at IS NULL');
  if (filters.commented) {
    add(`EXISTS (SELECT 1 FROM answer_text t
      WHERE t.response_id = r.id AND t.revision = c.revision AND t.text IS NOT NULL)`);
  }
  return { where, params };
}

function whereOf(where: readonly string[]): string {
  return where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
}
