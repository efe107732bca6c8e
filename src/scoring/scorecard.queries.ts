/** What a scorecard shows beside the score: the way from contacts to answers, and the answers themselves. */
import { Injectable } from '@nestjs/common';
import type { Period } from '../kernel';
import { Database } from '../platform/database';
import { maskPersonalData } from '../responses';

export interface ContactFunnel {
  contacts: number;
  invited: number;
  answered: number;
}

export interface GivenAnswer {
  responseId: string;
  day: string;
  channel: string;
  reason: string;
  rating: number;
  scaleMax: number;
  comment: string | null;
  counts: boolean;
  /** Why it does not count: `excluded`, `provisional`, `rejected`; null when it counts. */
  notCounted: 'excluded' | 'provisional' | 'rejected' | null;
}

/** Answers about somebody that do not count, each for the first reason that applies. */
export type NotCounted = Record<'excluded' | 'rejected' | 'provisional', number>;

export interface Thanks {
  text: string;
  day: string;
}

interface AnswerRow extends Omit<GivenAnswer, 'counts' | 'notCounted'> {
  counts: number;
  excluded: number;
  verification: string;
}

/** The first question about the employee, and the first open one: a response is one line, whatever else it says. */
const FIRST_RATED = `SELECT f.question_id FROM answer f JOIN question fq ON fq.id = f.question_id
  WHERE f.response_id = rc.response_id AND f.revision = rc.revision AND f.rating IS NOT NULL
    AND f.about_employee_id IN (0, t.employee_id) AND fq.subject = 'employee' AND fq.part <> 'expected'
  ORDER BY fq.position LIMIT 1`;
const FIRST_WORDS = `SELECT w.question_id FROM answer_text w JOIN question wq ON wq.id = w.question_id
  WHERE w.response_id = rc.response_id AND w.revision = rc.revision AND w.text IS NOT NULL AND wq.kind = 'text'
  ORDER BY wq.position LIMIT 1`;

/**
 * Every answer about the employee, with the effective revision and attribution. Answers that are still being given are
 * not among them, nor what was said about a colleague. Its days are those of the credits, found by employee and day: read from the
 * newest on, it stops where enough was found.
 */
const ANSWERS_ABOUT = `
  FROM attribution t
  JOIN response_current rc ON rc.response_id = t.response_id AND rc.attribution_entry = t.entry
  JOIN response r ON r.id = rc.response_id
  JOIN interaction i ON i.id = r.interaction_id
  JOIN cell c ON c.id = i.cell_id
  JOIN answer a ON a.response_id = rc.response_id AND a.revision = rc.revision AND a.rating IS NOT NULL
    AND a.about_employee_id IN (0, t.employee_id) AND a.question_id = (${FIRST_RATED})
  JOIN question q ON q.id = a.question_id
  LEFT JOIN answer_text x ON x.response_id = rc.response_id AND x.revision = rc.revision
    AND x.question_id = (${FIRST_WORDS})
  WHERE t.employee_id = ? AND t.counting_day >= ? AND t.counting_day < ?
    AND (rc.complete = 1 OR rc.settled_at IS NOT NULL)`;

@Injectable()
export class ScorecardQueries {
  constructor(private readonly database: Database) {}

  /** Contacts of the period, how many were invited (a mail left and did not come back), how many of those answered. */
  async funnel(employeeId: number, period: Period): Promise<ContactFunnel> {
    const row = await this.database.get<ContactFunnel>(
      `SELECT CAST(COUNT(DISTINCT p.interaction_id) AS bigint) AS "contacts",
              CAST(COUNT(DISTINCT CASE WHEN v.sent_at IS NOT NULL AND v.state <> 'bounced' THEN p.interaction_id END) AS bigint) AS "invited",
              CAST(COUNT(DISTINCT CASE WHEN v.sent_at IS NOT NULL AND v.answered_at IS NOT NULL THEN p.interaction_id END) AS bigint) AS "answered"
       FROM participation p
       LEFT JOIN invitation v ON v.interaction_id = p.interaction_id
       WHERE p.employee_id = ? AND p.occurred_day >= ? AND p.occurred_day < ?`,
      [employeeId, period.from, period.to],
    );
    return row ?? { contacts: 0, invited: 0, answered: 0 };
  }

  /**
   * The newest answers about the employee, without saying who gave them: the last days first, and within a day in an order
   * that has nothing to do with when they came.
   */
  async answers(employeeId: number, period: Period, limit: number): Promise<GivenAnswer[]> {
    const rows = await this.database.all<AnswerRow>(
      `SELECT r.id AS "responseId", t.counting_day AS "day", c.channel AS "channel", c.reason AS "reason",
              a.rating AS "rating", q.scale_max AS "scaleMax", x.text AS "comment", rc.counts AS "counts",
              rc.excluded AS "excluded", rc.verification AS "verification"
       ${ANSWERS_ABOUT}
       ORDER BY t.counting_day DESC, substr(CAST(r.id AS varchar), 25), r.id LIMIT ?`,
      [employeeId, period.from, period.to, limit],
    );
    return rows.map(({ counts, excluded, verification, ...row }) => ({
      ...row,
      comment: row.comment === null ? null : maskPersonalData(row.comment),
      counts: counts === 1,
      notCounted:
        counts === 1
          ? null
          : excluded
            ? 'excluded'
            : verification === 'rejected'
              ? 'rejected'
              : 'provisional',
    }));
  }

  /** How many answers about the employee do not count, by reason. */
  async notCounted(employeeId: number, period: Period): Promise<NotCounted> {
    const row = await this.database.get<NotCounted>(
      `SELECT CAST(COALESCE(SUM(CASE WHEN rc.excluded = 1 THEN 1 ELSE 0 END), 0) AS bigint) AS "excluded",
              CAST(COALESCE(SUM(CASE WHEN rc.excluded = 0 AND rc.verification = 'rejected' THEN 1 ELSE 0 END), 0) AS bigint) AS "rejected",
              CAST(COALESCE(SUM(CASE WHEN rc.excluded = 0 AND rc.verification = 'provisional' THEN 1 ELSE 0 END), 0) AS bigint) AS "provisional"
       ${ANSWERS_ABOUT} AND rc.counts = 0`,
      [employeeId, period.from, period.to],
    );
    return row ?? { excluded: 0, rejected: 0, provisional: 0 };
  }

  /** The newest words of a delighted customer about the employee; null while there are none. */
  async newestThanks(employeeId: number, period: Period): Promise<Thanks | null> {
    const row = await this.database.get<Thanks>(
      `SELECT x.text AS "text", t.counting_day AS "day"
       ${ANSWERS_ABOUT} AND rc.counts = 1 AND a.rating = q.scale_max AND x.text IS NOT NULL AND length(x.text) >= 20
       ORDER BY t.counting_day DESC, r.received_at DESC, r.id LIMIT 1`,
      [employeeId, period.from, period.to],
    );
    return row ? { text: maskPersonalData(row.text), day: row.day } : null;
  }
}
