/** Invitations that were planned and have not left, one per customer, in a company without any history. */
import type { Bulk } from '../support/bulk';
import { CELLS, customerId, EMPLOYEES, loadCompany, TOUCHPOINTS } from './company';
import { dialectOf, mixed, uuid } from './dialect';
import { surveyIds } from './stored-responses';

const HOUR = 3_600_000;

/**
 * Loads a company with `count` customers, each of whom had one contact three hours ago.
 * @param states SQL of the columns `state`, `send_at` and `sent_at` of the n-th invitation
 * @param now UTC milliseconds
 */
export async function loadPlannedInvitations(
  bulk: Bulk,
  count: number,
  states: { state: string; sendAt: string; sentAt: string },
  now: number,
): Promise<void> {
  await loadCompany(bulk, count);
  const dialect = dialectOf(bulk);
  const survey = await surveyIds(bulk);
  const contact = now - 3 * HOUR;
  const day = dialect.day(String(contact));
  const interaction = uuid(dialect, String(contact), 1);
  const series = dialect.series(count);
  for (const sql of [
    `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
     ${series} SELECT ${interaction}, 'crm', 'T-' || n, 1 + ${mixed('touchpoint', TOUCHPOINTS)}, 1 + ${mixed('cell', CELLS)},
       ${contact}, ${day}, ${customerId(bulk, 'n')}, ${contact} FROM series`,
    `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day)
     ${series} SELECT ${interaction}, 1 + ${mixed('employee', EMPLOYEES)}, 'agent', 1000000, ${day} FROM series`,
    `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state,
       send_at, sent_at, expires_at, attempts, created_at, updated_at)
     ${series} SELECT ${uuid(dialect, String(contact), 2)}, ${interaction}, ${survey.surveyId}, ${survey.versionId}, 1, 'email',
       ${customerId(bulk, 'n')}, 'es', ${states.state}, ${states.sendAt}, ${states.sentAt}, ${now + 300 * HOUR}, 0, ${contact},
       ${contact} FROM series`,
  ]) {
    await bulk.run(sql);
  }
}

/** Settings under which nothing waits: no quiet hours, and receivers that take what comes. */
export async function loosenLimits(bulk: Bulk): Promise<void> {
  await bulk.run(
    `INSERT INTO setting (name, value, updated_at) VALUES ('invitations', '{"quietHours":null}', 0)`,
  );
  await bulk.run(`INSERT INTO setting (name, value, updated_at)
    VALUES ('sending', '{"perReceiverMinute":100000,"receivers":[]}', 0)`);
}
