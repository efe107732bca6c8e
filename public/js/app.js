/**
 * Small comforts on staff pages. Everything works without this file; it only saves taps:
 * a form is sent once, a filter applies when chosen, a text is copied, one menu is open at a time,
 * a summary of mistakes is read out, progress is looked at again, tables behind charts are printed.
 */
(() => {
  // A form is sent once. The button keeps its place and says that something happens.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    // What is downloaded leaves the page where it is: it can be asked for again.
    if (form.method === 'get' || form.hasAttribute('data-download')) return;
    if (form.dataset.sent === 'true') {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'true';
    const button = event.submitter;
    if (button) {
      button.setAttribute('aria-disabled', 'true');
      if (button.dataset.sending) button.textContent = button.dataset.sending;
    }
  });
  // The back button brings a page back as it was left: its forms may be sent again.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll('button[aria-disabled]')) button.removeAttribute('aria-disabled');
    }
  });

  // Filters apply when chosen; the button for those without scripts is taken away.
  for (const form of document.querySelectorAll('form[data-auto-submit]')) {
    for (const button of form.querySelectorAll('[data-without-script]')) button.hidden = true;
    form.addEventListener('change', () => form.requestSubmit());
  }

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (button) {
      await navigator.clipboard.writeText(button.dataset.copy);
      const answer = button.parentElement.querySelector('output');
      if (answer) answer.textContent = button.dataset.copied;
    }
    for (const menu of document.querySelectorAll('details.drop[open]')) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of document.querySelectorAll('details.drop[open]')) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }

  // Part of a page that tells how far something has come is looked at again every few seconds, while it is seen.
  for (const part of document.querySelectorAll('[data-refresh][id]')) {
    const timer = setInterval(async () => {
      if (document.hidden || part.contains(document.activeElement)) return;
      const reply = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
      if (!reply?.ok || reply.redirected) return;
      const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html').getElementById(part.id);
      if (!fresh) return;
      // What has come to its end is not looked at any more.
      if (!fresh.dataset.refresh) clearInterval(timer);
      part.replaceChildren(...fresh.childNodes);
    }, Number(part.dataset.refresh) * 1000);
  }

  // On a phone tabs are pushed sideways: the one that is open is brought into view.
  for (const tab of document.querySelectorAll('.tabs [aria-current]')) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  document.querySelector('.problems')?.focus();

  window.addEventListener('beforeprint', () => {
    for (const table of document.querySelectorAll('details.data-table')) table.open = true;
  });
})();
