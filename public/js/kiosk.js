/**
 * The kiosk with a script: asks one question after the other on the device itself, keeps the answers there, sends them
 * when there is a network, and starts again for the next customer. Without it the same page works touch by touch.
 */
/* global crypto, CSS, sessionStorage, URL */
import { isEnough, slotAfter, slotsOnWay } from './kiosk-flow.js';
import { answerQueue } from './kiosk-queue.js';

const kiosk = document.getElementById('kiosk');
const form = document.getElementById('answer');
const place = document.getElementById('screen');
const back = document.getElementById('back');
const restart = document.getElementById('restart');
const idle = document.getElementById('idle');
const status = document.getElementById('status');
const flow = JSON.parse(document.getElementById('flow').textContent);
const { address, home, collector, edition, stamp, locale, ownLocale } = kiosk.dataset;

const IDLE_AFTER_MS = 45_000;
const IDLE_SECONDS = 30;
const THANKS_SECONDS = 12;
const HEARTBEAT_MS = 60_000;
/** How long answers wait for their page in another language. */
const CARRIED_MS = 60_000;
const CARRIED = 'aplauso-kiosk-carried';

/** A random UUID, version 4, also where the page is reached without https. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const queue = answerQueue({
  collector,
  address: `${address}/answers`,
  changed: ({ waiting, online }) => {
    const offline = online === false || navigator.onLine === false;
    // For the staff, not for customers: two small words in a corner.
    status.textContent = [offline ? status.dataset.offline : '', waiting > 0 ? status.dataset.waiting.replace('#', waiting) : '']
      .filter(Boolean)
      .join(' · ');
  },
});

let answers = {};
let id = newId();
let shown;
let quiet;
let countdown;

const screenOf = (key) => document.querySelector(`template[data-screen="${CSS.escape(key)}"]`);

/** Choices in another order for every customer, where the survey wants it; what is for "something else" stays last. */
function mix(list) {
  const items = [...list.children].filter((item) => !('last' in item.dataset));
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
  list.prepend(...items);
}

function show(content, title) {
  place.replaceChildren(content);
  form.querySelector('.thanked')?.remove();
  form.classList.remove('fresh');
  void form.offsetWidth;
  form.classList.add('fresh');
  const heading = place.querySelector('h1');
  document.title = title ?? heading.textContent;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function ask(key) {
  shown = key;
  const content = screenOf(key).content.cloneNode(true);
  content.querySelectorAll('[data-shuffle]').forEach(mix);
  const prompt = content.querySelector('[data-prompt]');
  const words = prompt.dataset[moodOf(flow.leading)];
  if (words) prompt.textContent = words;
  const given = answers[key];
  for (const field of content.querySelectorAll('button.choice')) {
    if (given !== undefined) field.setAttribute('aria-pressed', String(field.value === String(given)));
  }
  for (const field of content.querySelectorAll('input[type=checkbox]')) field.checked = given?.includes(field.value) ?? false;
  const comment = content.querySelector('textarea');
  if (comment) comment.value = given ?? '';
  show(content);
  const begun = slotsOnWay(flow, answers)[0] !== key || Object.keys(answers).length > 0;
  back.hidden = slotsOnWay(flow, answers).indexOf(key) < 1;
  restart.hidden = !begun;
  watch();
}

/** What stands on the screen that was left by this button: a value, or undefined when nothing was said. */
function valueOf(button) {
  if (button?.name === 'skip') return undefined;
  if (button?.classList.contains('choice')) return place.querySelector('.list') ? button.value : Number(button.value);
  const words = place.querySelector('textarea');
  if (words) return words.value.trim() === '' ? undefined : words.value.slice(0, 4000);
  const ticked = [...place.querySelectorAll('input[type=checkbox]:checked')].map(({ value }) => value);
  return ticked.length > 0 ? ticked : undefined;
}

function refuse() {
  const problem = place.querySelector('.problem');
  problem.hidden = false;
  problem.textContent = kiosk.dataset.missing;
}

function answer(button) {
  const value = valueOf(button);
  if (value === undefined && flow.required.includes(shown)) return refuse();
  const others = Object.entries(answers).filter(([key]) => key !== shown);
  answers = Object.fromEntries(value === undefined ? others : [...others, [shown, value]]);
  const next = slotAfter(flow, answers, shown);
  return next === undefined ? finish() : ask(next);
}

/** Only what is on the way that was really taken. */
function keep() {
  const way = slotsOnWay(flow, answers);
  const kept = Object.fromEntries(Object.entries(answers).filter(([key]) => way.includes(key)));
  const sent = queue.add({ id, stamp, answers: kept, at: Date.now(), locale });
  id = newId();
  return sent;
}

function finish() {
  const unhappy = lowRated();
  void keep();
  answers = {};
  shown = undefined;
  const content = document.getElementById('thanks').content.cloneNode(true);
  content.querySelector(unhappy ? '[data-happy]' : '[data-unhappy]').remove();
  show(content);
  back.hidden = true;
  restart.hidden = true;
  stopWatching();
  count(THANKS_SECONDS, place.querySelector('[data-seconds]'), begin);
}

/** How a rating sounds: the mood its button has, or undefined. */
function moodOf(key) {
  const choices = screenOf(key)?.content.querySelectorAll('.choice') ?? [];
  const chosen = [...choices].find(({ value }) => value === String(answers[key]));
  return ['low', 'high'].find((mood) => chosen?.classList.contains(mood));
}

const lowRated = () => Object.keys(answers).some((key) => moodOf(key) === 'low');

/** For the next customer, in the device's own language. */
function begin() {
  clearInterval(countdown);
  if (idle.open) idle.close();
  answers = {};
  id = newId();
  if (locale !== ownLocale) return void window.location.assign(home);
  return ask(slotAfter(flow, answers, undefined));
}

/** Seconds that everybody can see, then what comes. */
function count(seconds, shownIn, then) {
  clearInterval(countdown);
  let left = seconds;
  shownIn.textContent = left;
  countdown = setInterval(() => {
    left -= 1;
    shownIn.textContent = Math.max(0, left);
    if (left > 0) return;
    clearInterval(countdown);
    then();
  }, 1000);
}

function stopWatching() {
  clearTimeout(quiet);
}

/** Begun and left alone: asks first, and takes as long as anybody needs. */
function watch() {
  stopWatching();
  const untouched = Object.keys(answers).length === 0 && (place.querySelector('textarea')?.value ?? '') === '';
  if (shown === undefined || (untouched && locale === ownLocale)) return;
  quiet = setTimeout(() => {
    idle.showModal();
    count(IDLE_SECONDS, idle.querySelector('[data-seconds]'), leave);
  }, IDLE_AFTER_MS);
}

/** Gone without a word: what was answered is kept when it is enough to be an answer. */
function leave() {
  if (isEnough(flow, answers)) void keep();
  begin();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const { submitter } = event;
  if (submitter?.name === 'lang') return speak(submitter);
  if (shown !== undefined) answer(submitter);
});

