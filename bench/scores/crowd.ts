/** A company of very many employees, as its rollups are: two months, each with so many rated contacts per employee. */
import { CELLS, loadCompany, TOUCHPOINTS } from '../load/company';
import { dialectOf, mixed } from '../load/dialect';
import { surveyIds } from '../load/stored-responses';
import type { Bulk } from '../support/bulk';
import { EASE, RATING } from './history';

/** The month that is scored. */
export const CROWD_MONTH = { from: '2026-09-01', to: '2026-10-01' };
const AUGUST = Date.UTC(2026, 7, 1, 12);
const DAYS = 61;

/** @param each rated contacts of an employee in a month */
export async function loadCrowd(bulk: Bulk, employees: number, each: number): Promise<void> {
  await loadCompany(bulk, 1);
  const dialect = dialectOf(bulk);
  const survey = await surveyIds(bulk);
  if (bulk.dialect === 'sqlite') await bulk.run('PRAGMA foreign_keys = OFF');
  const [had] = await bulk.all<{ n: number | string }>('SELECT COUNT(*) AS n FROM employee');
  await bulk.run(`INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
    ${dialect.series(employees - Number(had?.n))} SELECT 'E-' || (n + ${Number(had?.n)}), 'Persona', 'agent', '2020-01-01', 'full', 0, 0
    FROM series ORDER BY n`);
  const day = dialect.day(`(${AUGUST} + (n * 668265263 / 4096 % ${DAYS}) * 86400000)`);
  await bulk.run(`CREATE TEMPORARY TABLE staged AS ${dialect.series(employees * each * 2)}
    SELECT 1 + n % ${employees} AS employee, ${day} AS day, 1 + ${mixed('touchpoint', TOUCHPOINTS)} AS touchpoint,
      1 + ${mixed('cell', CELLS)} AS cell, ${mixed('rating', 100)} AS liked, ${mixed('process', 100)} AS easy FROM series`);
  const rated = (question: number, rating: string, where: string) =>
    `SELECT employee, day, touchpoint, cell, ${question} AS question_id, ${rating} AS rating FROM staged WHERE ${where}`;
  // In the order of days, as they would have come in.
  await bulk.run(`INSERT INTO rollup (day, employee_id, touchpoint_id, cell_id, question_id, rating, responses, weight_ppm)
    SELECT day, employee, touchpoint, cell, question_id, rating, COUNT(*), COUNT(*) * 1000000
    FROM (${rated(survey.rating, RATING, '1 = 1')} UNION ALL ${rated(survey.process, EASE, 'easy >= 30')}) AS rated
    GROUP BY day, employee, touchpoint, cell, question_id, rating ORDER BY ${bulk.dialect === 'sqlite' ? '2, 1' : '1, 2'}`);
  await bulk.run('DROP TABLE staged');
}
