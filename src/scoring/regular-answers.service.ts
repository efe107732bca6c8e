/**
 * Regular customers: those who answered more than once about the same employee. `regular_answer` lists their answers, so that
 * scoring can weigh these without looking at everybody else's.
 *
 * The list follows the ledgers from behind, by a job: recording an answer does not pay for it. An answer once listed stays
 * listed; whether it counts, for whom and how much is read from the ledgers when a score is computed, never from here.
 */
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../platform/database';
import { defineJob, type JobOutcome } from '../platform/jobs';
import { employeeParts } from './employee-parts';

/** Follows what was recorded since, and looks again at what was recorded in the minutes before that. */
export const followRegularAnswers = defineJob({
  name: 'scoring.regular_answers',
  schema: z.strictObject({ againMinutes: z.number().int().positive() }),
  leaseSeconds: 300,
});

/** An answer becomes visible when its transaction ends, perhaps after one that began later; on a clock that is a little off. */
export const AGAIN_MINUTES = { always: 2, nightly: 2 * 24 * 60 } as const;
/** Answers looked at in one statement: a few milliseconds, so that nobody who answers has to wait. */
const BATCH = 100;
const MARK = 'regular_answers';

/** Whom answers were ever credited to. Credit that was moved away can come back, and is looked up when scores are computed. */
const CREDITED = `FROM response r JOIN interaction i ON i.id = r.interaction_id AND i.customer_id IS NOT NULL
    JOIN attribution t ON t.response_id = r.id`;

/** All answers of these pairs of employee and customer, where there are at least two. */
const regularsAmong = (source: string): string => `
  SELECT "employeeId", "day", "responseId", "customerId" FROM (
    SELECT f.*, COUNT(*) OVER (PARTITION BY "employeeId", "customerId") AS answers FROM (${source}) f) counted
  WHERE answers > 1`;

/** In one order, so that two who list the same answers never wait for each other in a circle. */
const IN_ORDER = 'ORDER BY "employeeId", "day", "responseId" ON CONFLICT DO NOTHING';

/** All answers of these pairs of employee and customer (`p`), found through the customer's contacts. */
const answersOf = (pairs: string): string => `
  SELECT DISTINCT p.employee_id AS "employeeId", own.counting_day AS "day", own.id AS "responseId", p.customer_id AS "customerId"
  FROM (${pairs}) p CROSS JOIN interaction c CROSS JOIN response own CROSS JOIN attribution a
  WHERE c.customer_id = p.customer_id AND own.interaction_id = c.id AND a.response_id = own.id
    AND a.employee_id = p.employee_id`;

/** Those among which some answer is new: from the new answers to their customers, and from these to all their answers. */
const AFFECTED = (where: string): string =>
  regularsAmong(answersOf(`SELECT DISTINCT t.employee_id, i.customer_id ${CREDITED} WHERE ${where}`));

const regularsIn = (credited: string): string => `
  SELECT t.employee_id AS "employeeId", i.customer_id AS "customerId", string_agg(r.id || ' ' || r.counting_day, ',') AS "answers"
  ${credited} GROUP BY t.employee_id, i.customer_id HAVING MIN(r.id) <> MAX(r.id)`;

/**
 * Pairs of these employees and a customer with at least two answers, and all these answers with it: `id day,id day`. One sort of
 * their answers; an answer whose credit was moved there and back stands there twice.
 */
const REGULARS = regularsIn(`${CREDITED} WHERE +t.employee_id >= ? AND +t.employee_id < ?`);

/** The same of everybody, in the order in which the ledgers lie. */
const REGULARS_OF_ALL = regularsIn(`FROM response r CROSS JOIN interaction i CROSS JOIN attribution t
  WHERE i.id = r.interaction_id AND i.customer_id IS NOT NULL AND t.response_id = r.id`);
/** Taken apart again: an identifier has 36 characters. */
const answersIn = (each: string): string => `
  SELECT g."employeeId" AS "employeeId", substr(x.value, 38) AS "day", substr(x.value, 1, 36) AS "responseId", g."customerId"
  FROM (${REGULARS_OF_ALL}) g CROSS JOIN ${each}`;
const KEEP = 'INSERT INTO regular_answer (employee_id, day, response_id, customer_id)';

/**
 * PostgreSQL writes what differs, as for the rollups (`PUT_RIGHT`). An answer that is followed meanwhile and taken off the list here
 * is among those that are looked at again.
 */
const LIST_ALL = {
  sqlite: [
    'DELETE FROM regular_answer',
    `${KEEP} ${answersIn(`json_each('["' || replace(g."answers", ',', '","') || '"]') x`)} WHERE true ON CONFLICT DO NOTHING`,
  ],
  postgres: [
    `CREATE TEMPORARY TABLE regular_difference ON COMMIT DROP AS
     SELECT employee_id, day, response_id, customer_id, s.response_id IS NULL AS missing
     FROM (${answersIn(`unnest(string_to_array(g."answers", ',')) AS x (value)`)}) n (employee_id, day, response_id, customer_id)
     FULL JOIN regular_answer s USING (employee_id, day, response_id, customer_id)
     WHERE n.response_id IS NULL OR s.response_id IS NULL`,
    `DELETE FROM regular_answer a USING regular_difference d WHERE NOT d.missing
       AND a.employee_id = d.employee_id AND a.day = d.day AND a.response_id = d.response_id`,
    `${KEEP} SELECT employee_id, day, response_id, customer_id FROM regular_difference WHERE missing
     ORDER BY employee_id, day, response_id ON CONFLICT DO NOTHING`,
    'DROP TABLE regular_difference',
  ],
};

