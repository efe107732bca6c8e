/** The answers that count, as the signals look at them: when and from where they came, and one word of what they say. */
import { Injectable } from '@nestjs/common';
import { addDays } from '../kernel';
import { Database } from '../platform/database';
import { ON_DAYS, onDays } from '../responses';
import { isTopBox } from '../scoring/calc';

export interface LookedAt {
  readonly responseId: string;
  readonly employeeId: number;
  readonly touchpointId: number;
  /** UTC milliseconds. */
  readonly at: number;
  /** The local day on which it counts. */
  readonly day: string;
  /** In the top box of the first question; null when it was not rated. */
  readonly good: 0 | 1 | null;
  /** Given through the customer's own link: not at a kiosk, not written down by somebody. */
  readonly byLink: boolean;
  /** Seconds between opening the page and sending; null when unknown. */
  readonly secondsOnPage: number | null;
  readonly device: string | null;
  readonly network: string | null;
  /** The customer's address is that of the employee who is rated. */
  readonly ownAddress: boolean;
}

export interface Comment {
  readonly responseId: string;
  readonly employeeId: number;
  readonly at: number;
  readonly day: string;
  readonly comment: string;
}

export interface Pleaded {
  readonly employeeId: number;
  readonly touchpointId: number;
  readonly responseId: string;
  readonly at: number;
  readonly day: string;
  /** The customer said that a good rating was asked for. */
  readonly yes: number;
}

/** A question with this key and these options asks customers whether somebody asked them for a good rating. */
export const PLEA_QUESTION = { key: 'asked_for_rating', yes: 'yes' } as const;

interface Row {
  responseId: string;
  employeeId: number;
  touchpointId: number;
  at: number;
  day: string;
  rating: number | null;
  min: number | null;
  max: number | null;
  byLink: number;
  evidence: string;
  ownAddress: number;
}

/** Of the evidence kept with an answer, what is looked at; anything else may stand beside it. */
type Kept = Readonly<Record<'secondsOnPage' | 'device' | 'network', unknown>>;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** So many days are read at a time: all of them would be in memory twice. */
const DAYS_AT_ONCE = 10;

const COUNTED = `FROM response r JOIN response_current c ON c.response_id = r.id AND c.counts = 1
  JOIN attribution t ON t.response_id = r.id AND t.entry = c.attribution_entry
  JOIN interaction n ON n.id = r.interaction_id`;

@Injectable()
export class AnswerQueries {
  constructor(private readonly database: Database) {}

  /** By employee, oldest first. There are very many: nobody else waits while they are read. */
  async answers(from: string, until: string): Promise<LookedAt[]> {
    const answers: LookedAt[] = [];
    for (let day = from; day < until; day = addDays(day, DAYS_AT_ONCE)) {
      const next = addDays(day, DAYS_AT_ONCE);
      const rows = await this.database.beside<Row>(
        `SELECT r.id AS "responseId", t.employee_id AS "employeeId", n.touchpoint_id AS "touchpointId",
           r.received_at AS "at", r.counting_day AS "day", a.rating AS "rating", q.scale_min AS "min", q.scale_max AS "max",
           CASE WHEN r.invitation_id IS NOT NULL AND r.collector_id IS NULL AND r.entered_by IS NULL THEN 1 ELSE 0 END AS "byLink",
           v.evidence AS "evidence",
           CASE WHEN u.email IS NOT NULL AND LOWER(u.email) = LOWER(m.email) THEN 1 ELSE 0 END AS "ownAddress"
         ${COUNTED}
         JOIN response_revision v ON v.response_id = r.id AND v.revision = c.revision
         JOIN employee m ON m.id = t.employee_id
         LEFT JOIN customer u ON u.id = n.customer_id
         LEFT JOIN question q ON q.survey_version_id = r.survey_version_id AND q.position = 0
         LEFT JOIN answer a ON a.response_id = r.id AND a.revision = c.revision AND a.question_id = q.id
           AND a.about_employee_id IN (0, t.employee_id)
         WHERE ${ON_DAYS}`,
        onDays({ from: day, to: next < until ? next : until }),
      );
      for (const row of rows) answers.push(lookedAt(row));
    }
    return answers.sort(
      (a, b) => a.employeeId - b.employeeId || a.at - b.at || (a.responseId < b.responseId ? -1 : 1),
    );
  }

  /** What customers wrote, as far as it was not erased. */
  comments(from: string, until: string): Promise<Comment[]> {
    return this.database.beside<Comment>(
      `SELECT r.id AS "responseId", t.employee_id AS "employeeId", r.received_at AS "at", r.counting_day AS "day",
         x.text AS "comment"
       ${COUNTED}
       JOIN answer_text x ON x.response_id = r.id AND x.revision = c.revision AND x.text IS NOT NULL
       WHERE ${ON_DAYS}
       ORDER BY t.employee_id, r.received_at, r.id`,
      onDays({ from, to: until }),
    );
  }

  /** What customers said to `PLEA_QUESTION`. */
  pleas(from: string, until: string): Promise<Pleaded[]> {
    return this.database.beside<Pleaded>(
      `SELECT r.id AS "responseId", t.employee_id AS "employeeId", n.touchpoint_id AS "touchpointId",
         r.received_at AS "at", r.counting_day AS "day", CASE WHEN o.choice = ? THEN 1 ELSE 0 END AS "yes"
       ${COUNTED}
       JOIN question q ON q.survey_version_id = r.survey_version_id AND q.key = ?
       JOIN answer_choice o ON o.response_id = r.id AND o.revision = c.revision AND o.question_id = q.id
       WHERE ${ON_DAYS}
       ORDER BY t.employee_id, r.received_at, r.id`,
      [PLEA_QUESTION.yes, PLEA_QUESTION.key, ...onDays({ from, to: until })],
    );
  }

  /** From where staff signed in: devices with the employee whose sign-in it was, and all networks. */
  async staffPlaces(): Promise<{ devices: Map<string, Set<number>>; networks: Set<string> }> {
    const rows = await this.database.all<{ device: string; network: string; employeeId: number | null }>(
      `SELECT d.device AS "device", d.network AS "network", u.employee_id AS "employeeId"
       FROM staff_device d JOIN user_account u ON u.id = d.user_id`,
    );
    const devices = new Map<string, Set<number>>();
    for (const { device, employeeId } of rows)
      if (employeeId !== null) devices.set(device, (devices.get(device) ?? new Set()).add(employeeId));
    return { devices, networks: new Set(rows.map(({ network }) => network)) };
  }
}

function lookedAt(row: Row): LookedAt {
  const { rating, min, max } = row;
  const { secondsOnPage, device, network } = JSON.parse(row.evidence) as Kept;
  const rated = rating !== null && min !== null && max !== null;
  return {
    responseId: row.responseId,
    employeeId: row.employeeId,
    touchpointId: row.touchpointId,
    at: row.at,
    day: row.day,
    good: rated ? (isTopBox({ min, max }, rating) ? 1 : 0) : null,
    byLink: row.byLink === 1,
    secondsOnPage: typeof secondsOnPage === 'number' ? secondsOnPage : null,
    device: textOf(device),
    network: textOf(network),
    ownAddress: row.ownAddress === 1,
  };
}
