/**
 * Case mix: an employee who handles complaints meets unhappier customers than one who gives information. Within-employee
 * regression estimates what each kind of contact (cell: channel × reason) does to a rating for the same employee, and every
 * employee is then judged at the common mix of the peer group: that of colleagues who do the same work.
 *
 * x_ij = a_i + b_c + e by ordinary least squares within employees: A_cd = Σᵢ(δ_cd·n_ic − n_ic·n_id/nᵢ),
 * g_c = Σᵢ n_ic(x̄_ic − x̄ᵢ), b = A⁻¹g with b = 0 in the reference cell; adjusted yᵢ = x̄ᵢ − Σ_c(s_ic − S_gc)·b_c, S_gc the share
 * of cell c among all answers of i's peer group g. So Σ_{i∈g} nᵢ(yᵢ − x̄ᵢ) = 0: a group's mean never moves, however badly the few
 * people who work in two channels tell these apart (docs/adr/0009-common-mix.md).
 * Method of HCAHPS patient-mix adjustment (fixed effects per unit; O'Malley et al. 2005). Unlike pooled cell means it holds when
 * difficult contacts go to the best people.
 */
import { sortedByKey } from '../../kernel';
import { type CellMean, type CellTable, cellTable, ONE_GROUP, rowsOf } from './cell-table';
import { total } from './rating-counts';

/** How common a cell is among answers. */
export interface CellShare {
  readonly cell: string;
  readonly share: number;
}

/** What a cell does to ratings, and how common it is: in the whole organisation unless a group is named. */
export interface CellEffect extends CellShare {
  /** Compared with the reference cell, in the units of the means. */
  readonly effect: number;
}

/** One printed line: own share minus the peer group's share, times the effect, with the sign that it has on the mean. */
export interface MixLine {
  readonly cell: string;
  readonly ownShare: number;
  readonly commonShare: number;
  readonly effect: number;
  /** −(own − common)·effect: what is added to the employee's mean. */
  readonly contribution: number;
}

export interface CaseMix extends Omit<FittedMix, 'adjusted' | 'linesOf'> {
  readonly rows: readonly {
    readonly key: string;
    readonly mean: number;
    readonly adjusted: number;
    readonly lines: readonly MixLine[];
  }[];
}

/** A fit, and everybody adjusted by it in the order of the table. */
export interface FittedMix {
  /** With the organisation's shares, sorted by cell. One cell or none: nothing to adjust. */
  readonly cells: readonly CellEffect[];
  /** The same with each peer group's own shares, by group; empty for a lone employee. */
  readonly groups: ReadonlyMap<string, readonly CellEffect[]>;
  /** Cells that no employee connects with the others, counted as the reference cell. */
  readonly unconnected: readonly string[];
  readonly referenceCell: string | null;
  /** Part of the within-employee sum of squares that the cells explain (b·g). */
  readonly explained: number;
  /** Adjusted mean of each employee. */
  readonly adjusted: Float64Array;
  /** The printed lines of the employee of that place. */
  readonly linesOf: (employee: number) => MixLine[];
}

/** Fits cell effects to `answers` over everybody and adjusts each employee to the peer group's mix (rows sorted by key). Throws `scoring.bad_counts` on n ≤ 0. */
export function caseMixAdjustment(answers: readonly CellMean[]): CaseMix {
  const table = cellTable(answers);
  const { adjusted, linesOf, ...fit } = fitCaseMix(table);
  const { means } = ownSums(table);
  return {
    ...fit,
    rows: table.keys.map((key, employee) => ({
      key,
      mean: means[employee] ?? 0,
      adjusted: adjusted[employee] ?? 0,
      lines: linesOf(employee),
    })),
  };
}

/** The same for a table. */
export function fitCaseMix(table: CellTable): FittedMix {
  const { names } = table;
  const own = ownSums(table);
  const sizes = new Float64Array(names.length);
  for (let row = 0; row < table.cells.length; row++) addTo(sizes, table.cells[row] ?? 0, table.n[row] ?? 0);
  const reference = sizes.indexOf(Math.max(0, ...sizes));
  const referenceCell = names[reference] ?? null;

  let fitted = names.map((_, cell) => cell).filter((cell) => cell !== reference);
  let fit = solve(fitted, table, own);
  while (fit.singular !== null) {
    const unconnected = fit.singular;
    fitted = fitted.filter((cell) => cell !== unconnected);
    fit = solve(fitted, table, own);
  }
  const effects = new Map(fitted.map((cell, index) => [cell, fit.solution[index] ?? 0]));
  const isOwn = (cell: number) => cell === reference || effects.has(cell);
  const unconnected = names.filter((_, cell) => !isOwn(cell));
  /** Cells without an effect of their own are counted in the reference cell. */
  const countedIn = Int32Array.from(names, (_, cell) => (isOwn(cell) ? cell : reference));
  const used = names.flatMap((cell, at) =>
    isOwn(at) ? [{ at, cell, effect: effects.get(at) ?? 0, lone: at !== reference }] : [],
  );
  const shared = (answers: Float64Array): CellEffect[] => {
    const N = total([...answers]);
    return used.map(({ at, cell, effect, lone }) => {
      const others = lone ? [] : unconnected.map((name) => answers[names.indexOf(name)] ?? 0);
      return { cell, effect, share: total([answers[at] ?? 0, ...others]) / N };
    });
  };
  const groups = new Map<string, CellEffect[]>();
  for (const [name, { members, answers }] of sizesByGroup(table))
    groups.set(name, members < 2 ? [] : shared(answers));
  const adjusting = { table, own, countedIn, at: Int32Array.from(used, ({ at }) => at) };
  return {
    cells: shared(sizes),
    groups,
    unconnected,
    referenceCell,
    explained: fit.explained,
    adjusted: adjustedMeans(adjusting, groups),
    linesOf: (employee) => {
      const group = table.peerGroups[employee] ?? '';
      const counted = rowsOf(table, employee).map(({ cell, n }) => ({
        cell: unconnected.includes(cell) ? (referenceCell ?? cell) : cell,
        n,
      }));
      return mixLines(counted, groups.get(group) ?? []);
    },
  };
}

