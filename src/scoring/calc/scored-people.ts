/**
 * What scoring needs to know about one employee: answers on the 0–100 scale, per cell and together, sorted and summed in a fixed
 * order so that the same answers always give the same last bit.
 */
import { DomainError, sortedByKey, WHOLE_SHARE } from '../../kernel';
import { ONE_GROUP } from './case-mix';
import { checkedCounts, isTopBox, RatingCounts, score100, total } from './rating-counts';

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

export interface Person {
  readonly key: string;
  readonly peerGroup: string;
  readonly n: number;
  readonly mean: number;
  readonly within: number;
  /** Non-empty cells, sorted by cell. */
  readonly cells: readonly { readonly cell: string; readonly n: number; readonly mean: number }[];
}

/** What one answer counts as, on a scale on which a hundred is best; any sum of such values will do. */
export type AnswerValue = (counts: RatingCounts, rating: number) => number;

/** By what the formula counts an answer as. */
export const ANSWER_VALUES: Readonly<Record<ScoreFormula, AnswerValue>> = {
  'eb-mean-1': (counts, rating) => score100(rating, counts),
  'eb-topbox-1': (counts, rating) => (isTopBox(counts, rating) ? 100 : 0),
};

/** Whether `name` is a formula that can be computed here. */
export function isScoreFormula(name: string): name is ScoreFormula {
  return Object.hasOwn(ANSWER_VALUES, name);
}

/** `employees` sorted by key, with empty cells left out. Throws `scoring.duplicate_employee`, `scoring.bad_counts`. */
export function prepare(employees: readonly EmployeeRatings[], valueOf: AnswerValue): Person[] {
  const sorted = sortedByKey(employees, (employee) => employee.key);
  const twice = sorted.find((employee, index) => sorted[index - 1]?.key === employee.key);
  if (twice) {
    throw new DomainError(
      'scoring.duplicate_employee',
      `"${twice.key}" appears twice; merge the counts first.`,
      { key: twice.key },
    );
  }
  const valuesOf = optionValues(valueOf);
  return sorted.map(({ key, peerGroup = ONE_GROUP, cells }) => person(key, peerGroup, cells, valuesOf));
}

function person(
  key: string,
  peerGroup: string,
  cells: readonly CellCounts[],
  valuesOf: (counts: RatingCounts) => readonly number[],
): Person {
  const entries = sortedByKey(cells, ({ cell, counts }) => `${cell}\u0000${counts.min}–${counts.max}`);
  const own: { cell: string; n: number; mean: number }[] = [];
  let n = 0;
  let sum = 0;
  for (const { cell, counts } of entries) {
    const { weights } = checkedCounts(counts);
    const values = valuesOf(counts);
    let cellN = 0;
    let cellSum = 0;
    for (let option = 0; option < weights.length; option++) {
      const weight = (weights[option] ?? 0) / WHOLE_SHARE;
      cellN += weight;
      cellSum += weight * (values[option] ?? 0);
    }
    if (cellN === 0) continue;
    own.push({ cell, n: cellN, mean: cellSum / cellN });
    n += cellN;
    sum += cellSum;
  }
  const mean = n > 0 ? sum / n : 0;
  let within = 0;
  for (const { counts } of entries) {
    const values = valuesOf(counts);
    for (let option = 0; option < values.length; option++) {
      const deviation = (values[option] ?? 0) - mean;
      within += ((counts.weights[option] ?? 0) / WHOLE_SHARE) * deviation * deviation;
    }
  }
  return { key, peerGroup, n, mean, within, cells: own };
}

/** The value of each option of a scale, worked out once per scale. */
function optionValues(valueOf: AnswerValue): (counts: RatingCounts) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (counts) => {
    const scale = `${counts.min} ${counts.max} ${counts.reversed === true}`;
    const values =
      known.get(scale) ?? counts.weights.map((_, option) => valueOf(counts, counts.min + option));
    known.set(scale, values);
    return values;
  };
}

/** Whether a group is too small to estimate its own spread. */
export function isSmall(members: readonly { readonly n: number }[]): boolean {
  return (
    members.length < SMALL_GROUP.employees || total(members.map((member) => member.n)) < SMALL_GROUP.responses
  );
}

/**
 * Whether somebody's score needs the parameters of the trailing year: some group is small, or no two ratings of anybody differ. A
 * glance at the counts only, so that the year is read only where it matters.
 */
export function needsPriors(employees: readonly EmployeeRatings[]): boolean {
  const groups = new Map<string, { n: number }[]>();
  let scatter = false;
  for (const { peerGroup = ONE_GROUP, cells } of employees) {
    let millionths = 0;
    for (const { counts } of cells) {
      let options = 0;
      for (const weight of counts.weights) {
        millionths += weight;
        if (weight > 0) options += 1;
      }
      scatter ||= options > 1;
    }
    if (millionths === 0) continue;
    const members = groups.get(peerGroup) ?? [];
    members.push({ n: millionths / WHOLE_SHARE });
    groups.set(peerGroup, members);
  }
  return !scatter || [...groups.values()].some(isSmall);
}
