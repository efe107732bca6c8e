/**
 * The floor of `page`: the least a program does that renders the customer's page for every visit. node:http, prepared
 * statements, the product's own templates compiled by Handlebars, its messages compiled once, the same token check and
 * the same signed stamp. No framework, one language, no corrections.
 *
 * node page.cjs <database file or URL> <port> <page.json>: what the page shows, with ⟨marks⟩ where customers differ.
 */
const { createHash, createHmac, randomBytes } = require('node:crypto');
const { readFileSync, readdirSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const Handlebars = require('handlebars');
const { IntlMessageFormat } = require('intl-messageformat');

const [database, port, file] = process.argv.slice(2);
const page = JSON.parse(readFileSync(file, 'utf8'));
const views = join(__dirname, '../../views');
const secret = 'a secret that is long enough for a benchmark';

const texts = {};
for (const file of readdirSync(join(views, 'messages/es')))
  Object.assign(texts, JSON.parse(readFileSync(join(views, 'messages/es', file), 'utf8')));
const messages = new Map();
function words(key, params) {
  let message = messages.get(key);
  if (!message) {
    const compiled = new IntlMessageFormat(texts[key], page.tag, undefined, { ignoreTag: true });
    message = { compiled, plain: texts[key].includes('{') ? undefined : compiled.format() };
    messages.set(key, message);
  }
  return message.plain ?? message.compiled.format(params);
}
Handlebars.registerHelper({
  t: (key, options) => words(key, options.hash),
  asset: (path) => page.assets[path],
  eq: (a, b) => a === b,
});
const template = (name) =>
  Handlebars.compile(readFileSync(join(views, `${name}.hbs`), 'utf8'), { preventIndent: true });
for (const partial of readdirSync(join(views, 'partials'))) {
  const name = partial.replace('.hbs', '');
  Handlebars.registerPartial(name, template(`partials/${name}`));
}
const [body, layout] = [template('responses/answer'), template('layouts/public')];

/** An object literal with the customer's values in the place of the marks. */
const literal = (value) =>
  JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.includes('\ue000') ? `\`${JSON.parse(text).replace(/[`\\$]/g, '\\$&').replace(/\ue000(\w+)\ue001/g, '${v.$1}')}\`` : text,
  ); // prettier-ignore
const modelOf = new Function('v', `return ${literal(page.model)};`);
const titleOf = new Function('v', `return ${literal(page.data.title)};`);

const firstWord = (name) => (name ?? '').split(' ')[0];
const list = new Intl.ListFormat(page.tag, { type: 'conjunction' });
const date = new Intl.DateTimeFormat(page.tag, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
});
const days = new Map();
function dayOf(day) {
  if (!days.has(day)) days.set(day, date.format(new Date(`${day}T12:00:00Z`)));
  return days.get(day);
}

function show(token, rows) {
  const [row] = rows;
  const at = Date.now().toString(36);
  const id = randomBytes(8).toString('base64url');
  const signature = createHmac('sha256', secret)
    .update(`page-stamp ${token} ${at} ${id}`)
    .digest('base64url');
  const [first, second] = (row.customer ?? '').split(' ');
  const names = rows.map(({ employee }) => firstWord(employee));
  const values = {
    action: `/s/${token}`,
    wrongHref: `/s/${token}/wrong`,
    trapHref: `/s/${token}/more`,
    stamp: `${at}.${id}.${signature.slice(0, 22)}`,
    contact: `Su contacto del ${dayOf(row.day)}, sobre ${row.reason}.`,
    employee: names[0],
    name: first,
    people: names.length === 1 ? names[0] : list.format(names),
    server0: names[0],
    server1: names[1],
    quote0: `${first} ${(second ?? '')[0]}.`,
    quote1: first,
    quote2: row.customer,
  };
  const data = { ...page.data, title: titleOf(values) };
  return layout({ body: body(modelOf(values), { data }) }, { data });
}

const COLUMNS = `i.id, i.state, i.survey_version_id, i.locale, k.expires_at, n.occurred_day AS day, cell.channel, cell.reason,
  c.name AS customer, e.name AS employee, p.share_ppm`;
const FROM = `FROM invitation_token k JOIN invitation i ON i.id = k.invitation_id
  JOIN interaction n ON n.id = i.interaction_id JOIN cell ON cell.id = n.cell_id
  LEFT JOIN customer c ON c.id = i.customer_id LEFT JOIN participation p ON p.interaction_id = i.interaction_id
  LEFT JOIN employee e ON e.id = p.employee_id`;
const ANSWERED = `(SELECT COUNT(*) FROM response r WHERE r.invitation_id = i.id) AS answered`;
const sql = (mark) => `SELECT ${COLUMNS}, ${ANSWERED} ${FROM}
  WHERE k.token_hash = ${mark} AND k.purpose = 'answer' AND k.revoked_at IS NULL ORDER BY p.share_ppm DESC`;

/** @returns a function from the hash of a token to the rows of its invitation, at once or later */
function openSqlite() {
  const BetterSqlite3 = require('better-sqlite3');
  const db = new BetterSqlite3(database);
  db.pragma('cache_size = -65536');
  const find = db.prepare(sql('?'));
  return (hash) => find.all(hash);
}
function openPostgres() {
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString: database, max: 10 });
  const text = sql('$1');
  return async (hash) => (await pool.query({ name: 'find', text, values: [hash] })).rows;
}
const find = database.startsWith('postgres') ? openPostgres() : openSqlite();

function answer(reply, token, rows) {
  const [row] = rows;
  if (!row) return refuse(reply, 404);
  if (Date.now() >= Number(row.expires_at)) return refuse(reply, 410);
  const html = show(token, rows);
  reply.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(html),
  });
  reply.end(html);
}

function refuse(reply, status) {
  reply.writeHead(status);
  reply.end();
}

createServer((request, reply) => {
  if (!request.url.startsWith('/s/')) return refuse(reply, 200);
  const token = request.url.slice('/s/'.length);
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return refuse(reply, 404);
  const found = find(createHash('sha256').update(token).digest('hex'));
  if (Array.isArray(found)) return answer(reply, token, found);
  found.then((rows) => answer(reply, token, rows)).catch(() => refuse(reply, 500));
}).listen(Number(port), '127.0.0.1');
