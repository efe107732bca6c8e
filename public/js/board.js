/**
 * A board on a screen: shows one customer's words after the other, takes what is new or taken back as the server tells it,
 * and says when it was updated. It survives a lost network, and after ten minutes of it shows no names any more: nobody
 * could tell it that somebody changed their mind.
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
/** The picture moves by so many steps, one a minute, so that nothing burns in. */
const SHIFTS = 9;

let source;
let wait = 1_000;
let heardAt = Date.now();
let shown = '';
let over = false;
let lost = false;
let latest = '';
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
}

function showPage(index) {
  const all = pages();
  page = all.length > 0 ? index % all.length : 0;
  onlyOne(all, page);
  pageUntil = Date.now() + PAGE_MS;
}

function sayUpdated() {
  const place = document.getElementById('updated');
  if (!place) return;
  const silent = live !== undefined && Date.now() - heardAt > SILENT_AFTER_MS;
  place.classList.toggle('board-stale', silent);
  const text = silent ? `${offline} · ${updated}` : updated;
  if (place.textContent !== text) place.textContent = text;
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
  shown = '';
  latest = '';
  message('gone');
}

function heard() {
  heardAt = Date.now();
  if (!lost) return;
  lost = false;
  if (latest) draw(latest);
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

function connect() {
  if (over) return;
  source = new EventSource(live);
  source.addEventListener('board', ({ data }) => {
    const picture = JSON.parse(data);
    wait = 1_000;
    latest = picture.html;
    heard();
    if (picture.id === shown) return;
    shown = picture.id;
    draw(picture.html);
  });
  source.addEventListener('beat', ({ data }) => {
    const beat = JSON.parse(data);
    heard();
    updated = beat.updated;
    sayUpdated();
    if (beat.edition !== edition) location.reload();
  });
  source.addEventListener('gone', gone);
  source.addEventListener('error', () => {
    source.close();
    if (over) return;
    void check();
    // A thousand screens that lost the same server do not come back at the same moment.
    setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  });
}

function tick() {
  const now = Date.now();
  if (live !== undefined && !over && !lost && now - heardAt > UNKNOWN_AFTER_MS) {
    lost = true;
    latest = '';
    shown = '';
    message('lost');
  }
  if (over || lost) return;
  if (quotes().length > 1 && now >= quoteUntil) showQuote(quote + 1);
  if (pages().length > 1 && now >= pageUntil) showPage(page + 1);
  const bar = board.querySelector('progress');
  if (bar) bar.value = quotes().length > 1 ? 100 - (100 * Math.max(0, quoteUntil - now)) / quoteFor : 0;
  sayUpdated();
}

function shift() {
  document.documentElement.dataset.shift = String(Math.floor(Date.now() / 60_000) % SHIFTS);
}

/** On a telephone everything stands below each other and nothing moves. */
if (matchMedia('(min-width: 60rem)').matches) {
  document.documentElement.classList.add('rotates');
  setInterval(tick, TICK_MS);
  shift();
  setInterval(shift, 60_000);
} else {
  setInterval(sayUpdated, 10_000);
}
if (live !== undefined) connect();
