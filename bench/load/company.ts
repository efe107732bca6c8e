/** A company of 2,000 employees with its teams, customers, touchpoints, case-mix cells and people who recover. */
import type { Bulk } from '../support/bulk';
import { dialectOf } from './dialect';

export const EMPLOYEES = 2000;
export const TOUCHPOINTS = 8;
export const CELLS = 48;
export const OWNERS = 5;
const TEAMS = 100;

/** The id of the n-th customer, as SQL. */
export function customerId(bulk: Bulk, n: string): string {
  return `'01900000-0000-7000-8000-' || ${dialectOf(bulk).hex(n)}`;
}

/** Into an empty schema: master data gets the ids 1, 2, 3… */
export async function loadCompany(bulk: Bulk, customers: number): Promise<void> {
  const { series } = dialectOf(bulk);
  const channel = (n: string) =>
    `CASE ${n} % 4 WHEN 0 THEN 'phone' WHEN 1 THEN 'email' WHEN 2 THEN 'chat' ELSE 'in_person' END`;
  await bulk.run(`INSERT INTO team (external_id, name, kind, created_at)
    ${series(TEAMS)} SELECT 'T-' || n, 'Equipo ' || n, 'team', 0 FROM series ORDER BY n`);
  await bulk.run(`INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
    ${series(EMPLOYEES)} SELECT 'E-' || n, 'Persona Número ' || n, 'agent', '2020-01-01', 'full', 0, 0 FROM series ORDER BY n`);
  await bulk.run(`INSERT INTO team_membership (employee_id, team_id, from_day)
    SELECT id, 1 + id % ${TEAMS}, '2020-01-01' FROM employee ORDER BY id`);
  await bulk.run(`INSERT INTO touchpoint (code, names, channel, presence, phone, created_at)
    ${series(TOUCHPOINTS)} SELECT 'place-' || n, '{"es":"Lugar","en":"Place","pt-BR":"Lugar"}', ${channel('n')}, 'remote',
      '800 123 4567', 0 FROM series ORDER BY n`);
  await bulk.run(`INSERT INTO cell (channel, reason, segment)
    ${series(CELLS)} SELECT ${channel('n')},
      CASE n / 4 % 4 WHEN 0 THEN 'billing' WHEN 1 THEN 'fault' WHEN 2 THEN 'contract' ELSE 'other' END,
      CASE n / 16 % 3 WHEN 0 THEN 'new' WHEN 1 THEN 'repeat' ELSE 'business' END
    FROM series ORDER BY n`);
  await bulk.run(`INSERT INTO user_account (email, name, locale, created_at)
    ${series(OWNERS)} SELECT 'recovery-' || n || '@aguaclara.example', 'Recuperación ' || n, 'es', 0 FROM series ORDER BY n`);
  await bulk.run(`INSERT INTO role_grant (user_id, role, scope, granted_at, granted_by)
    SELECT id, 'recovery', 'all', 0, 'system' FROM user_account ORDER BY id`);
  await bulk.run(`INSERT INTO customer (id, external_id, name, email, locale, segment, created_at, updated_at)
    ${series(customers)} SELECT ${customerId(bulk, 'n')}, 'C-' || n, 'Cliente Número ' || n,
      'cliente-' || n || '@example.com', 'es', 'repeat', 0, 0 FROM series`);
}
