/** Each translation is saved when its field is left, without leaving the page. */
import { exclusive, parsePage, renew } from './page-parts.js';

const root = document.querySelector('[data-translation]');
const inTurn = exclusive();
let unsaved = 0;

function say(what) {
  document.getElementById('saved').textContent = root.dataset[what];
}

async function save(form) {
  say('saving');
  const body = new window.URLSearchParams(new window.FormData(form));
  const reply = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } });
  const page = parsePage(await reply.text());
  const fresh = page.querySelector('[data-translation]');
  if (!fresh) throw new Error(String(reply.status));
  renew(page, root);
  const edits = page.querySelector('input[name=edits]')?.value;
  for (const field of edits === undefined ? [] : root.querySelectorAll('input[name=edits]')) field.value = edits;
  if (!reply.ok) throw new Error(String(reply.status));
  say('saved');
}

root.addEventListener('change', ({ target }) => {
  const form = target.closest('[data-translate]');
  const cell = target.closest('.translation-cell');
  if (!form || !cell) return;
  unsaved += 1;
  inTurn(() => save(form))
    .then(() => {
      unsaved -= 1;
      const isMissing = target.value.trim() === '';
      cell.classList.toggle('is-missing', isMissing);
      if (!isMissing) cell.querySelector('.missing-mark')?.remove();
    })
    .catch(() => say('failed'));
});
root.addEventListener('submit', (event) => {
  event.preventDefault();
  event.stopPropagation();
});
window.addEventListener('beforeunload', (event) => {
  if (unsaved > 0) event.preventDefault();
});
for (const part of root.querySelectorAll('[data-without-script]')) part.hidden = true;
