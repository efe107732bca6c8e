/** While a theme's list is typed, what it would find is shown at once; nothing is kept until the list is saved. */
import { parsePage, renew } from './page-parts.js';

const PAUSE = 500;
const form = document.querySelector('[data-theme-form]');
let waiting;
let asked = 0;

form.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void tryOut(), PAUSE);
});

async function tryOut() {
  asked += 1;
  const turn = asked;
  const body = new URLSearchParams([...new FormData(form), ['do', 'try']]);
  const reply = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } }).catch(() => null);
  // An answer that was overtaken by a newer question is of no use.
  if (!reply?.ok || turn !== asked) return;
  renew(parsePage(await reply.text()), document);
}
