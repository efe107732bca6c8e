/** Real places for the paths of the route matrix, so that handlers have something to show. */
import type { TestApp } from './app';

/** The first of each kind in the demo company, by the word its addresses begin with. */
export async function demoPlaces({ database }: Pick<TestApp, 'database'>): Promise<Record<string, string>> {
  const first = async (sql: string) => String((await database.get<{ id: string | number }>(sql))?.id ?? '1');
  return {
    teams: await first(`SELECT id AS "id" FROM team WHERE kind = 'team' LIMIT 1`),
    employees: await first('SELECT id AS "id" FROM employee LIMIT 1'),
    responses: await first('SELECT id AS "id" FROM response LIMIT 1'),
    invitations: await first('SELECT id AS "id" FROM invitation LIMIT 1'),
    recovery: await first('SELECT id AS "id" FROM recovery_case LIMIT 1'),
    evaluations: await first('SELECT id AS "id" FROM evaluation_cycle LIMIT 1'),
    surveys: await first('SELECT id AS "id" FROM survey LIMIT 1'),
  };
}

/** A path of the matrix with real places in it. */
export function filledIn(path: string, places: Record<string, string>): string {
  const subject = Object.keys(places).find(
    (name) => path.startsWith(`/${name}/`) || path.includes(`/${name}/`),
  );
  return path
    .replace(':employeeId', places.employees ?? '1')
    .replace(/:\w+/g, () => (subject ? (places[subject] ?? '1') : '1'))
    .replace('*', 'css/staff.css');
}
