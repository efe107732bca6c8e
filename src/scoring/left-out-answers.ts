/** The answers that a plan leaves out of the customers' line: whom they are credited to, and what they added to the rollups. */
import { WHOLE_SHARE } from '../kernel';
import { placeholders } from '../platform/database';
import { COUNTED_RATING } from './repeated-answers';

/** An answer that counts for somebody. */
export interface CreditedRow {
  readonly employeeId: number;
  /** External id. */
  readonly key: string;
  readonly responseId: string;
}

/** The ratings that count of so many answers, as the ledgers are now: `p` the answer, `i` its contact, `t` its credit, `a` the rating. */
const ratingsOf = (
  answers: number,
): string => `FROM response p CROSS JOIN interaction i CROSS JOIN response_current rc
    CROSS JOIN attribution t CROSS JOIN answer a CROSS JOIN question k
  WHERE p.id IN (${placeholders(answers)}) AND i.id = p.interaction_id AND rc.response_id = p.id AND rc.counts = 1
    AND t.response_id = p.id AND t.entry = rc.attribution_entry
    AND a.response_id = p.id AND a.revision = rc.revision AND a.about_employee_id IN (0, t.employee_id)
    AND k.id = a.question_id AND ${COUNTED_RATING}`;

/** Whom they count for. Parameters: the ids, the first day, and the day after the last. */
export function creditedAnswers(answers: number): string {
  return `SELECT DISTINCT e.id AS "employeeId", e.external_id AS "key", x.id AS "responseId"
    FROM (SELECT p.id AS id, p.counting_day AS day, t.employee_id AS employee_id ${ratingsOf(answers)}) x
    JOIN employee e ON e.id = x.employee_id WHERE x.day >= ? AND x.day < ? ORDER BY 2, 3`;
}

/** A table `r` with the columns of a rollup row (without `responses`): what they added, with the sign of taking it away. Its parameters are the ids. */
export function takenAway(answers: number): string {
  return `(SELECT t.employee_id, p.counting_day AS day, i.touchpoint_id, i.cell_id, a.question_id, a.rating,
      -(CASE WHEN a.about_employee_id = 0 THEN t.share_ppm ELSE ${WHOLE_SHARE} END) AS weight_ppm
    ${ratingsOf(answers)}) r`;
}
