/**
 * The one order used wherever a result must not depend on the order of its input: by UTF-16 code unit, the same on every
 * machine. (`localeCompare` depends on the machine's language data.)
 */

/** Negative, zero or positive as `left` sorts before, with or after `right`. */
export function compareKeys(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** A sorted copy of `rows`, by the key that `keyOf` gives; the input is left alone. Rows that are in order are only copied. */
export function sortedByKey<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  if (isInOrder(rows, keyOf)) return [...rows];
  return rows
    .map((row) => ({ key: keyOf(row), row }))
    .sort((left, right) => compareKeys(left.key, right.key))
    .map(({ row }) => row);
}

function isInOrder<T>(rows: readonly T[], keyOf: (row: T) => string): boolean {
  let last: string | undefined;
  for (const row of rows) {
    const key = keyOf(row);
    if (last !== undefined && last > key) return false;
    last = key;
  }
  return true;
}
