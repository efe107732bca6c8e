/**
 * Years of rated contacts, no more of them than counting and the pages read: contacts, who took part, responses,
 * answers, credits. Invitations, tokens and texts are left out, so that ten million are written in minutes instead of hours; so are
 * most indexes until the end, and keys are not checked row by row.
 */
import { CELLS, customerId, EMPLOYEES, loadCompany, TOUCHPOINTS } from '../load/company';
import { dialectOf, drawn, uuid } from '../load/dialect';
import { surveyIds } from '../load/stored-responses';
import type { Bulk } from '../support/bulk';

const DAY = 86_400_000;
/** 24 months, unless `BENCH_DAYS` says otherwise. */
export const HISTORY_DAYS = Number(process.env.BENCH_DAYS ?? 730);
/** Little history: more than a year, so that the pages have all the months they show. */
export const NEWEST_DAYS = 400;
const SPAN = HISTORY_DAYS * DAY;
/** Rows of one statement: a sort of so many stays in memory. */
const CHUNK = 1_000_000;
const LATER = ['interaction_occurred', 'interaction_customer', 'participation_employee', 'response_received', 'response_interaction', 'attribution_employee_day']; // prettier-ignore

/**
 * @param count responses in the `HISTORY_DAYS` before `now`
 * @param kept so many of the newest are written: the same ones, with less history before them
 */
export async function loadHistory(bulk: Bulk, count: number, kept: number, now: number): Promise<void> {
  const customers = Math.max(50, Math.floor(count / 40));
  if (bulk.dialect === 'sqlite') await bulk.run('PRAGMA foreign_keys = OFF');
  await loadCompany(bulk, customers);
  const survey = await surveyIds(bulk);
  const indexes = await definitions(bulk);
  for (const { name } of indexes) await bulk.run(`DROP INDEX ${name}`);
  for (let from = count - kept; from < count; from += CHUNK)
    for (const sql of chunk(bulk, { from, to: Math.min(count, from + CHUNK), count, customers, now, survey }))
      await bulk.run(sql);
  for (const { sql } of indexes) await bulk.run(sql);
}

async function definitions(bulk: Bulk): Promise<{ name: string; sql: string }[]> {
  const names = LATER.map((name) => `'${name}'`).join(', ');
  return bulk.all(
    bulk.dialect === 'sqlite'
      ? `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name IN (${names})`
      : `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE indexname IN (${names})`,
  );
}

interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly customers: number;
  readonly now: number;
  readonly survey: { rating: number; process: number; versionId: number };
}

function chunk(bulk: Bulk, { from, to, count, customers, now, survey }: Chunk): string[] {
  const dialect = dialectOf(bulk);
  const at = `(${now - 5 * DAY - SPAN} + n * ${Math.floor(SPAN / count)})`;
  const received = '(at + 3600000)';
  const staged = `CREATE TEMPORARY TABLE staged AS ${dialect.series(to - from)}, numbered AS (SELECT n + ${from} AS n FROM series),
    drawn AS (SELECT n, ${at} AS at FROM numbered)
    SELECT n, at, ${received} AS received_at, ${dialect.day('at')} AS day, ${dialect.day(received)} AS counting_day,
      ${customerId(bulk, `1 + ${drawn('customer', customers)}`)} AS customer_id,
      1 + ${drawn('employee', EMPLOYEES)} AS employee, CASE WHEN ${drawn('helper', 5)} = 0 THEN 1 ELSE 0 END AS helped,
      1 + ${drawn('touchpoint', TOUCHPOINTS)} AS touchpoint, 1 + ${drawn('cell', CELLS)} AS cell,
      ${drawn('rating', 100)} AS liked, ${drawn('process', 100)} AS easy,
      ${uuid(dialect, 'at', 1)} AS interaction_id, ${uuid(dialect, received, 3)} AS response_id
    FROM drawn`;
  const share = 'CASE WHEN helped = 1 THEN 600000 ELSE 1000000 END';
  const credited = (columns: string) => `
    SELECT ${columns}, employee AS employee_id, ${share} AS share_ppm FROM staged
    UNION ALL SELECT ${columns}, 1 + employee % ${EMPLOYEES}, 400000 FROM staged WHERE helped = 1`;
  return [
    staged,
    `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
     SELECT interaction_id, 'crm', 'T-' || (100000000 + n), touchpoint, cell, at, day, customer_id, at FROM staged ORDER BY n`,
    `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day)
     SELECT interaction_id, employee_id, 'agent', share_ppm, day FROM (${credited('interaction_id, day')}) AS credited
     ORDER BY interaction_id, employee_id`,
    `INSERT INTO response (id, interaction_id, survey_version_id, source, locale, received_at, counting_day)
     SELECT response_id, interaction_id, ${survey.versionId}, 'email', 'es', received_at, counting_day FROM staged ORDER BY n`,
    `INSERT INTO answer (response_id, revision, question_id, rating)
     SELECT response_id, 1, question_id, rating FROM (
       SELECT response_id, ${survey.rating} AS question_id, ${RATING} AS rating FROM staged
       UNION ALL SELECT response_id, ${survey.process}, ${EASE} FROM staged WHERE easy >= 30) AS given
     ORDER BY response_id, question_id`,
    `INSERT INTO attribution (response_id, entry, employee_id, share_ppm, reason, decided_by, decided_at, counting_day)
     SELECT response_id, 1, employee_id, share_ppm, 'participation', 'system', received_at, counting_day
     FROM (${credited('response_id, received_at, counting_day')}) AS credited ORDER BY response_id, employee_id`,
    `INSERT INTO response_current (response_id, revision, attribution_entry, verification, excluded, counts, updated_at)
     SELECT response_id, 1, 1, 'confirmed', 0, 1, received_at FROM staged ORDER BY n`,
    'DROP TABLE staged',
  ];
}

export const RATING = `CASE WHEN liked < 4 THEN 1 WHEN liked < 9 THEN 2 WHEN liked < 18 THEN 3 WHEN liked < 48 THEN 4 ELSE 5 END`;
export const EASE = `CASE WHEN easy < 34 THEN 2 WHEN easy < 44 THEN 3 WHEN easy < 65 THEN 4 ELSE 5 END`;
