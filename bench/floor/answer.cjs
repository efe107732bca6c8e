/**
 * The floor of `answer`: the least a program can do and still keep the product's promise. node:http and prepared
 * statements, the same token check, the same rows, and one durable COMMIT (synchronous=FULL) shared by the answers
 * that wait. No framework, no languages, no corrections: an invitation is answered once.
 *
 * node answer.cjs <database file> <port> <page>: the page is the product's own, with {{token}} where the token stands.
 */
const { Buffer } = require('node:buffer');
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { setImmediate } = require('node:timers');
const { URLSearchParams } = require('node:url');
const BetterSqlite3 = require('better-sqlite3');
const { v7 } = require('uuid');

const [file, port, pageFile] = process.argv.slice(2);
const page = readFileSync(pageFile, 'utf8').split('{{token}}');
const db = new BetterSqlite3(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');
db.pragma('cache_size = -65536');

const find =
  db.prepare(`SELECT i.id, i.interaction_id, i.survey_version_id, i.channel, i.locale, i.sent_at, k.expires_at,
    n.touchpoint_id, n.cell_id, n.customer_id
  FROM invitation_token k JOIN invitation i ON i.id = k.invitation_id JOIN interaction n ON n.id = i.interaction_id
  WHERE k.token_hash = ? AND k.purpose = 'answer' AND k.revoked_at IS NULL`);
const participants = db.prepare(
  `SELECT employee_id, share_ppm FROM participation WHERE interaction_id = ? ORDER BY employee_id`,
);
const addResponse = db.prepare(`INSERT INTO response
  (id, invitation_id, interaction_id, survey_version_id, source, locale, received_at, counting_day)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (invitation_id) DO NOTHING`);
const addRevision = db.prepare(`INSERT INTO response_revision
  (response_id, revision, received_at, state, may_contact, may_quote, quote_name, evidence)
  VALUES (?, 1, ?, 'complete', 0, 0, 'anonymous', ?)`);
const addAnswer = db.prepare(
  `INSERT INTO answer (response_id, revision, question_id, rating) VALUES (?, 1, ?, ?)`,
);
const addText = db.prepare(
  `INSERT INTO answer_text (response_id, revision, question_id, text) VALUES (?, 1, ?, ?)`,
);
const addAttribution = db.prepare(`INSERT INTO attribution
  (response_id, entry, employee_id, share_ppm, reason, decided_by, decided_at, counting_day)
  VALUES (?, 1, ?, ?, 'participation', 'system', ?, ?)`);
const addVerification =
  db.prepare(`INSERT INTO verification (id, response_id, status, evidence, decided_by, decided_at)
  VALUES (?, ?, 'confirmed', ?, 'system', ?)`);
const addCurrent = db.prepare(`INSERT INTO response_current
  (response_id, revision, attribution_entry, verification, excluded, counts, complete, updated_at)
  VALUES (?, 1, 1, 'confirmed', 0, 1, 1, ?)`);
const count = db.prepare(`INSERT INTO rollup
  (employee_id, day, touchpoint_id, cell_id, question_id, rating, responses, weight_ppm) VALUES (?, ?, ?, ?, ?, ?, 1, ?)
  ON CONFLICT DO UPDATE SET responses = responses + 1, weight_ppm = weight_ppm + excluded.weight_ppm`);
const owner = db.prepare(`SELECT u.id, (SELECT COUNT(*) FROM recovery_case c WHERE c.owner_user_id = u.id
    AND c.state IN ('open','acknowledged','promised','reopened')) AS load
  FROM user_account u JOIN role_grant g ON g.user_id = u.id AND g.role = 'recovery' AND g.scope = 'all'
  WHERE u.disabled_at IS NULL ORDER BY load, u.id LIMIT 1`);
const addCase = db.prepare(`INSERT INTO recovery_case
  (id, response_id, customer_id, state, owner_user_id, opened_at, due_at, updated_at) VALUES (?, ?, ?, 'open', ?, ?, ?, ?)`);
const markAnswered =
  db.prepare(`UPDATE invitation SET state = 'answered', answered_at = ?, lease_until = NULL, updated_at = ?
  WHERE id = ? AND answered_at IS NULL AND state = 'sent'`);
const addEvent = db.prepare(
  `INSERT INTO invitation_event (id, invitation_id, at, state) VALUES (?, ?, ?, 'answered')`,
);
const questions = Object.fromEntries(
  db
    .prepare(
      `SELECT q.key, q.id FROM question q JOIN survey_version v ON v.id = q.survey_version_id AND v.state = 'published'`,
    )
    .all()
    .map(({ key, id }) => [key, id]),
);

const client = createHash('sha256').update('other').digest('hex').slice(0, 16);
const VERIFIED = JSON.stringify({ revision: 1, reasons: [] });
const SIX_HOURS = 21_600_000;
const DAY = 86_400_000;

function write({ invitation, ratings, comment, now }) {
  const id = v7();
  const day = new Date(now - SIX_HOURS).toISOString().slice(0, 10);
  const { interaction_id: interaction, channel, locale } = invitation;
  const added = addResponse.run(
    id,
    invitation.id,
    interaction,
    invitation.survey_version_id,
    channel,
    locale,
    now,
    day,
  );
  if (added.changes === 0) return;
  const secondsSinceSent = Math.floor((now - invitation.sent_at) / 100) / 10;
  addRevision.run(
    id,
    now,
    JSON.stringify({ source: channel, client, status: 'confirmed', secondsSinceSent }),
  );
  for (const [question, rating] of ratings) addAnswer.run(id, question, rating);
  if (comment !== null) addText.run(id, questions.comment, comment);
  addVerification.run(v7(), id, VERIFIED, now);
  addCurrent.run(id, now);
  for (const { employee_id: employee, share_ppm: share } of participants.all(interaction)) {
    addAttribution.run(id, employee, share, now, day);
    for (const [question, rating] of ratings) {
      count.run(employee, day, invitation.touchpoint_id, invitation.cell_id, question, rating, share);
    }
  }
  if (ratings.some(([, rating]) => rating <= 2)) {
    addCase.run(v7(), id, invitation.customer_id, owner.get()?.id ?? null, now, now + DAY, now);
  }
  markAnswered.run(now, now, invitation.id);
  addEvent.run(v7(), invitation.id, now);
}

let waiting = [];
const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')];
function flush() {
  const group = waiting;
  waiting = [];
  begin.run();
  for (const one of group) write(one);
  commit.run();
  for (const { reply, token } of group) {
    const html = page.join(token);
    reply.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Length': Buffer.byteLength(html),
    });
    reply.end(html);
  }
}