/**
 * `cells` with the shares they have among the answers of one peer group. None for a lone employee: without colleagues there is
 * no mix to be compared with.
 */
export function groupMix(
  cells: readonly Pick<CellEffect, 'cell' | 'effect'>[],
  members: readonly { readonly cells: readonly CellAnswers[] }[],
): CellEffect[] {
  if (members.length < 2) return [];
  const sizes = sizeByCell(members);
  const N = total([...sizes.values()]);
  return cells.map(({ cell, effect }) => ({ cell, effect, share: (sizes.get(cell) ?? 0) / N }));
}

/** Members of each peer group in their order. */
export function byGroup<T extends { readonly peerGroup?: string }>(
  people: readonly T[],
): Map<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const person of people) {
    const name = person.peerGroup ?? ONE_GROUP;
    const members = groups.get(name);
    if (members) members.push(person);
    else groups.set(name, [person]);
  }
  return new Map(sortedByKey([...groups], ([name]) => name));
}

/** The lines of one employee's own answers per cell under given effects; other cells count as the reference (effect 0). */
export function mixLines(own: readonly CellAnswers[], cells: readonly CellEffect[]): MixLine[] {
  let n = 0;
  for (const answers of own) n += answers.n;
  return cells.map(({ cell, effect, share }) => {
    let inCell = 0;
    for (const answers of own) if (answers.cell === cell) inCell += answers.n;
    const ownShare = inCell / n;
    const contribution = contributionOf(ownShare, { effect, share });
    return { cell, ownShare, commonShare: share, effect, contribution };
  });
}

/** −(own − common)·effect. */
function contributionOf(ownShare: number, cell: Omit<CellEffect, 'cell'> | undefined): number {
  return cell === undefined || cell.effect === 0 ? 0 : -(ownShare - cell.share) * cell.effect;
}

/** Weighted number of answers in a cell. */
export interface CellAnswers {
  readonly cell: string;
  readonly n: number;
}

/** Answers per cell, sorted by cell, summed in the order of employees. */
function sizeByCell(employees: readonly { readonly cells: readonly CellAnswers[] }[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { cells } of employees)
    for (const { cell, n } of cells) sizes.set(cell, (sizes.get(cell) ?? 0) + n);
  return new Map(sortedByKey([...sizes], ([cell]) => cell));
}

/** Employees and answers per cell of each peer group, by group. */
function sizesByGroup({
  peerGroups,
  names,
  starts,
  cells,
  n,
}: CellTable): (readonly [string, { members: number; readonly answers: Float64Array }])[] {
  const groups = new Map<string, { members: number; readonly answers: Float64Array }>();
  for (let employee = 0; employee < peerGroups.length; employee++) {
    const name = peerGroups[employee] ?? '';
    let group = groups.get(name);
    if (!group) groups.set(name, (group = { members: 0, answers: new Float64Array(names.length) }));
    group.members += 1;
    for (let row = starts[employee] ?? 0; row < (starts[employee + 1] ?? 0); row++)
      addTo(group.answers, cells[row] ?? 0, n[row] ?? 0);
  }
  return sortedByKey([...groups], ([name]) => name);
}

function addTo(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value;
}

/** Number and mean of each employee's answers. */
interface OwnSums {
  readonly n: Float64Array;
  readonly means: Float64Array;
}

function ownSums({ keys, starts, n, means }: CellTable): OwnSums {
  const sums = { n: new Float64Array(keys.length), means: new Float64Array(keys.length) };
  for (let employee = 0; employee < keys.length; employee++) {
    let size = 0;
    let sum = 0;
    for (let row = starts[employee] ?? 0; row < (starts[employee + 1] ?? 0); row++) {
      const answers = n[row] ?? 0;
      size += answers;
      sum += answers * (means[row] ?? 0);
    }
    sums.n[employee] = size;
    sums.means[employee] = sum / size;
  }
  return sums;
}

