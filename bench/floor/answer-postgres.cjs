/**
 * The floor of `answer` on PostgreSQL: as `answer.cjs`, and what waits is written together. Two connections take turns;
 * each takes up to 64 answers, reads their invitations with one statement, and writes each table with one more. All of
 * it is sent without waiting for the replies in between, and answered after the COMMIT.
 *
 * node answer-postgres.cjs <database URL> <port> <page>: the page is the product's own, with {{token}} where it stands.
 */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { URLSearchParams } = require('node:url');
const { Client } = require('pg');
const { v7 } = require('uuid');

const [url, port, pageFile] = process.argv.slice(2);
const page = readFileSync(pageFile, 'utf8').split('{{token}}');
const MOST = 64;
const LANES = 2;
const VERIFIED = JSON.stringify({ revision: 1, reasons: [] });
const SIX_HOURS = 21_600_000;
const DAY = 86_400_000;
const client = createHash('sha256').update('other').digest('hex').slice(0, 16);

/** `unnest($1::varchar[], …)` for columns spelled `id:varchar n:integer`. */
function rowsOf(columns) {
  const pairs = columns.split(' ').map((column) => column.split(':'));
  return {
    names: pairs.map(([name]) => name).join(', '),
    rows: `unnest(${pairs.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')}) AS v(${pairs.map(([name]) => name).join(', ')})`,
    width: pairs.length,
  };
}
const insert = (table, columns, rest = '') => {
  const { names, rows, width } = rowsOf(columns);
  return { text: `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${rows} ${rest}`, width };
};

const FIND = `SELECT k.token_hash, i.id, i.interaction_id, i.survey_version_id, i.channel, i.locale, i.sent_at, k.expires_at,
    n.touchpoint_id, n.cell_id, n.customer_id,
    (SELECT array_agg(ARRAY[p.employee_id, p.share_ppm]) FROM participation p WHERE p.interaction_id = n.id) AS people
  FROM invitation_token k JOIN invitation i ON i.id = k.invitation_id JOIN interaction n ON n.id = i.interaction_id
  WHERE k.token_hash = ANY($1::varchar[]) AND k.purpose = 'answer' AND k.revoked_at IS NULL`;
const RESPONSE = insert(
  'response',
  'id:varchar invitation_id:varchar interaction_id:varchar survey_version_id:integer source:varchar locale:varchar received_at:bigint counting_day:varchar',
  'ORDER BY invitation_id ON CONFLICT (invitation_id) DO NOTHING RETURNING id',
);
const TABLES = {
  revision: insert(
    'response_revision',
    'response_id:varchar revision:integer received_at:bigint state:varchar may_contact:integer may_quote:integer quote_name:varchar evidence:text',
  ),
  answer: insert('answer', 'response_id:varchar revision:integer question_id:integer rating:integer'),
  text: insert('answer_text', 'response_id:varchar revision:integer question_id:integer text:text'),
  attribution: insert(
    'attribution',
    'response_id:varchar entry:integer employee_id:integer share_ppm:integer reason:varchar decided_by:varchar decided_at:bigint counting_day:varchar',
  ),
  verification: insert(
    'verification',
    'id:varchar response_id:varchar status:varchar evidence:text decided_by:varchar decided_at:bigint',
  ),
  current: insert(
    'response_current',
    'response_id:varchar revision:integer attribution_entry:integer verification:varchar excluded:integer counts:integer complete:integer updated_at:bigint',
  ),
  rollup: (() => {
    const key = 'employee_id, day, touchpoint_id, cell_id, question_id, rating';
    const { rows, width } = rowsOf(
      'employee_id:integer day:varchar touchpoint_id:integer cell_id:integer question_id:integer rating:integer weight_ppm:bigint',
    );
    return {
      text: `INSERT INTO rollup (${key}, responses, weight_ppm) SELECT ${key}, COUNT(*), SUM(weight_ppm) FROM ${rows}
        GROUP BY ${key} ORDER BY ${key} ON CONFLICT (${key}) DO UPDATE SET responses = rollup.responses + excluded.responses,
        weight_ppm = rollup.weight_ppm + excluded.weight_ppm`,
      width,
    };
  })(),
  recovery: insert(
    'recovery_case',
    'id:varchar response_id:varchar customer_id:varchar state:varchar opened_at:bigint due_at:bigint updated_at:bigint',
  ),
  answered: (() => {
    const { rows, width } = rowsOf('id:varchar at:bigint event:varchar');
    return {
      text: `WITH answered AS (UPDATE invitation i SET state = 'answered', answered_at = v.at, lease_until = NULL, updated_at = v.at
        FROM ${rows} WHERE i.id = v.id AND i.answered_at IS NULL AND i.state = 'sent' RETURNING i.id, v.at, v.event)
        INSERT INTO invitation_event (id, invitation_id, at, state) SELECT event, id, at, 'answered' FROM answered`,
      width,
    };
  })(),
};

let questions = {};