function refuse(reply, status) {
  reply.writeHead(status);
  reply.end();
}

/** A rating from 1 to 5; undefined when the field is absent; NaN for anything else. */
const ratingOf = (text) => (text === null ? undefined : /^[1-5]$/.test(text) ? Number(text) : NaN);

function take(token, body, reply) {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return refuse(reply, 404);
  const invitation = find.get(createHash('sha256').update(token).digest('hex'));
  const now = Date.now();
  if (!invitation) return refuse(reply, 404);
  if (now >= invitation.expires_at) return refuse(reply, 410);
  const form = new URLSearchParams(body);
  const [rating, process] = [ratingOf(form.get('rating')), ratingOf(form.get('answers[process]'))];
  const comment = form.get('comment');
  if (rating === undefined || Number.isNaN(rating) || Number.isNaN(process) || (comment?.length ?? 0) > 2000)
    return refuse(reply, 422);
  const ratings = [[questions.rating, rating]];
  if (process !== undefined) ratings.push([questions.process, process]);
  if (waiting.length === 0) setImmediate(flush);
  waiting.push({ invitation, ratings, comment, now, reply, token });
}

createServer((request, reply) => {
  if (request.method !== 'POST') return refuse(reply, 200);
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => take(request.url.slice('/s/'.length), Buffer.concat(chunks).toString(), reply));
}).listen(Number(port), '127.0.0.1');
