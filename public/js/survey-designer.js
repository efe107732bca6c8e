/**
 * The designer without leaving the page. It presses the same buttons of the same form as anybody without scripts: what
 * is typed is saved by itself, what changes on the page is taken from the server's answer, the focus stays where it was.
 */
import { makeSortable } from './survey-drag.js';
import { exclusive, parsePage, reloadFrame, renew, shownIn } from './page-parts.js';

/** Milliseconds after the last key until it is saved. */
const PAUSE = 700;

const form = document.querySelector('[data-designer]');
const inTurn = exclusive();
let timer;
/** Counts what was typed, to know whether all of it is saved. */
let typed = 0;
let kept = 0;
let lastField;

const byId = (id) => document.getElementById(id);

function say(what) {
  const status = byId('saved');
  status.textContent = status.dataset[what];
}

/** Presses a button in place. `whole`: what is open is shown anew too, not only what stands around it. */
function press(action, whole = true) {
  clearTimeout(timer);
  return inTurn(() => send(action, whole)).catch(() => say('failed'));
}

async function send(action, whole) {
  const body = new window.URLSearchParams(new window.FormData(form));
  body.set('do', action);
  const upTo = typed;
  say('saving');
  const reply = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } });
  const address = new window.URL(reply.url);
  const isHere = address.pathname === new window.URL(form.action).pathname;
  // Signed out meanwhile: what was typed stays on the screen.
  if (address.pathname === '/sign-in' || (isHere && reply.status >= 500)) throw new Error(String(reply.status));
  if (!isHere) {
    kept = typed;
    location.assign(address);
    return;
  }
  const page = parsePage(await reply.text());
  const fresh = page.querySelector('[data-designer]');
  if (!fresh) throw new Error(String(reply.status));
  if (reply.ok) kept = upTo;
  const before = form.elements.edits.value;
  const focused = document.activeElement?.id;
  renew(page, form, whole);
  if (whole) {
    form.className = fresh.className;
    byId('panel').replaceWith(page.getElementById('panel'));
    if (reply.ok && address.search !== location.search) window.history.pushState(null, '', address);
    enhance();
    focusAfter(action, focused);
  } else enhance();
  byId('announce').textContent = page.querySelector('.flash p')?.textContent ?? '';
  for (const frame of form.querySelectorAll('[data-live-frame]')) {
    const source = fresh.querySelector(`.${frame.className}`).getAttribute('src');
    if (source !== shownIn(frame) || before !== form.elements.edits.value) reloadFrame(frame, source);
  }
}

/** Where the focus goes: to what is new, or back to where it was. */
function focusAfter(action, focused) {
  const [verb, target, field] = action.split(':');
  const panel = byId('panel');
  const lastOf = (selector) => [...panel.querySelectorAll(selector)].at(-1);
  const places = {
    add: () => panel.querySelector('textarea'),
    copy: () => panel.querySelector('textarea'),
    section: () => panel.querySelector('input[type=text]'),
    remove: () => byId('panel-title'),
    unsection: () => byId('panel-title'),
    open: () => (field && byId(field)) || byId(target ? 'panel-title' : 'outline-title'),
    option: () => (target === 'add' ? lastOf('.option-list input') : byId(focused) ?? byId('do-option:add')),
    condition: () => (target === 'add' ? lastOf('.condition select') : byId('panel-title')),
    jump: () => (target === 'add' ? lastOf('.jump select') : byId('panel-title')),
  };
  const place = places[verb]?.() ?? (focused && byId(focused)) ?? undefined;
  place?.focus();
  if (['add', 'copy', 'open', 'section'].includes(verb) && matchMedia('(max-width: 767.98px)').matches) {
    window.scrollTo(0, 0);
  }
}

/** What works only with scripts appears; what is for those without goes. */
function enhance() {
  for (const part of form.querySelectorAll('[data-without-script], .names-plain')) part.hidden = true;
  for (const chip of form.querySelectorAll('[data-insert]')) chip.hidden = false;
  lastField = form.querySelector('#panel textarea') ?? undefined;
  makeSortable(form, (key, list, before) => press(`place:${key}:${list}:${before}`));
}

const isPreview = (target) => target.closest('.live') !== null;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  event.stopPropagation();
  const { submitter } = event;
  if (submitter?.getAttribute('aria-disabled') === 'true') return;
  const action = submitter?.value ?? 'save';
  void press(action, action !== 'save');
});
form.addEventListener('input', ({ target }) => {
  if (isPreview(target)) return;
  typed += 1;
  clearTimeout(timer);
  if (!target.matches('[data-again]')) timer = setTimeout(() => press('save', false), PAUSE);
});
form.addEventListener('change', ({ target }) => {
  if (target.matches('[data-again]')) void press('save');
});
form.addEventListener('focusin', ({ target }) => {
  if (target.matches('#panel textarea, #panel input[lang]')) lastField = target;
});
form.addEventListener('click', ({ target }) => {
  const chip = target.closest('[data-insert]');
  if (!chip || !lastField) return;
  lastField.focus();
  lastField.setRangeText(chip.dataset.insert, lastField.selectionStart, lastField.selectionEnd, 'end');
  lastField.dispatchEvent(new window.Event('input', { bubbles: true }));
});
window.addEventListener('popstate', () => location.reload());
window.addEventListener('beforeunload', (event) => {
  if (typed !== kept) event.preventDefault();
});

enhance();
