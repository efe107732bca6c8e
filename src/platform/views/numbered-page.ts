/** One page of a list that is short enough to be read whole, and the way to the pages beside it. */

const PAGE_SIZE = 50;

/** @param page from 1; beyond the last it is the last */
export function numberedPage<T>(rows: readonly T[], page: number, path: string) {
  const last = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const number = Math.min(Math.max(page, 1), last);
  const from = (number - 1) * PAGE_SIZE;
  const shown = rows.slice(from, from + PAGE_SIZE);
  return {
    shown,
    paged: last > 1,
    pager: {
      from: from + 1,
      to: from + shown.length,
      total: rows.length,
      previousHref: number > 1 ? `${path}?page=${number - 1}` : undefined,
      nextHref: number < last ? `${path}?page=${number + 1}` : undefined,
    },
  };
}