interface RegularCustomer {
  readonly employeeId: number;
  readonly customerId: string;
  readonly answers: string;
}

interface ListedAnswer {
  readonly employeeId: number;
  readonly day: string;
  readonly responseId: string;
  readonly customerId: string;
}

const KEPT = `SELECT employee_id AS "employeeId", day AS "day", response_id AS "responseId", customer_id AS "customerId"
  FROM regular_answer WHERE employee_id >= ? AND employee_id < ?`;

/** An answer that is listed and should not be, or the other way round. */
export interface RegularAnswerFault {
  readonly employeeId: number;
  readonly responseId: string;
  readonly fault: 'missing' | 'unfounded';
}

@Injectable()
export class RegularAnswers {
  constructor(private readonly database: Database) {}

  /**
   * Takes up everything that was recorded since the mark, in small transactions that move the mark with them: a crash loses
   * one at most, and it is done again. Two who follow at once do the same work twice and list it once.
   */
  async follow(
    options: { againMinutes?: number; signal?: AbortSignal; batch?: number } = {},
  ): Promise<JobOutcome> {
    const { againMinutes = AGAIN_MINUTES.always, signal, batch = BATCH } = options;
    let listed = 0;
    let from = minutesBefore(await this.mark(), againMinutes);
    while (signal?.aborted !== true) {
      const to = await this.endOfBatch(from, batch);
      if (to === null) break;
      listed += await this.take(from, to);
      from = to;
      await setImmediate();
    }
    return listed > 0 ? 'success' : 'skipped';
  }

  /** A credit was moved: the one who has it now may know this customer. Joins the transaction of the change. */
  async followOne(responseId: string): Promise<void> {
    await this.database.run(`${KEEP} ${AFFECTED('r.id = ?')} ${IN_ORDER}`, [responseId]);
  }

  /** Makes the list what the ledgers give, whatever it is; joins the caller's transaction. */
  async rebuild(): Promise<void> {
    await this.database.sortingOnDisk(async () => {
      const newest = await this.database.get<{ id: string | null }>('SELECT MAX(id) AS "id" FROM response');
      for (const statement of LIST_ALL[this.database.dialect]) await this.database.run(statement);
      if (newest?.id) await this.setMark(newest.id);
    });
  }

  /**
   * Compares the list with the ledgers, as far as they were followed. An empty list is the only good answer. What it holds in
   * memory grows with the list, not with the answers.
   */
  async verify(): Promise<RegularAnswerFault[]> {
    return this.database.transaction(async () => {
      const mark = await this.mark();
      const faults: RegularAnswerFault[] = [];
      for (const part of await employeeParts(this.database)) {
        const list = await this.database.all<ListedAnswer>(KEPT, part);
        const kept = new Map(list.map((answer) => [identity(answer), answer]));
        for (const customer of await this.database.all<RegularCustomer>(REGULARS, part)) {
          const answers = answersOfOne(customer);
          const followed = answers.filter(({ responseId }) => responseId <= mark);
          for (const answer of followed.length > 1 ? followed : [])
            if (!kept.has(identity(answer))) faults.push(faultOf(answer, 'missing'));
          for (const answer of answers) kept.delete(identity(answer));
        }
        for (const answer of kept.values()) faults.push(faultOf(answer, 'unfounded'));
      }
      return faults;
    });
  }

  private take(from: string, to: string): Promise<number> {
    return this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `${KEEP} ${AFFECTED('r.id > ? AND r.id <= ?')} ${IN_ORDER}`,
        [from, to],
      );
      await this.setMark(to);
      return changes;
    });
  }

  private async endOfBatch(from: string, size: number): Promise<string | null> {
    const row = await this.database.get<{ id: string | null }>(
      `SELECT MAX(b.id) AS "id" FROM (SELECT id FROM response WHERE id > ? ORDER BY id LIMIT ?) b`,
      [from, size],
    );
    return row?.id ?? null;
  }

  private async mark(): Promise<string> {
    const row = await this.database.get<{ to: string }>(
      'SELECT read_to AS "to" FROM reading_mark WHERE name = ?',
      [MARK],
    );
    return row?.to ?? '';
  }

  /** Forward only: who looks again at older answers, or was slow, takes nobody back. */
  private async setMark(to: string): Promise<void> {
    await this.database.run(
      `INSERT INTO reading_mark (name, read_to) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET read_to = excluded.read_to WHERE reading_mark.read_to < excluded.read_to`,
      [MARK, to],
    );
  }
}

function answersOfOne({ employeeId, customerId, answers }: RegularCustomer): ListedAnswer[] {
  return [...new Set(answers.split(','))].map((answer) => {
    const [responseId = '', day = ''] = answer.split(' ');
    return { employeeId, day, responseId, customerId };
  });
}

const identity = ({ employeeId, day, responseId, customerId }: ListedAnswer): string =>
  `${employeeId} ${day} ${responseId} ${customerId}`;

const faultOf = (
  { employeeId, responseId }: ListedAnswer,
  fault: RegularAnswerFault['fault'],
): RegularAnswerFault => ({ employeeId, responseId, fault });

/** Answers are numbered by the millisecond in which they were recorded, then in their order (UUID v7); others are all looked at. */
function minutesBefore(id: string, minutes: number): string {
  const at = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) - minutes * 60_000;
  if (!(at > 0)) return '';
  const hex = at.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
