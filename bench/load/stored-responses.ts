/**
 * Two years of answered invitations, written straight into the tables: contacts, who took part, invitations, tokens,
 * responses with every row the product writes for them, and the rollups that count them. The append-only triggers
 * stay on.
 */
import type { Bulk } from '../support/bulk';
import { CELLS, customerId, EMPLOYEES, loadCompany, OWNERS, TOUCHPOINTS } from './company';
import { dialectOf, mixed, uuid } from './dialect';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONTHS_24 = 730 * DAY;

/** The published survey, as the product installed it. */
export interface SurveyIds {
  surveyId: number;
  versionId: number;
  rating: number;
  process: number;
  comment: number;
}

export async function surveyIds(bulk: Bulk): Promise<SurveyIds> {
  const rows = await bulk.all<{ survey: number; version: number; key: string; question: number }>(
    `SELECT v.survey_id AS "survey", v.id AS "version", q.key AS "key", q.id AS "question"
     FROM survey_version v JOIN question q ON q.survey_version_id = v.id WHERE v.state = 'published'`,
  );
  const question = (key: string) => rows.find((row) => row.key === key)?.question ?? 0;
  return {
    surveyId: rows[0]?.survey ?? 0,
    versionId: rows[0]?.version ?? 0,
    rating: question('rating'),
    process: question('process'),
    comment: question('comment'),
  };
}

/**
 * @param count how many responses, spread evenly over the 24 months before `now`
 * @param now UTC milliseconds
 */
export async function loadStoredResponses(bulk: Bulk, count: number, now: number): Promise<void> {
  const customers = Math.max(50, Math.floor(count / 4));
  await loadCompany(bulk, customers);
  await stage(bulk, count, customers, now);
  const survey = await surveyIds(bulk);
  for (const sql of rowsOf(bulk, survey, now)) await bulk.run(sql);
  await bulk.run('DROP TABLE staged');
}

/** One line per response with everything drawn for it, in a temporary table. */
async function stage(bulk: Bulk, count: number, customers: number, now: number): Promise<void> {
  const dialect = dialectOf(bulk);
  const until = now - 5 * DAY;
  await bulk.run(`CREATE TEMPORARY TABLE staged AS ${dialect.series(count)}, drawn AS (
      SELECT n, ${until - MONTHS_24} + (n - 1) * ${Math.floor(MONTHS_24 / count)} AS at,
        1 + ${mixed('customer', customers)} AS customer, 1 + ${mixed('employee', EMPLOYEES)} AS employee,
        CASE WHEN ${mixed('helper', 5)} = 0 THEN 1 ELSE 0 END AS helped,
        1 + ${mixed('touchpoint', TOUCHPOINTS)} AS touchpoint, 1 + ${mixed('cell', CELLS)} AS cell,
        ${mixed('rating', 100)} AS liked, ${mixed('process', 100)} AS easy, ${mixed('comment', 10)} AS worded,
        60000 + ${mixed('delay', 3 * DAY)} AS delay
      FROM series)
    SELECT n, at, at + ${HOUR} AS sent_at, at + ${HOUR} + delay AS received_at, ${dialect.day('at')} AS day,
      ${dialect.day(`at + ${HOUR} + delay`)} AS counting_day, ${customerId(bulk, 'customer')} AS customer_id,
      employee, 1 + employee % ${EMPLOYEES} AS helper, helped, touchpoint, cell,
      CASE WHEN liked < 4 THEN 1 WHEN liked < 9 THEN 2 WHEN liked < 18 THEN 3 WHEN liked < 48 THEN 4 ELSE 5 END AS rating,
      CASE WHEN easy < 30 THEN NULL WHEN easy < 34 THEN 2 WHEN easy < 44 THEN 3 WHEN easy < 65 THEN 4 ELSE 5 END AS process, worded,
      ${uuid(dialect, 'at', 1)} AS interaction_id, ${uuid(dialect, 'at', 2)} AS invitation_id,
      ${uuid(dialect, `at + ${HOUR} + delay`, 3)} AS response_id
    FROM drawn ORDER BY n`);
}