/** The same page in another language takes up where this one was. */
function speak(button) {
  if (button.value === locale) return;
  const words = place.querySelector('textarea');
  if (words && shown && words.value.trim() !== '') answers = { ...answers, [shown]: words.value };
  sessionStorage.setItem(CARRIED, JSON.stringify({ id, answers, shown, until: Date.now() + CARRIED_MS }));
  window.location.assign(button.dataset.href);
}

back.addEventListener('click', () => {
  const way = slotsOnWay(flow, answers);
  const before = way[way.indexOf(shown) - 1];
  if (before !== undefined) ask(before);
});
restart.addEventListener('click', (event) => {
  event.preventDefault();
  begin();
});
place.addEventListener('click', (event) => {
  if (event.target.closest('[data-again]')) begin();
});
idle.querySelector('[data-more]').addEventListener('click', () => idle.close());
idle.querySelector('[data-end]').addEventListener('click', begin);
idle.addEventListener('close', () => {
  clearInterval(countdown);
  watch();
});
for (const kind of ['pointerdown', 'keydown', 'input']) {
  document.addEventListener(kind, () => {
    if (!idle.open) watch();
  });
}

/** Shows the device to the staff, and follows when the survey or the product has changed. */
async function heartbeat() {
  if ((await queue.waiting()) > 0) return void queue.flush();
  try {
    const reply = await fetch(`${address}/heartbeat`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      credentials: 'omit',
    });
    if (reply.status === 404) status.textContent = status.dataset.gone;
    if (!reply.ok) return;
    status.textContent = '';
    const { page } = await reply.json();
    const resting = shown === slotAfter(flow, {}, undefined) && Object.keys(answers).length === 0;
    if (page !== edition && resting) window.location.reload();
  } catch {
    status.textContent = status.dataset.offline;
  }
}

/** Everything this page is made of, in every language, for when there is no network. */
async function keepOnDevice() {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/k/service-worker.js', { scope: '/k/' });
  const registration = await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll('link[rel=stylesheet], script[src], img[src]')].map((one) => one.href ?? one.src);
  const modules = ['kiosk-flow.js', 'kiosk-queue.js'].map((file) => new URL(file, import.meta.url).href);
  const pages = [home, ...[...document.querySelectorAll('.language')].map(({ dataset }) => dataset.href)];
  registration.active.postMessage({ keep: [...new Set([...files, ...modules, ...pages])] });
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.kept) kiosk.dataset.kept = 'true';
  });
}

function start() {
  document.documentElement.classList.add('scripted');
  const carried = JSON.parse(sessionStorage.getItem(CARRIED) ?? 'null');
  sessionStorage.removeItem(CARRIED);
  if (carried && carried.until > Date.now() && screenOf(carried.shown ?? '')) {
    ({ id, answers } = carried);
    ask(carried.shown);
  } else {
    ask(slotAfter(flow, answers, undefined));
  }
  void queue.flush();
  void heartbeat();
  setInterval(heartbeat, HEARTBEAT_MS);
  keepOnDevice().catch(() => undefined);
}

start();
