/**
 * Answers of everybody by kind of contact, column by column: the form in which case mix is fitted. Rows stand in one order, by
 * employee and then by cell, so that the same answers always give the same last bit.
 */
import { DomainError, sortedByKey } from '../../kernel';

/** Answers of one employee in one cell: weighted number and mean. */
export interface CellMean {
  readonly key: string;
  /** Employees without one share a group. */
  readonly peerGroup?: string;
  readonly cell: string;
  readonly n: number;
  readonly mean: number;
}

/** The group of those who name none. */
export const ONE_GROUP = 'all';

/** Employee `i` owns the rows from `starts[i]` to before `starts[i + 1]`; nobody is without one. */
export interface CellTable {
  /** Ascending. */
  readonly keys: readonly string[];
  /** By employee. */
  readonly peerGroups: readonly string[];
  readonly starts: Int32Array;
  /** Names, ascending. */
  readonly names: readonly string[];
  /** By row, ascending for each employee: an index of `names`. */
  readonly cells: Int32Array;
  readonly n: Float64Array;
  readonly means: Float64Array;
}

/** The table of `answers` in any order. Throws `scoring.bad_counts` on n ≤ 0. */
export function cellTable(answers: readonly CellMean[]): CellTable {
  const people = new Map<string, CellMean[]>();
  for (const answer of answers) {
    if (!(answer.n > 0) || !Number.isFinite(answer.mean)) {
      throw new DomainError('scoring.bad_counts', `The answers of "${answer.key}" cannot be scored.`, {
        reason: answer.key,
      });
    }
    const own = people.get(answer.key);
    if (own) own.push(answer);
    else people.set(answer.key, [answer]);
  }
  const sorted = sortedByKey([...people], ([key]) => key).map(([key, own]) => ({
    key,
    rows: sortedByKey(own, (answer) => answer.cell),
  }));
  const rows = sorted.flatMap((person) => person.rows);
  const names = sortedByKey([...new Set(answers.map(({ cell }) => cell))], (name) => name);
  const place = new Map(names.map((name, index) => [name, index]));
  const starts = new Int32Array(sorted.length + 1);
  sorted.forEach((person, index) => (starts[index + 1] = (starts[index] ?? 0) + person.rows.length));
  return {
    keys: sorted.map(({ key }) => key),
    peerGroups: sorted.map((person) => person.rows[0]?.peerGroup ?? ONE_GROUP),
    starts,
    names,
    cells: Int32Array.from(rows, ({ cell }) => place.get(cell) ?? 0),
    n: Float64Array.from(rows, ({ n }) => n),
    means: Float64Array.from(rows, ({ mean }) => mean),
  };
}

/** The rows of one employee. */
export function rowsOf(
  { starts, names, cells, n, means }: CellTable,
  employee: number,
): { cell: string; n: number; mean: number }[] {
  const rows: { cell: string; n: number; mean: number }[] = [];
  for (let row = starts[employee] ?? 0; row < (starts[employee + 1] ?? 0); row++)
    rows.push({ cell: names[cells[row] ?? 0] ?? '', n: n[row] ?? 0, mean: means[row] ?? 0 });
  return rows;
}

/** The table without the names of cells that nobody has a row of. */
export function withoutEmpty(table: CellTable): CellTable {
  const used = new Uint8Array(table.names.length);
  for (let row = 0; row < table.cells.length; row++) used[table.cells[row] ?? 0] = 1;
  if (used.every((mark) => mark === 1)) return table;
  const place = new Int32Array(used.length);
  const names = table.names.filter((_, cell) => used[cell] === 1);
  let next = 0;
  for (let cell = 0; cell < used.length; cell++) if (used[cell] === 1) place[cell] = next++;
  return { ...table, names, cells: table.cells.map((cell) => place[cell] ?? 0) };
}

/** The table with every cell counted in the one that `counted` names for it; rows of one employee and cell are put together. */
export function mergedTable(table: CellTable, counted: ReadonlyMap<string, string>): CellTable {
  const targetOf = (name: string) => counted.get(name) ?? name;
  if (!hasTwins(table) && table.names.every((name) => targetOf(name) === name)) return table;
  const names = sortedByKey([...new Set(table.names.map(targetOf))], (name) => name);
  const place = new Map(names.map((name, index) => [name, index]));
  const target = Int32Array.from(table.names, (name) => place.get(targetOf(name)) ?? 0);
  const people = table.keys.length;
  const starts = new Int32Array(people + 1);
  const cells = new Int32Array(table.cells.length);
  const n = new Float64Array(table.cells.length);
  const means = new Float64Array(table.cells.length);
  /** Where this employee's row of a cell is; before the employee's first row: nowhere yet. */
  const rowOf = new Int32Array(names.length).fill(-1);
  let next = 0;
  for (let employee = 0; employee < people; employee++) {
    const start = next;
    for (let row = table.starts[employee] ?? 0; row < (table.starts[employee + 1] ?? 0); row++) {
      const into = target[table.cells[row] ?? 0] ?? 0;
      const known = rowOf[into] ?? -1;
      const size = table.n[row] ?? 0;
      const mean = table.means[row] ?? 0;
      if (known >= start) {
        const before = n[known] ?? 0;
        means[known] = (before * (means[known] ?? 0) + size * mean) / (before + size);
        n[known] = before + size;
      } else {
        rowOf[into] = next;
        cells[next] = into;
        n[next] = size;
        means[next] = mean;
        next += 1;
      }
    }
    sortRows(start, next, cells, n, means);
    starts[employee + 1] = next;
  }
  return {
    keys: table.keys,
    peerGroups: table.peerGroups,
    starts,
    names,
    cells: cells.subarray(0, next),
    n: n.subarray(0, next),
    means: means.subarray(0, next),
  };
}

/** Whether somebody has two rows of one cell: answers on two scales. */
function hasTwins({ keys, starts, cells }: CellTable): boolean {
  for (let employee = 0; employee < keys.length; employee++)
    for (let row = (starts[employee] ?? 0) + 1; row < (starts[employee + 1] ?? 0); row++)
      if (cells[row] === cells[row - 1]) return true;
  return false;
}

/** Few rows, nearly always in order already. */
function sortRows(start: number, end: number, cells: Int32Array, n: Float64Array, means: Float64Array): void {
  for (let row = start + 1; row < end; row++) {
    const cell = cells[row] ?? 0;
    if (cell >= (cells[row - 1] ?? 0)) continue;
    const size = n[row] ?? 0;
    const mean = means[row] ?? 0;
    let at = row;
    for (; at > start && (cells[at - 1] ?? 0) > cell; at--) {
      cells[at] = cells[at - 1] ?? 0;
      n[at] = n[at - 1] ?? 0;
      means[at] = means[at - 1] ?? 0;
    }
    cells[at] = cell;
    n[at] = size;
    means[at] = mean;
  }
}