function rowsOf(bulk: Bulk, survey: SurveyIds, now: number): string[] {
  const dialect = dialectOf(bulk);
  const share = 'CASE WHEN helped = 1 THEN 600000 ELSE 1000000 END';
  /** Who is credited with a response, the employee first. */
  const credited = (columns: string, where = '1 = 1') => `
    SELECT ${columns}, employee AS employee_id, ${share} AS share_ppm FROM staged WHERE ${where}
    UNION ALL SELECT ${columns}, helper, 400000 FROM staged WHERE helped = 1 AND ${where}`;
  const counted = (question: number, rating: string) =>
    credited(
      `counting_day, touchpoint, cell, ${question} AS question_id, ${rating} AS rating`,
      `${rating} IS NOT NULL`,
    );
  return [
    `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
     SELECT interaction_id, 'crm', 'T-' || (10000000 + n), touchpoint, cell, at, day, customer_id, at FROM staged ORDER BY n`,
    `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day)
     SELECT interaction_id, employee_id, 'agent', share_ppm, day FROM (${credited('interaction_id, day')}) AS credited
     ORDER BY interaction_id, employee_id`,
    `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state,
       send_at, expires_at, sent_at, answered_at, attempts, message_id, created_at, updated_at)
     SELECT invitation_id, interaction_id, ${survey.surveyId}, ${survey.versionId}, 1, 'email', customer_id, 'es',
       'answered', sent_at, sent_at + ${14 * DAY}, sent_at, received_at, 1, '<' || invitation_id || '@aguaclara.example>',
       at, received_at FROM staged ORDER BY n`,
    `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at)
     SELECT hash, invitation_id, 'answer', sent_at, sent_at + ${14 * DAY} FROM
       (SELECT ${dialect.tokenHash('n')} AS hash, invitation_id, sent_at FROM staged) AS hashed ORDER BY hash`,
    `INSERT INTO invitation_event (id, invitation_id, at, state)
     SELECT ${uuid(dialect, 'received_at', 4)}, invitation_id, received_at, 'answered' FROM staged ORDER BY n`,
    `INSERT INTO response (id, invitation_id, interaction_id, survey_version_id, source, locale, received_at, counting_day)
     SELECT response_id, invitation_id, interaction_id, ${survey.versionId}, 'email', 'es', received_at, counting_day
     FROM staged ORDER BY response_id`,
    `INSERT INTO response_revision (response_id, revision, received_at, state, may_contact, may_quote, quote_name, evidence)
     SELECT response_id, 1, received_at, 'complete', 0, 0, 'anonymous', '{"source":"email","client":"0123456789abcdef"}'
     FROM staged ORDER BY response_id`,
    `INSERT INTO answer (response_id, revision, question_id, rating)
     SELECT response_id, 1, question_id, rating FROM (
       SELECT response_id, ${survey.rating} AS question_id, rating FROM staged
       UNION ALL SELECT response_id, ${survey.process}, process FROM staged WHERE process IS NOT NULL) AS given
     ORDER BY response_id, question_id`,
    `INSERT INTO answer_text (response_id, revision, question_id, text)
     SELECT response_id, 1, ${survey.comment}, 'Me atendieron bien y explicaron el cargo del recibo con paciencia, caso ' || n
     FROM staged WHERE worded < 3 ORDER BY response_id`,
    `INSERT INTO attribution (response_id, entry, employee_id, share_ppm, reason, decided_by, decided_at, counting_day)
     SELECT response_id, 1, employee_id, share_ppm, 'participation', 'system', received_at, counting_day
     FROM (${credited('response_id, received_at, counting_day')}) AS credited ORDER BY response_id, employee_id`,
    `INSERT INTO verification (id, response_id, status, evidence, decided_by, decided_at)
     SELECT ${uuid(dialect, 'received_at', 5)}, response_id, 'confirmed',
       '{"secondsSinceSent":3600,"honeypotFilled":false,"secondsSinceProvisional":null,"reasons":[]}', 'system', received_at
     FROM staged ORDER BY response_id`,
    `INSERT INTO response_current (response_id, revision, attribution_entry, verification, excluded, counts, updated_at)
     SELECT response_id, 1, 1, 'confirmed', 0, 1, received_at FROM staged ORDER BY response_id`,
    `INSERT INTO recovery_case (id, response_id, customer_id, state, owner_user_id, opened_at, due_at, updated_at)
     SELECT ${uuid(dialect, 'received_at', 6)}, response_id, customer_id,
       CASE WHEN received_at > ${now - 4 * DAY} THEN 'open' ELSE 'closed' END, 1 + ${mixed('owner', OWNERS)},
       received_at, received_at + ${DAY}, received_at FROM staged WHERE rating <= 2 OR process <= 2 ORDER BY response_id`,
    `INSERT INTO rollup (employee_id, day, touchpoint_id, cell_id, question_id, rating, responses, weight_ppm)
     SELECT employee_id, counting_day, touchpoint, cell, question_id, rating, COUNT(*), SUM(share_ppm)
     FROM (${counted(survey.rating, 'rating')} UNION ALL ${counted(survey.process, 'process')}) AS counted
     GROUP BY employee_id, counting_day, touchpoint, cell, question_id, rating
     ORDER BY employee_id, counting_day, touchpoint, cell, question_id, rating`,
  ];
}
