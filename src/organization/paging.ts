/** Pages of a list whose rows have a growing integer identifier: the cursor is the last one seen. */
import { z } from 'zod';

const LARGEST_PAGE = 500;

export const zCursor = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .default(0)
  .describe('The `nextCursor` of the page before.');

export const zPageSize = z.coerce
  .number()
  .int()
  .min(1)
  .max(LARGEST_PAGE)
  .default(100)
  .describe('How many items a page has.');

export interface Page<T> {
  items: T[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/** @param rows one more than the page holds, when there are more */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  cursorOf: (row: R) => string,
  show: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(show), nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}
