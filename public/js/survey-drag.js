/** Questions are dragged by their handle, within a page and from one to another. The buttons beside do the same. */
import Sortable from '../vendor/sortable.esm.js';

/** Calls `drop` with the key of the question, the page it was dropped on and the key of the one behind it. */
export function makeSortable(root, drop) {
  for (const list of root.querySelectorAll('[data-list]')) {
    for (const grip of list.querySelectorAll('[data-grip]')) grip.hidden = false;
    if (Sortable.get(list)) continue;
    Sortable.create(list, {
      group: 'questions',
      handle: '[data-grip]',
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
      onEnd: ({ item, to }) => drop(item.dataset.key, to.dataset.list, item.nextElementSibling?.dataset.key ?? ''),
    });
  }
}
