/**
 * What scoring needs to know about one employee: answers on the 0–100 scale, per cell and together, sorted and summed in a fixed
 * order so that the same answers always give the same last bit.
 */
import { DomainError, sortedByKey } from '../../kernel';
import { checkedCounts, isTopBox, RatingCounts, score100, total, weightedN } from './rating-counts';

/** `eb-mean-1`: mean rating mapped to 0–100. `eb-topbox-1`: share in the top box × 100. */
export type ScoreFormula = 'eb-mean-1' | 'eb-topbox-1';

/** The version computed unless a plan names another. */
export const SCORE_FORMULA: ScoreFormula = 'eb-mean-1';

/** Below either, a group's own spread is too uncertain and organisation-wide parameters are used. */
export const SMALL_GROUP = { employees: 20, responses: 500 } as const;

export interface CellCounts {
  /** `channel|reason|segment`, any prefix of these, or the same word throughout where there is no case mix. */
  readonly cell: string;
  readonly counts: RatingCounts;
}

export interface EmployeeRatings {
  readonly key: string;
  /** Job family × role, never a demographic group. Employees without one share a group. */
  readonly peerGroup?: string;
  readonly cells: readonly CellCounts[];
}

const ONE_GROUP = 'all';

export interface Person {
  readonly key: string;
  readonly peerGroup: string;
  readonly n: number;
  readonly mean: number;
  readonly within: number;
  /** Non-empty cells, sorted by cell. */
  readonly cells: readonly { readonly cell: string; readonly n: number; readonly mean: number }[];
}

/** `employees` sorted by key, with empty cells left out. Throws `scoring.duplicate_employee`, `scoring.bad_counts`. */
export function prepare(employees: readonly EmployeeRatings[], formula: ScoreFormula): Person[] {
  const sorted = sortedByKey(employees, (employee) => employee.key);
  const twice = sorted.find((employee, index) => sorted[index - 1]?.key === employee.key);
  if (twice) {
    throw new DomainError(
      'scoring.duplicate_employee',
      `"${twice.key}" appears twice; merge the counts first.`,
      { key: twice.key },
    );
  }
  return sorted.map(({ key, peerGroup = ONE_GROUP, cells }) => {
    const own = sortedByKey(cells, ({ cell, counts }) => `${cell}\u0000${counts.min}–${counts.max}`)
      .map(({ cell, counts }) => ({
        cell,
        points: points(checkedCounts(counts), formula),
        n: weightedN(counts),
      }))
      .filter((entry) => entry.n > 0);
    const n = total(own.map((entry) => entry.n));
    const mean =
      n > 0 ? total(own.flatMap((entry) => entry.points).map(({ weight, value }) => weight * value)) / n : 0;
    const within = total(
      own.flatMap((entry) => entry.points).map(({ weight, value }) => weight * (value - mean) ** 2),
    );
    return {
      key,
      peerGroup,
      n,
      mean,
      within,
      cells: own.map((entry) => ({
        cell: entry.cell,
        n: entry.n,
        mean: total(entry.points.map(({ weight, value }) => weight * value)) / entry.n,
      })),
    };
  });
}

/** The options that received weight, each with its value on 0–100 under `formula`. */
export function points(counts: RatingCounts, formula: ScoreFormula): { weight: number; value: number }[] {
  return counts.weights.flatMap((ppm, index) => {
    if (ppm === 0) return [];
    const rating = counts.min + index;
    const value = formula === 'eb-mean-1' ? score100(rating, counts) : isTopBox(counts, rating) ? 100 : 0;
    return [{ weight: ppm / 1_000_000, value }];
  });
}

/** Whether a group is too small to estimate its own spread. */
export function isSmall(members: readonly { readonly n: number }[]): boolean {
  return (
    members.length < SMALL_GROUP.employees || total(members.map((member) => member.n)) < SMALL_GROUP.responses
  );
}
