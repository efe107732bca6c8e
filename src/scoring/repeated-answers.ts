/**
 * Counted answers of customers who answered more than once about the same employee in a period, with how often they did.
 * Candidates come from `regular_answer`; what counts, for whom and with which rating comes from the ledgers as they are now.
 */
import { WHOLE_SHARE } from '../kernel';
import { placeholders, type SqlValue } from '../platform/database';

/** Whose answers are asked for: a condition on `e`, a row of `employee`, and its parameters. */
export interface People {
  readonly where: string;
  readonly params: readonly SqlValue[];
  /** The same of `r`, a row of `rollup` about `e`, with the same parameters: PostgreSQL does not conclude from one range to the other. */
  readonly rolledUp?: string;
}

export const EVERYBODY: People = { where: '', params: [] };

/** Those with these database ids, at least one. */
export const those = (ids: readonly number[]): People => ({
  where: `AND e.id IN (${placeholders(ids.length)})`,
  params: ids,
});

/** Those whose database id is above `after`, up to `last`. */
export const numbered = (after: number, last: number): People => ({
  where: 'AND e.id > ? AND e.id <= ?',
  rolledUp: 'AND r.employee_id > ? AND r.employee_id <= ?',
  params: [after, last],
});

/** These people in `repeatedAnswers`, as if the answers with these ids were not there. */
export const without = ({ where, params }: People, answers: readonly string[]): People =>
  answers.length === 0
    ? { where, params }
    : {
        where: `${where} AND g.response_id NOT IN (${placeholders(answers.length)})`,
        params: [...params, ...answers],
      };

/** Of an answer `a` to a question `k`: whether it is one of the ratings that count. */
export const COUNTED_RATING = `a.rating IS NOT NULL AND k.subject = 'employee' AND k.part <> 'expected'`;

/**
 * A table `r` with the columns of a rollup row (without `responses`), each row one rating, and `response_id`, `customer_id` and
 * `answers`, the number m of the customer's answers. Its parameters: the first day, the day after the last, and those of `people`.
 *
 * An answer is a response with at least one counted rating of the employee; the share of the credit makes it no less of one. The
 * order of joining is written out for SQLite: a seek per employee, then a few per answer listed, whatever else was answered.
 * @param within `month`: m is counted within each calendar month instead of the whole period
 */
export function repeatedAnswers(people: People, within: 'period' | 'month' = 'period'): string {
  return `(SELECT x.employee_id, x.day, i.touchpoint_id, i.cell_id, a.question_id, a.rating, x.response_id, x.customer_id, x.answers,
      CASE WHEN a.about_employee_id = 0 THEN x.share_ppm ELSE ${WHOLE_SHARE} END AS weight_ppm
    FROM (SELECT g.employee_id, g.day, g.response_id, g.customer_id, rc.revision, t.share_ppm,
        COUNT(*) OVER (PARTITION BY g.employee_id, g.customer_id${within === 'month' ? ', substr(g.day, 1, 7)' : ''}) AS answers
      FROM employee e CROSS JOIN regular_answer g CROSS JOIN response_current rc CROSS JOIN attribution t
      WHERE g.employee_id = e.id AND g.day >= ? AND g.day < ? ${people.where}
        AND rc.response_id = g.response_id AND rc.counts = 1
        AND t.response_id = g.response_id AND t.entry = rc.attribution_entry AND t.employee_id = g.employee_id
        AND EXISTS (SELECT 1 FROM answer a JOIN question k ON k.id = a.question_id
          WHERE a.response_id = rc.response_id AND a.revision = rc.revision
            AND a.about_employee_id IN (0, g.employee_id) AND ${COUNTED_RATING})) x
    CROSS JOIN response p CROSS JOIN interaction i CROSS JOIN answer a CROSS JOIN question k
    WHERE x.answers > 1 AND p.id = x.response_id AND i.id = p.interaction_id
      AND a.response_id = x.response_id AND a.revision = x.revision AND a.about_employee_id IN (0, x.employee_id)
      AND k.id = a.question_id AND ${COUNTED_RATING}) r`;
}
