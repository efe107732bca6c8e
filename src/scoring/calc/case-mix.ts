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
import { DomainError, sortedByKey } from '../../kernel';
import { total } from './rating-counts';

/** The group of those who name none. */
export const ONE_GROUP = 'all';

/** Answers of one employee in one cell: weighted number and mean. */
export interface CellMean {
  readonly key: string;
  /** Employees without one share a group. */
  readonly peerGroup?: string;
  readonly cell: string;
  readonly n: number;
  readonly mean: number;
}

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

export interface CaseMix {
  /** With the organisation's shares, sorted by cell. One cell or none: nothing to adjust. */
  readonly cells: readonly CellEffect[];
  /** The same with each peer group's own shares, by group; empty for a lone employee. */
  readonly groups: ReadonlyMap<string, readonly CellEffect[]>;
  /** Cells that no employee connects with the others, counted as the reference cell. */
  readonly unconnected: readonly string[];
  readonly referenceCell: string | null;
  /** Part of the within-employee sum of squares that the cells explain (b·g). */
  readonly explained: number;
  readonly rows: readonly {
    readonly key: string;
    readonly mean: number;
    readonly adjusted: number;
    readonly lines: readonly MixLine[];
  }[];
}

/** Fits cell effects to `answers` over everybody and adjusts each employee to the peer group's mix (rows sorted by key). Throws `scoring.bad_counts` on n ≤ 0. */
export function caseMixAdjustment(answers: readonly CellMean[]): CaseMix {
  const employees = byEmployee(answers);
  const sizes = sizeByCell(employees);
  const largest = Math.max(0, ...sizes.values());
  const referenceCell = [...sizes].find(([, n]) => n === largest)?.[0] ?? null;

  let cells = [...sizes.keys()].filter((cell) => cell !== referenceCell);
  let fit = solve(cells, employees);
  while (fit.singular !== null) {
    const unconnected = fit.singular;
    cells = cells.filter((cell) => cell !== unconnected);
    fit = solve(cells, employees);
  }
  const unconnected = [...sizes.keys()].filter((cell) => cell !== referenceCell && !cells.includes(cell));
  const counting = { referenceCell, unconnected };
  const fitted = [...sizes.keys()]
    .filter((cell) => !unconnected.includes(cell))
    .map((cell) => ({ cell, effect: fit.effects.get(cell) ?? 0 }));
  const groups = new Map(
    [...byGroup(employees)].map(([name, members]) => [name, groupMix(fitted, members, counting)]),
  );
  return {
    cells: withShares(fitted, sizes, counting),
    groups,
    unconnected,
    referenceCell,
    explained: fit.explained,
    rows: employees.map((employee) =>
      adjustedRow(employee, groups.get(employee.peerGroup ?? ONE_GROUP) ?? [], counting),
    ),
  };
}

/** Cells without an effect of their own, and the one they are counted in. */
interface Counting {
  readonly referenceCell: string | null;
  readonly unconnected: readonly string[];
}

/**
 * `cells` with the shares they have among the answers of one peer group. None for a lone employee: without colleagues there is
 * no mix to be compared with.
 */
export function groupMix(
  cells: readonly Pick<CellEffect, 'cell' | 'effect'>[],
  members: readonly { readonly cells: readonly CellAnswers[] }[],
  counting: Counting = { referenceCell: null, unconnected: [] },
): CellEffect[] {
  return members.length < 2 ? [] : withShares(cells, sizeByCell(members), counting);
}

function withShares(
  cells: readonly Pick<CellEffect, 'cell' | 'effect'>[],
  sizes: ReadonlyMap<string, number>,
  { referenceCell, unconnected }: Counting,
): CellEffect[] {
  const N = total([...sizes.values()]);
  return cells.map(({ cell, effect }) => {
    const counted = [cell, ...(cell === referenceCell ? unconnected : [])];
    return { cell, effect, share: total(counted.map((member) => sizes.get(member) ?? 0)) / N };
  });
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
    const contribution = effect === 0 ? 0 : -(ownShare - share) * effect;
    return { cell, ownShare, commonShare: share, effect, contribution };
  });
}

