/**
 * Cells too small to say anything are merged in a fixed order, so that the same answers always give the same cells: the last
 * part of the cell's name goes first (segment, then reason, then channel), and what is still too small joins the smallest others.
 */
import { sortedByKey } from '../../kernel';

/** Answers of one employee in one cell. Cell names are `channel|reason|segment` or any prefix of parts. */
export interface CellSize {
  readonly key: string;
  readonly cell: string;
  readonly n: number;
}

export interface MergeRule {
  readonly minimumResponses: number;
  readonly minimumEmployees: number;
}

export const DEFAULT_MERGE_RULE: MergeRule = { minimumResponses: 30, minimumEmployees: 5 };

/** The name of the cell that gathers all remainders. */
export const OTHER_CELL = '*';

const SEPARATOR = '|';

/** For each cell of `answers`, the cell it is counted in (itself when large enough). Order of `answers` does not matter. */
export function mergeCells(
  answers: readonly CellSize[],
  rule: MergeRule = DEFAULT_MERGE_RULE,
): Map<string, string> {
  const cells = sortedByKey([...new Set(answers.map((answer) => answer.cell))], (cell) => cell);
  const merged = new Map(cells.map((cell) => [cell, cell]));
  const depth = Math.max(1, ...cells.map((cell) => cell.split(SEPARATOR).length));

  for (let level = depth; level >= 1; level--) {
    for (const small of tooSmall(answers, merged, rule)) {
      if (small.split(SEPARATOR).length >= level) redirect(merged, small, parent(small, level));
    }
  }
  while (tooSmall(answers, merged, rule).includes(OTHER_CELL)) {
    const next = smallestBut(answers, merged, OTHER_CELL);
    if (next === null) break;
    redirect(merged, next, OTHER_CELL);
  }
  return merged;
}

function parent(cell: string, level: number): string {
  return [...cell.split(SEPARATOR).slice(0, level - 1), OTHER_CELL].join(SEPARATOR);
}

function redirect(merged: Map<string, string>, from: string, to: string): void {
  for (const [cell, target] of merged) if (target === from) merged.set(cell, to);
}

/** Size of each merged cell; weights are summed by sorted employee so that the sum is always the same. */
function sizes(
  answers: readonly CellSize[],
  merged: ReadonlyMap<string, string>,
): Map<string, { n: number; employees: number }> {
  const result = new Map<string, { n: number; people: Set<string> }>();
  for (const { key, cell, n } of sortedByKey(answers, (answer) => `${answer.cell}\u0000${answer.key}`)) {
    const target = merged.get(cell) ?? cell;
    const size = result.get(target) ?? { n: 0, people: new Set<string>() };
    size.n += n;
    size.people.add(key);
    result.set(target, size);
  }
  return new Map([...result].map(([cell, { n, people }]) => [cell, { n, employees: people.size }]));
}

function tooSmall(
  answers: readonly CellSize[],
  merged: ReadonlyMap<string, string>,
  rule: MergeRule,
): string[] {
  return [...sizes(answers, merged)]
    .filter(([, { n, employees }]) => n < rule.minimumResponses || employees < rule.minimumEmployees)
    .map(([cell]) => cell);
}

function smallestBut(
  answers: readonly CellSize[],
  merged: ReadonlyMap<string, string>,
  excluded: string,
): string | null {
  const others = sortedByKey([...sizes(answers, merged)], ([cell]) => cell).filter(
    ([cell]) => cell !== excluded,
  );
  const least = Math.min(...others.map(([, { n }]) => n));
  return others.find(([, { n }]) => n === least)?.[0] ?? null;
}
