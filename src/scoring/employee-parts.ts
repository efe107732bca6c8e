/**
 * Everybody in parts: what is compared with all ledgers is compared for so many employees at a time that it stays in memory, however
 * many answers there are.
 */
import type { Database } from '../platform/database';

/** Responses of one part, as far as employees have equally many: some hundred megabytes are sorted. */
const RESPONSES_IN_PART = 2_000_000;
/** Beyond every number of an employee. */
const NOBODY = 2 ** 31 - 1;

/** From a number of an employee to before another one. */
export type EmployeePart = readonly [from: number, to: number];

/** Ranges of numbers of employees, ascending, which together are everybody's. @param most responses of one part */
export async function employeeParts(database: Database, most = RESPONSES_IN_PART): Promise<EmployeePart[]> {
  const counted = await database.get<{ n: number }>(
    'SELECT CAST(COUNT(*) AS bigint) AS "n" FROM response_current',
  );
  const employees = await database.all<{ id: number }>('SELECT id AS "id" FROM employee ORDER BY id');
  const parts = Math.min(Math.ceil((counted?.n ?? 0) / most), employees.length);
  const starts = Array.from(
    { length: Math.max(0, parts - 1) },
    (_, part) => employees[Math.floor(((part + 1) * employees.length) / parts)]?.id ?? NOBODY,
  );
  return [0, ...starts].map((from, part) => [from, starts[part] ?? NOBODY] as const);
}