/** Weighted number of answers in a cell. */
export interface CellAnswers {
  readonly cell: string;
  readonly n: number;
}

interface EmployeeCells {
  readonly key: string;
  readonly peerGroup: string | undefined;
  readonly n: number;
  readonly mean: number;
  /** Sorted by cell. */
  readonly cells: readonly CellMean[];
}

function byEmployee(answers: readonly CellMean[]): EmployeeCells[] {
  const groups = new Map<string, CellMean[]>();
  for (const answer of answers) {
    if (!(answer.n > 0) || !Number.isFinite(answer.mean)) {
      throw new DomainError('scoring.bad_counts', `The answers of "${answer.key}" cannot be scored.`, {
        reason: answer.key,
      });
    }
    const group = groups.get(answer.key);
    if (group) group.push(answer);
    else groups.set(answer.key, [answer]);
  }
  return sortedByKey([...groups], ([key]) => key).map(([key, group]) => {
    const cells = sortedByKey(group, (answer) => answer.cell);
    let n = 0;
    let sum = 0;
    for (const answer of cells) {
      n += answer.n;
      sum += answer.n * answer.mean;
    }
    return { key, peerGroup: cells[0]?.peerGroup, n, mean: sum / n, cells };
  });
}

/** Answers per cell, sorted by cell, summed in the order of employees. */
function sizeByCell(employees: readonly { readonly cells: readonly CellAnswers[] }[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { cells } of employees)
    for (const { cell, n } of cells) sizes.set(cell, (sizes.get(cell) ?? 0) + n);
  return new Map(sortedByKey([...sizes], ([cell]) => cell));
}

interface Fit {
  readonly effects: ReadonlyMap<string, number>;
  readonly explained: number;
  /** The first cell whose effect cannot be told from the others'. */
  readonly singular: string | null;
}

function solve(cells: readonly string[], employees: readonly EmployeeCells[]): Fit {
  const position = new Map(cells.map((cell, index) => [cell, index]));
  const matrix = cells.map(() => new Float64Array(cells.length));
  const slope = new Float64Array(cells.length);
  const sizes = new Float64Array(cells.length);
  for (const { n, mean, cells: own } of employees) {
    for (const answers of own) {
      const c = position.get(answers.cell);
      const row = c === undefined ? undefined : matrix[c];
      if (c === undefined || row === undefined) continue;
      slope[c] = (slope[c] ?? 0) + answers.n * (answers.mean - mean);
      sizes[c] = (sizes[c] ?? 0) + answers.n;
      for (const other of own) {
        const d = position.get(other.cell);
        if (d !== undefined) row[d] = (row[d] ?? 0) + ((c === d ? answers.n : 0) - (answers.n * other.n) / n);
      }
    }
  }
  const { solution, singularAt } = eliminate(matrix, slope, sizes);
  if (singularAt !== null) return { effects: new Map(), explained: 0, singular: cells[singularAt] ?? null };
  return {
    effects: new Map(cells.map((cell, index): [string, number] => [cell, solution[index] ?? 0])),
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

function adjustedRow(
  employee: EmployeeCells,
  mix: readonly CellEffect[],
  { referenceCell, unconnected }: Counting,
): CaseMix['rows'][number] {
  const own =
    unconnected.length === 0 || referenceCell === null
      ? employee.cells
      : employee.cells.map(({ cell, n }) => ({ cell: unconnected.includes(cell) ? referenceCell : cell, n }));
  const lines = mixLines(own, mix);
  let adjusted = employee.mean;
  for (const line of lines) adjusted += line.contribution;
  return { key: employee.key, mean: employee.mean, adjusted, lines };
}
