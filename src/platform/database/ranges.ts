/** Reading very many rows in parts, beside each other. */

/** Numbers above `after`, up to `last`. */
export type NumberRange = readonly [after: number, last: number];

/** So many ranges of equal width that together hold every number from 1 up to `last`; none below 1. */
export function rangesUpTo(last: number, parts: number): NumberRange[] {
  const width = Math.max(1, Math.ceil(last / parts));
  return Array.from({ length: Math.ceil(last / width) }, (_, part) => [part * width, (part + 1) * width]);
}
