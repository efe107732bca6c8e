/**
 * A board on a screen: shows one customer's words after the other, takes what is new or taken back as the server tells it,
 * and says when it was updated. It survives a lost network, and after ten minutes of it shows no names and no words any
 * more: nobody could tell it that somebody changed their mind. Nothing stands in the same place for hours.
 */
const board = document.getElementById('board');
const { live, edition, offline, arrived } = board.dataset;

const QUOTE_MS = 14_000;
const PAGE_MS = 21_000;
/** A new thanks stays a little longer. */
const ARRIVAL_MS = 20_000;
const TICK_MS = 500;
/** The server says every 15 seconds that all is well. */
const SILENT_AFTER_MS = 40_000;
const UNKNOWN_AFTER_MS = 600_000;
const LONGEST_WAIT_MS = 30_000;
const MINUTE_MS = 60_000;
/**
 * How far the picture goes from its place, in rem, and in how many minutes there and back: farther than a stroke of its
 * letters is wide, in steps too small to see. The two have no common divisor, so that it rarely takes the same way twice.
 */
const WAY = { across: 2.4, acrossMinutes: 47, down: 1.4, downMinutes: 29 };

let source;
let retry;
let wait = 1_000;
let triedAt = 0;
let heardAt = Date.now();
let shown = '';
let over = false;
let lost = false;
let updated = document.getElementById('updated')?.textContent ?? '';
let quote = 0;
let page = 0;
let quoteUntil = Date.now() + QUOTE_MS;
let quoteFor = QUOTE_MS;
let pageUntil = Date.now() + PAGE_MS;

const quotes = () => [...board.querySelectorAll('.board-quote')];
const pages = () => [...board.querySelectorAll('.board-page')];
const onlyOne = (all, index) => all.forEach((one, at) => one.classList.toggle('now', at === index));

function showQuote(index, forMs = QUOTE_MS) {
  const all = quotes();
  quote = all.length > 0 ? index % all.length : 0;
  onlyOne(all, quote);
  quoteFor = forMs;
  quoteUntil = Date.now() + forMs;
  place();
}

function showPage(index) {
  const all = pages();
  page = all.length > 0 ? index % all.length : 0;
  onlyOne(all, page);
  pageUntil = Date.now() + PAGE_MS;
  place();
}

/** Where the picture stands now: moved when something else appears anyway, and once a minute. An archive hangs nowhere. */
function place() {
  if (live === undefined) return;
  const minutes = Date.now() / MINUTE_MS;
  const { style } = document.documentElement;
  style.setProperty('--across', `${toAndFro(minutes / WAY.acrossMinutes, WAY.across)}rem`);
  style.setProperty('--down', `${toAndFro(minutes / WAY.downMinutes, WAY.down)}rem`);
}

/** At the same speed from one end to the other: it stands nowhere longer than elsewhere. @param trips there and back */
function toAndFro(trips, most) {
  return (most * (1 - 4 * Math.abs((trips % 1) - 0.5))).toFixed(3);
}

const silentFor = () => (live === undefined || over ? 0 : Date.now() - heardAt);

function sayUpdated() {
  const line = document.getElementById('updated');
  if (!line) return;
  const silent = silentFor() > SILENT_AFTER_MS;
  line.classList.toggle('board-stale', silent);
  const text = silent ? `${offline} · ${updated}` : updated;
  if (line.textContent !== text) line.textContent = text;
}

/** What the server drew, in place of what is shown; it stays with the words being read, if they may still be shown. */
function draw(html) {
  const before = quotes();
  const known = new Set(before.map((one) => one.dataset.quote));
  const reading = before[quote]?.dataset.quote;
  const left = Math.max(2_000, quoteUntil - Date.now());
  const drawn = new DOMParser().parseFromString(html, 'text/html');
  board.replaceChildren(...drawn.body.childNodes);
  const all = quotes();
  const fresh = known.size > 0 ? all.findIndex((one) => !known.has(one.dataset.quote)) : -1;
  const same = all.findIndex((one) => one.dataset.quote === reading);
  if (fresh >= 0) {
    const label = document.createElement('p');
    label.className = 'board-arrived';
    label.textContent = arrived;
    all[fresh].prepend(label);
    all[fresh].classList.add('fresh');
    showQuote(fresh, ARRIVAL_MS);
  } else if (same >= 0) {
    showQuote(same, quoteFor);
    quoteUntil = Date.now() + left;
  } else showQuote(0);
  const until = pageUntil;
  showPage(Math.min(page, Math.max(0, pages().length - 1)));
  pageUntil = until;
  sayUpdated();
}

function message(id) {
  board.replaceChildren(document.getElementById(id).content.cloneNode(true));
}

function gone() {
  over = true;
  source?.close();
  message('gone');
}

/** Nobody vouches for the names and the words any more. */
function lose() {
  lost = true;
  shown = '';
  message('lost');
}

/** Whether the link is still good: an event source does not say why it was refused. */
async function check() {
  try {
    const { status } = await fetch(live, { method: 'HEAD', cache: 'no-store' });
    if (status === 404) gone();
  } catch {
    // No network: it is tried again.
  }
}

/** Loads itself anew for a new release, once that can be reached: an error page would stay on the wall. */
async function renew() {
  try {
    const { ok } = await fetch(location.href, { cache: 'no-store' });
    if (ok) location.reload();
  } catch {
    // The next beat tries again.
  }
}

function connect() {
  clearTimeout(retry);
  source?.close();
  if (over) return;
  triedAt = Date.now();
  const own = new EventSource(live);
  source = own;
  own.addEventListener('board', ({ data }) => {
    const picture = JSON.parse(data);
    wait = 1_000;
    heardAt = Date.now();
    lost = false;
    if (picture.id === shown) return;
    shown = picture.id;
    draw(picture.html);
  });
  own.addEventListener('beat', ({ data }) => {
    const beat = JSON.parse(data);
    // After a sleep: what is shown now comes with a connection of its own.
    if (lost) return connect();
    heardAt = Date.now();
    updated = beat.updated;
    sayUpdated();
    if (beat.edition !== edition) void renew();
  });
  own.addEventListener('gone', gone);
  own.addEventListener('error', () => {
    own.close();
    if (over || own !== source) return;
    void check();
    // A thousand screens that lost the same server do not come back at the same moment.
    retry = setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  });
}

/** A cable that was pulled does not say so: after a silence the connection is made anew. */
function listen() {
  const silent = silentFor();
  if (silent > SILENT_AFTER_MS && Date.now() - triedAt > SILENT_AFTER_MS) connect();
  if (!lost && silent > UNKNOWN_AFTER_MS) lose();
  sayUpdated();
}

function turn() {
  const now = Date.now();
  if (quotes().length > 1 && now >= quoteUntil) showQuote(quote + 1);
  if (pages().length > 1 && now >= pageUntil) showPage(page + 1);
  const bar = board.querySelector('progress');
  if (bar) bar.value = quotes().length > 1 ? 100 - (100 * Math.max(0, quoteUntil - now)) / quoteFor : 0;
}

/** On a telephone everything stands below each other and nothing moves. */
const wide = matchMedia('(min-width: 60rem)');
function follow() {
  document.documentElement.classList.toggle('rotates', wide.matches);
}
wide.addEventListener('change', follow);
follow();
place();
setInterval(place, MINUTE_MS);
setInterval(() => {
  listen();
  if (wide.matches && !over && !lost) turn();
}, TICK_MS);
if (live !== undefined) connect();
