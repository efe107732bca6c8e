/**
 * Cells too small to say anything are merged in a fixed order, so that the same answers always give the same cells: the last
 * part of the cell's name goes first (segment, then reason, then channel), and what is still too small joins the smallest others.
 */
import { sortedByKey, WHOLE_SHARE } from '../../kernel';

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
  let cells = startingCells(answers);
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
  readonly employees: ReadonlySet<string>;
}

/** The cells as they came, sorted. Answers are summed as whole millionths, exact in any order. */
function startingCells(answers: readonly CellSize[]): Map<string, GatheredCell> {
  const found = new Map<string, { millionths: number; employees: Set<string> }>();
  for (const { key, cell, n } of answers) {
    const size = found.get(cell);
    if (size) {
      size.millionths += Math.round(n * WHOLE_SHARE);
      size.employees.add(key);
    } else found.set(cell, { millionths: Math.round(n * WHOLE_SHARE), employees: new Set([key]) });
  }
  return new Map(
    sortedByKey([...found], ([cell]) => cell).map(([cell, { millionths, employees }]) => [
      cell,
      { members: [cell], n: millionths / WHOLE_SHARE, employees },
    ]),
  );
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
