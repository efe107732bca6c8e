/**
 * Case mix: an employee who handles complaints meets unhappier customers than one who gives information. Within-employee
 * regression estimates what each kind of contact (cell: channel × reason) does to a rating for the same employee, and every
 * employee is then judged at the organisation's common mix.
 *
 * x_ij = a_i + b_c + e by ordinary least squares within employees: A_cd = Σᵢ(δ_cd·n_ic − n_ic·n_id/nᵢ),
 * g_c = Σᵢ n_ic(x̄_ic − x̄ᵢ), b = A⁻¹g with b = 0 in the reference cell; adjusted yᵢ = x̄ᵢ − Σ_c(s_ic − S_c)·b_c.
 * Method of HCAHPS patient-mix adjustment (fixed effects per unit; O'Malley et al. 2005). Unlike pooled cell means it holds when
 * difficult contacts go to the best people.
 */
import { DomainError, sortedByKey } from '../../kernel';
import { total } from './rating-counts';

/** Answers of one employee in one cell: weighted number and mean. */
export interface CellMean {
  readonly key: string;
  readonly cell: string;
  readonly n: number;
  readonly mean: number;
}

/** What a cell does to ratings, and how common it is in the organisation. */
export interface CellEffect {
  readonly cell: string;
  /** Compared with the reference cell, in the units of the means. */
  readonly effect: number;
  /** Share S of the organisation's answers. */
  readonly share: number;
}

/** One printed line: own share minus common share, times the effect, with the sign that it has on the mean. */
export interface MixLine {
  readonly cell: string;
  readonly ownShare: number;
  readonly commonShare: number;
  readonly effect: number;
  /** −(own − common)·effect: what is added to the employee's mean. */
  readonly contribution: number;
}

export interface CaseMix {
  /** Sorted by cell. One cell or none: nothing to adjust. */
  readonly cells: readonly CellEffect[];
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

/** Fits cell effects to `answers` and adjusts each employee (rows sorted by key). Throws `scoring.bad_counts` on n ≤ 0. */
export function caseMixAdjustment(answers: readonly CellMean[]): CaseMix {
  const employees = byEmployee(answers);
  const sizes = sizeByCell(answers);
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
  const N = total([...sizes.values()]);
  const kept = [...sizes.keys()].filter((cell) => !unconnected.includes(cell));
  const effects = kept.map((cell) => ({
    cell,
    effect: fit.effects.get(cell) ?? 0,
    share:
      total([cell, ...(cell === referenceCell ? unconnected : [])].map((member) => sizes.get(member) ?? 0)) /
      N,
  }));
  return {
    cells: effects,
    unconnected,
    referenceCell,
    explained: fit.explained,
    rows: employees.map((employee) => adjustedRow(employee, effects, referenceCell, unconnected)),
  };
}

/** The lines and adjusted mean of one employee under given effects; unknown cells count as the reference (effect 0). */
export function mixLines(own: ReadonlyMap<string, number>, cells: readonly CellEffect[]): MixLine[] {
  const n = total([...own.values()]);
  return cells.map(({ cell, effect, share }) => {
    const ownShare = (own.get(cell) ?? 0) / n;
    const contribution = effect === 0 ? 0 : -(ownShare - share) * effect;
    return { cell, ownShare, commonShare: share, effect, contribution };
  });
}

interface EmployeeCells {
  readonly key: string;
  readonly n: number;
  readonly mean: number;
  readonly cells: ReadonlyMap<string, { readonly n: number; readonly mean: number }>;
}

function byEmployee(answers: readonly CellMean[]): EmployeeCells[] {
  const bad = answers.find((answer) => !(answer.n > 0) || !Number.isFinite(answer.mean));
  if (bad)
    throw new DomainError('scoring.bad_counts', `The answers of "${bad.key}" cannot be scored.`, {
      reason: bad.key,
    });
  return grouped(answers, (answer) => answer.key).map(([key, group]) => {
    const own = sortedByKey(group, (answer) => answer.cell);
    const n = total(own.map((answer) => answer.n));
    return {
      key,
      n,
      mean: total(own.map((answer) => answer.n * answer.mean)) / n,
      cells: new Map(own.map((answer) => [answer.cell, answer])),
    };
  });
}

function sizeByCell(answers: readonly CellMean[]): Map<string, number> {
  return new Map(
    grouped(answers, (answer) => answer.cell).map(([cell, group]): [string, number] => [
      cell,
      total(sortedByKey(group, (answer) => answer.key).map((answer) => answer.n)),
    ]),
  );
}

function grouped(answers: readonly CellMean[], keyOf: (answer: CellMean) => string): [string, CellMean[]][] {
  const groups = new Map<string, CellMean[]>();
  for (const answer of answers) {
    const group = groups.get(keyOf(answer));
    if (group) group.push(answer);
    else groups.set(keyOf(answer), [answer]);
  }
  return sortedByKey([...groups], ([key]) => key);
}

interface Fit {
  readonly effects: ReadonlyMap<string, number>;
  readonly explained: number;
  /** The first cell whose effect cannot be told from the others'. */
  readonly singular: string | null;
}

function solve(cells: readonly string[], employees: readonly EmployeeCells[]): Fit {
  const matrix = cells.map((c) =>
    cells.map((d) =>
      total(
        employees.map(({ n, cells: own }) => {
          const inC = own.get(c)?.n ?? 0;
          const inD = own.get(d)?.n ?? 0;
          return (c === d ? inC : 0) - (inC * inD) / n;
        }),
      ),
    ),
  );
  const slope = cells.map((c) =>
    total(
      employees.map(({ mean, cells: own }) => {
        const answers = own.get(c);
        return answers ? answers.n * (answers.mean - mean) : 0;
      }),
    ),
  );
  const { solution, singularAt } = eliminate(
    matrix,
    slope,
    cells.map((c) => total(employees.map((e) => e.cells.get(c)?.n ?? 0))),
  );
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
  matrix: readonly (readonly number[])[],
  right: readonly number[],
  scale: readonly number[],
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
  effects: readonly CellEffect[],
  referenceCell: string | null,
  unconnected: readonly string[],
): CaseMix['rows'][number] {
  const own = new Map<string, number>();
  for (const [cell, { n }] of employee.cells) {
    const counted = unconnected.includes(cell) && referenceCell !== null ? referenceCell : cell;
    own.set(counted, (own.get(counted) ?? 0) + n);
  }
  const lines = mixLines(own, effects);
  return {
    key: employee.key,
    mean: employee.mean,
    adjusted: employee.mean + total(lines.map((line) => line.contribution)),
    lines,
  };
}