interface Fit {
  /** By fitted cell. */
  readonly solution: readonly number[];
  readonly explained: number;
  /** The first cell whose effect cannot be told from the others'. */
  readonly singular: number | null;
}

/** @param fitted cells whose effects are asked for */
function solve(fitted: readonly number[], table: CellTable, own: OwnSums): Fit {
  const { starts, cells, n, means } = table;
  const size = fitted.length;
  const position = new Int32Array(table.names.length).fill(-1);
  fitted.forEach((cell, index) => (position[cell] = index));
  const matrix = new Float64Array(size * size);
  const slope = new Float64Array(size);
  const sizes = new Float64Array(size);
  for (let employee = 0; employee < table.keys.length; employee++) {
    const start = starts[employee] ?? 0;
    const end = starts[employee + 1] ?? 0;
    const all = own.n[employee] ?? 0;
    const mean = own.means[employee] ?? 0;
    for (let row = start; row < end; row++) {
      const c = position[cells[row] ?? 0] ?? -1;
      if (c < 0) continue;
      const answers = n[row] ?? 0;
      addTo(slope, c, answers * ((means[row] ?? 0) - mean));
      addTo(sizes, c, answers);
      addTo(matrix, c * size + c, answers - (answers * answers) / all);
      // An employee's rows ascend by cell, and so do positions: this is the upper half, which the lower one mirrors.
      for (let other = row + 1; other < end; other++) {
        const d = position[cells[other] ?? 0] ?? -1;
        if (d >= 0) addTo(matrix, c * size + d, -(answers * (n[other] ?? 0)) / all);
      }
    }
  }
  for (let c = 0; c < size; c++)
    for (let d = c + 1; d < size; d++) matrix[d * size + c] = matrix[c * size + d] ?? 0;
  const rows = fitted.map((_, index) => matrix.subarray(index * size, (index + 1) * size));
  const { solution, singularAt } = eliminate(rows, slope, sizes);
  if (singularAt !== null) return { solution: [], explained: 0, singular: fitted[singularAt] ?? null };
  return {
    solution,
    explained: total(solution.map((effect, index) => effect * (slope[index] ?? 0))),
    singular: null,
  };
}

/**
 * Gaussian elimination of a symmetric, positive semi-definite system without exchanging rows: the same operations in the same
 * order on any machine. `scale` says when a pivot is nothing but rounding error.
 */
function eliminate(
  matrix: readonly Float64Array[],
  right: Float64Array,
  scale: Float64Array,
): { solution: number[]; singularAt: number | null } {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  const size = rows.length;
  for (let step = 0; step < size; step++) {
    const pivotRow = rows[step] ?? [];
    const pivot = pivotRow[step] ?? 0;
    if (pivot <= 1e-9 * (scale[step] ?? 0)) return { solution: [], singularAt: step };
    for (let below = step + 1; below < size; below++) {
      const row = rows[below] ?? [];
      const factor = (row[step] ?? 0) / pivot;
      rows[below] = row.map((value, column) => value - factor * (pivotRow[column] ?? 0));
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let step = size - 1; step >= 0; step--) {
    const row = rows[step] ?? [];
    const known = total(solution.map((value, column) => (column > step ? value * (row[column] ?? 0) : 0)));
    solution[step] = ((row[size] ?? 0) - known) / (row[step] ?? 1);
  }
  return { solution, singularAt: null };
}

interface Adjusting {
  readonly table: CellTable;
  readonly own: OwnSums;
  /** By cell, the one it is counted in. */
  readonly countedIn: Int32Array;
  /** The cells of every group's mix. */
  readonly at: Int32Array;
}

/** Everybody's mean with the contributions of `mixLines` added, in their order. */
function adjustedMeans(
  { table, own, countedIn, at }: Adjusting,
  groups: ReadonlyMap<string, readonly CellEffect[]>,
): Float64Array {
  const { peerGroups, starts, cells, n } = table;
  const adjusted = new Float64Array(peerGroups.length);
  const answers = new Float64Array(table.names.length);
  for (let employee = 0; employee < adjusted.length; employee++) {
    const mix = groups.get(peerGroups[employee] ?? '') ?? [];
    const start = starts[employee] ?? 0;
    const end = starts[employee + 1] ?? 0;
    for (let row = start; row < end; row++) addTo(answers, countedIn[cells[row] ?? 0] ?? 0, n[row] ?? 0);
    let mean = own.means[employee] ?? 0;
    for (let index = 0; index < mix.length; index++) {
      const share = (answers[at[index] ?? 0] ?? 0) / (own.n[employee] ?? 0);
      mean += contributionOf(share, mix[index]);
    }
    adjusted[employee] = mean;
    for (let row = start; row < end; row++) answers[countedIn[cells[row] ?? 0] ?? 0] = 0;
  }
  return adjusted;
}
