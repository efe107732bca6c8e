/** Parts of a page taken from a newer answer of the server. They carry `data-live` and an id. */

export const parsePage = (html) => new window.DOMParser().parseFromString(html, 'text/html');

/**
 * Replaces the parts that differ, and keeps lists that were unfolded open. A part that holds the focus is left alone
 * unless `all`.
 */
export function renew(page, root, all = false) {
  for (const part of page.querySelectorAll('[data-live]')) {
    const old = document.getElementById(part.id);
    if (!old || !root.contains(old) || old.innerHTML === part.innerHTML) continue;
    if (!all && old.contains(document.activeElement)) continue;
    for (const unfolded of old.querySelectorAll('details[id][open]')) {
      const same = all ? null : part.querySelector(`[id="${unfolded.id}"]`);
      if (same) same.open = true;
    }
    old.replaceWith(part);
  }
}

/** One thing after the other: each waits until the one before is done, whether or not it worked. */
export function exclusive() {
  let last = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** What a frame shows, or showed first. */
export const shownIn = (frame) => frame.dataset.shown ?? frame.getAttribute('src');

/** Loads a frame anew without an entry in the history. A page of ours is shown where it was read. */
export function reloadFrame(frame, source) {
  const { contentDocument: page, contentWindow: view } = frame;
  const { scrollY } = page && shownIn(frame) === source ? view : { scrollY: 0 };
  if (scrollY > 0) frame.addEventListener('load', () => frame.contentWindow.scrollTo(0, scrollY), { once: true });
  frame.dataset.shown = source;
  view.location.replace(source);
}
