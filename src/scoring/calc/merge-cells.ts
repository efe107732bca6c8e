/**
 * Cells too small to say anything are merged in a fixed order, so that the same answers always give the same cells: the last
 * part of the cell's name goes first (segment, then reason, then channel), and what is still too small joins the smallest others.
 */
import { sortedByKey, WHOLE_SHARE } from '../../kernel';
import type { CellTable } from './cell-table';

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
  const sizes = new Map<string, SizedCell>();
  for (const { key, cell, n } of answers) {
    let size = sizes.get(cell);
    if (!size) sizes.set(cell, (size = { millionths: 0, employees: new Set() }));
    size.millionths += Math.round(n * WHOLE_SHARE);
    size.employees.add(key);
  }
  return merged(sizes, rule);
}

/** The same for a table. */
export function mergeTable(table: CellTable, rule: MergeRule): Map<string, string> {
  const { keys, starts, names, cells, n } = table;
  const sizes = names.map((): SizedCell => ({ millionths: 0, employees: new Set() }));
  for (let employee = 0; employee < keys.length; employee++) {
    for (let row = starts[employee] ?? 0; row < (starts[employee + 1] ?? 0); row++) {
      const size = sizes[cells[row] ?? 0];
      if (!size) continue;
      size.millionths += Math.round((n[row] ?? 0) * WHOLE_SHARE);
      // Enough of them is all that will be asked for.
      if (size.employees.size <= rule.minimumEmployees) size.employees.add(keys[employee] ?? '');
    }
  }
  return merged(new Map(names.map((name, cell) => [name, sizes[cell] ?? NOTHING])), rule);
}

/** What was answered in a cell, in whole millionths: exact in any order. */
interface SizedCell {
  millionths: number;
  readonly employees: Set<string>;
}

const NOTHING: SizedCell = { millionths: 0, employees: new Set() };

function merged(sizes: ReadonlyMap<string, SizedCell>, rule: MergeRule): Map<string, string> {
  let cells = new Map(
    sortedByKey([...sizes], ([cell]) => cell)
      .filter(([, { employees }]) => employees.size > 0)
      .map(([cell, { millionths, employees }]): [string, GatheredCell] => [
        cell,
        { members: [cell], n: millionths / WHOLE_SHARE, employees },
      ]),
  );
  const depth = Math.max(1, ...[...cells.keys()].map((cell) => cell.split(SEPARATOR).length));
  for (let level = depth; level >= 1; level--) {
    cells = regroup(cells, (name, cell) =>
      isTooSmall(cell, rule) && name.split(SEPARATOR).length >= level ? parent(name, level) : name,
    );
  }
  for (;;) {
    const rest = cells.get(OTHER_CELL);
    const next = rest && isTooSmall(rest, rule) ? smallestBesides(cells, OTHER_CELL) : null;
    if (next === null) break;
    cells = regroup(cells, (name) => (name === next ? OTHER_CELL : name));
  }
  const counted = [...cells].flatMap(([name, { members }]) =>
    members.map((member): [string, string] => [member, name]),
  );
  return new Map(sortedByKey(counted, ([cell]) => cell));
}

/** A cell under way: what was counted into it so far. */
interface GatheredCell {
  readonly members: readonly string[];
  readonly n: number;
  /** All of them, or enough for the rule. */
  readonly employees: ReadonlySet<string>;
}

/** Counts every cell into the one that `targetOf` names. */
function regroup(
  cells: ReadonlyMap<string, GatheredCell>,
  targetOf: (name: string, cell: GatheredCell) => string,
): Map<string, GatheredCell> {
  const moved = new Map<string, GatheredCell>();
  for (const [name, cell] of cells) {
    const target = targetOf(name, cell);
    const known = moved.get(target);
    moved.set(
      target,
      known
        ? {
            members: [...known.members, ...cell.members],
            n: known.n + cell.n,
            employees: new Set([...known.employees, ...cell.employees]),
          }
        : cell,
    );
  }
  return new Map(sortedByKey([...moved], ([name]) => name));
}

function parent(cell: string, level: number): string {
  return [...cell.split(SEPARATOR).slice(0, level - 1), OTHER_CELL].join(SEPARATOR);
}

function isTooSmall({ n, employees }: GatheredCell, rule: MergeRule): boolean {
  return n < rule.minimumResponses || employees.size < rule.minimumEmployees;
}

function smallestBesides(cells: ReadonlyMap<string, GatheredCell>, excluded: string): string | null {
  const others = [...cells].filter(([name]) => name !== excluded);
  const least = Math.min(...others.map(([, { n }]) => n));
  return others.find(([, { n }]) => n === least)?.[0] ?? null;
}
