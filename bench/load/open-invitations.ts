/** Invitations mailed an hour ago and waiting for their answer. */
import { createHash, randomBytes } from 'node:crypto';
import type { Bulk } from '../support/bulk';
import { CELLS, customerId, EMPLOYEES, TOUCHPOINTS } from './company';
import { dialectOf, mixed, uuid } from './dialect';
import { surveyIds } from './stored-responses';

const HOUR = 3_600_000;
/** Row numbers beyond any stored response, so that ids and case numbers never meet. */
const FIRST = 20_000_000;
const ROWS_PER_STATEMENT = 500;

/**
 * Adds open invitations to a loaded company.
 * @returns their secret tokens, in no particular order
 */
export async function loadOpenInvitations(bulk: Bulk, count: number, now: number): Promise<string[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'));
  await bulk.run('CREATE TEMPORARY TABLE waiting (n bigint NOT NULL, hash varchar NOT NULL)');
  for (let start = 0; start < count; start += ROWS_PER_STATEMENT) {
    const rows = tokens.slice(start, start + ROWS_PER_STATEMENT).map((token, index) => {
      const hash = createHash('sha256').update(token).digest('hex');
      return `(${FIRST + start + index}, '${hash}')`;
    });
    await bulk.run(`INSERT INTO waiting VALUES ${rows.join(', ')}`);
  }
  const dialect = dialectOf(bulk);
  const survey = await surveyIds(bulk);
  const [contact, sent] = [now - 3 * HOUR, now - HOUR];
  const [customers] = await bulk.all<{ n: number | string }>('SELECT COUNT(*) AS n FROM customer');
  await bulk.run(`CREATE TEMPORARY TABLE opened AS
    SELECT hash, n, ${uuid(dialect, String(contact), 1)} AS interaction_id, ${uuid(dialect, String(sent), 2)} AS invitation_id,
      1 + ${mixed('employee', EMPLOYEES)} AS employee, ${mixed('helper', 5)} AS alone,
      1 + ${mixed('touchpoint', TOUCHPOINTS)} AS touchpoint, 1 + ${mixed('cell', CELLS)} AS cell,
      ${customerId(bulk, `(1 + ${mixed('customer', Number(customers?.n))})`)} AS customer_id
    FROM waiting`);
  const day = dialect.day(String(contact));
  for (const sql of [
    `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
     SELECT interaction_id, 'crm', 'T-' || n, touchpoint, cell, ${contact}, ${day}, customer_id, ${contact} FROM opened ORDER BY n`,
    `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day)
     SELECT interaction_id, employee, 'agent', CASE WHEN alone = 0 THEN 600000 ELSE 1000000 END, ${day} FROM opened
     UNION ALL SELECT interaction_id, 1 + employee % ${EMPLOYEES}, 'agent', 400000, ${day} FROM opened WHERE alone = 0`,
    `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state,
       send_at, expires_at, sent_at, attempts, message_id, created_at, updated_at)
     SELECT invitation_id, interaction_id, ${survey.surveyId}, ${survey.versionId}, 1, 'email', customer_id, 'es', 'sent',
       ${sent}, ${now + 300 * HOUR}, ${sent}, 1, '<' || invitation_id || '@aguaclara.example>', ${contact}, ${sent}
     FROM opened ORDER BY n`,
    `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at)
     SELECT hash, invitation_id, 'answer', ${sent}, ${now + 300 * HOUR} FROM opened ORDER BY hash`,
  ]) {
    await bulk.run(sql);
  }
  await bulk.run('DROP TABLE opened');
  await bulk.run('DROP TABLE waiting');
  return tokens;
}