function sorted(group, found) {
  const [responses, rows] = [[], Object.fromEntries(Object.keys(TABLES).map((name) => [name, []]))];
  for (const one of group) {
    const invitation = found.get(one.hash);
    const { now } = one;
    if (!invitation) one.status = 404;
    else if (now >= Number(invitation.expires_at)) one.status = 410;
    if (one.status) continue;
    one.id = v7();
    one.invitation = invitation;
    const day = new Date(now - SIX_HOURS).toISOString().slice(0, 10);
    one.day = day;
    responses.push([
      one.id, invitation.id, invitation.interaction_id, invitation.survey_version_id, invitation.channel, invitation.locale, now, day,
    ]); // prettier-ignore
  }
  return { responses, rows };
}

function add(rows, { id, invitation, ratings, comment, now, day }) {
  const secondsSinceSent = Math.floor((now - Number(invitation.sent_at)) / 100) / 10;
  rows.revision.push([
    id,
    1,
    now,
    'complete',
    0,
    0,
    'anonymous',
    JSON.stringify({ source: invitation.channel, client, status: 'confirmed', secondsSinceSent }),
  ]);
  for (const [question, rating] of ratings) rows.answer.push([id, 1, question, rating]);
  if (comment !== null) rows.text.push([id, 1, questions.comment, comment]);
  rows.verification.push([v7(), id, 'confirmed', VERIFIED, 'system', now]);
  rows.current.push([id, 1, 1, 'confirmed', 0, 1, 1, now]);
  const { touchpoint_id: touchpoint, cell_id: cell, customer_id: customer } = invitation;
  for (const [employee, share] of invitation.people) {
    rows.attribution.push([id, 1, employee, share, 'participation', 'system', now, day]);
    for (const [question, rating] of ratings)
      rows.rollup.push([employee, day, touchpoint, cell, question, rating, share]);
  }
  if (ratings.some(([, rating]) => rating <= 2))
    rows.recovery.push([v7(), id, customer, 'open', now, now + DAY, now]);
  rows.answered.push([invitation.id, now, v7()]);
}

const columns = (rows, width) => Array.from({ length: width }, (_, index) => rows.map((row) => row[index]));

async function write(connection, group) {
  const hashes = group.map(({ hash }) => hash);
  const { rows: invitations } = await connection.query({ name: 'find', text: FIND, values: [hashes] });
  const found = new Map(invitations.map((row) => [row.token_hash, row]));
  const { responses, rows } = sorted(group, found);
  const unheard = () => undefined; // COMMIT tells whether everything before it went well.
  connection.query('BEGIN').catch(unheard);
  const { text, width } = RESPONSE;
  const added = await connection.query({ name: 'response', text, values: columns(responses, width) });
  const ours = new Set(added.rows.map(({ id }) => id));
  for (const one of group) if (ours.has(one.id)) add(rows, one);
  for (const [name, table] of Object.entries(TABLES)) {
    if (rows[name].length > 0)
      connection.query({ name, text: table.text, values: columns(rows[name], table.width) }).catch(unheard);
  }
  const { command } = await connection.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('Nothing was kept.');
  for (const { reply, token, status } of group) {
    if (status) refuse(reply, status);
    else {
      const html = page.join(token);
      reply.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Length': Buffer.byteLength(html),
      });
      reply.end(html);
    }
  }
}

let waiting = [];
const idle = [];
function next() {
  if (waiting.length === 0 || idle.length === 0) return;
  const lane = idle.pop();
  const group = waiting.splice(0, MOST);
  write(lane, group)
    .catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      for (const { reply } of group) if (!reply.headersSent) refuse(reply, 500);
    })
    .finally(() => {
      idle.push(lane);
      next();
    });
}

function refuse(reply, status) {
  reply.writeHead(status);
  reply.end();
}

/** A rating from 1 to 5; undefined when the field is absent; NaN for anything else. */
const ratingOf = (text) => (text === null ? undefined : /^[1-5]$/.test(text) ? Number(text) : NaN);

function take(token, body, reply) {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return refuse(reply, 404);
  const form = new URLSearchParams(body);
  const [rating, process] = [ratingOf(form.get('rating')), ratingOf(form.get('answers[process]'))];
  const comment = form.get('comment');
  if (rating === undefined || Number.isNaN(rating) || Number.isNaN(process) || (comment?.length ?? 0) > 2000)
    return refuse(reply, 422);
  const ratings = [[questions.rating, rating]];
  if (process !== undefined) ratings.push([questions.process, process]);
  const hash = createHash('sha256').update(token).digest('hex');
  if (waiting.length === 0) setImmediate(next);
  waiting.push({ hash, token, ratings, comment, now: Date.now(), reply });
}

async function main() {
  for (let lane = 0; lane < LANES; lane += 1) {
    const connection = new Client({ connectionString: url, pipeline: true });
    await connection.connect();
    idle.push(connection);
  }
  const { rows } = await idle[0].query(
    `SELECT q.key, q.id FROM question q JOIN survey_version v ON v.id = q.survey_version_id AND v.state = 'published'`,
  );
  questions = Object.fromEntries(rows.map(({ key, id }) => [key, id]));
  createServer((request, reply) => {
    if (request.method !== 'POST') return refuse(reply, 200);
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => take(request.url.slice('/s/'.length), Buffer.concat(chunks).toString(), reply));
  }).listen(Number(port), '127.0.0.1');
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
