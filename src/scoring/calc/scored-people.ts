/**
 * What scoring needs to know about one employee: answers on the 0–100 scale, per cell and together, sorted and summed in a fixed
 * order so that the same answers always give the same last bit.
 */
import { sortedByKey, WHOLE_SHARE } from '../../kernel';
import { ONE_GROUP, type CellTable, withoutEmpty } from './cell-table';
import { isTopBox, type RatingScale, score100, total } from './rating-counts';
import { asTable, type EmployeeRatings, type RatedCell, type RatingTable } from './rating-table';

/** `eb-mean-1`: mean rating mapped to 0–100. `eb-topbox-1`: share in the top box × 100. */
export type ScoreFormula = 'eb-mean-1' | 'eb-topbox-1';

/** The version computed unless a plan names another. */
export const SCORE_FORMULA: ScoreFormula = 'eb-mean-1';

/** Below either, a group's own spread is too uncertain and organisation-wide parameters are used. */
export const SMALL_GROUP = { employees: 20, responses: 500 } as const;

/** Sums of one employee's answers. */
export interface Person {
  readonly key: string;
  readonly peerGroup: string;
  readonly n: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly within: number;
}

/** Everybody, and the answers of those who have some. */
export interface ScoredPeople {
  /** By key. */
  readonly people: readonly Person[];
  /** Those of `people` with answers. */
  readonly answered: readonly Person[];
  /** The answers of `answered`, in their order. */
  readonly cells: CellTable;
}

/** What one answer counts as, on a scale on which a hundred is best; any sum of such values will do. */
export type AnswerValue = (scale: RatingScale, rating: number) => number;

/** By what the formula counts an answer as. */
export const ANSWER_VALUES: Readonly<Record<ScoreFormula, AnswerValue>> = {
  'eb-mean-1': (scale, rating) => score100(rating, scale),
  'eb-topbox-1': (scale, rating) => (isTopBox(scale, rating) ? 100 : 0),
};

/** Whether `name` is a formula that can be computed here. */
export function isScoreFormula(name: string): name is ScoreFormula {
  return Object.hasOwn(ANSWER_VALUES, name);
}

/** What scoring needs of `ratings`, sorted by key, with empty cells left out. Throws `scoring.duplicate_employee`, `scoring.bad_counts`. */
export function prepare(
  ratings: readonly EmployeeRatings[] | RatingTable,
  valueOf: AnswerValue,
): ScoredPeople {
  const table = asTable(ratings);
  const { keys, peerGroups, rated, entries, weights, width } = table;
  const values = optionValues(rated, width, valueOf);
  const names = sortedByKey([...new Set(rated.map(({ cell }) => cell))], (name) => name);
  const nameOf = Int32Array.from(rated, ({ cell }) => names.indexOf(cell));

  const people: Person[] = [];
  const answered: Person[] = [];
  const starts = new Int32Array(keys.length + 1);
  const cells = new Int32Array(entries.length);
  const sizes = new Float64Array(entries.length);
  const means = new Float64Array(entries.length);
  let row = 0;
  for (let employee = 0; employee < keys.length; employee++) {
    const from = table.starts[employee] ?? 0;
    const to = table.starts[employee + 1] ?? 0;
    let n = 0;
    let sum = 0;
    for (let entry = from; entry < to; entry++) {
      const scale = entries[entry] ?? 0;
      const first = entry * width;
      const value = scale * width;
      let cellN = 0;
      let cellSum = 0;
      for (let option = 0; option < width; option++) {
        const millionths = weights[first + option] ?? 0;
        // Most answers of a person and kind of contact are of one or two ratings.
        if (millionths === 0) continue;
        const weight = millionths / WHOLE_SHARE;
        cellN += weight;
        cellSum += weight * (values[value + option] ?? 0);
      }
      if (cellN === 0) continue;
      cells[row] = nameOf[scale] ?? 0;
      sizes[row] = cellN;
      means[row] = cellSum / cellN;
      row += 1;
      n += cellN;
      sum += cellSum;
    }
    const mean = n > 0 ? sum / n : 0;
    let within = 0;
    for (let entry = from; entry < to; entry++) {
      const first = entry * width;
      const value = (entries[entry] ?? 0) * width;
      for (let option = 0; option < width; option++) {
        const millionths = weights[first + option] ?? 0;
        if (millionths === 0) continue;
        const deviation = (values[value + option] ?? 0) - mean;
        within += (millionths / WHOLE_SHARE) * deviation * deviation;
      }
    }
    const person = {
      key: keys[employee] ?? '',
      peerGroup: peerGroups[employee] ?? ONE_GROUP,
      n,
      mean,
      within,
    };
    people.push(person);
    if (n > 0) starts[answered.push(person)] = row;
  }
  return {
    people,
    answered,
    cells: withoutEmpty({
      keys: answered.map(({ key }) => key),
      peerGroups: answered.map(({ peerGroup }) => peerGroup),
      starts: starts.subarray(0, answered.length + 1),
      names,
      cells: cells.subarray(0, row),
      n: sizes.subarray(0, row),
      means: means.subarray(0, row),
    }),
  };
}

/** The value of each option of each scale; options that a shorter scale does not have are worth nothing and never chosen. */
function optionValues(rated: readonly RatedCell[], width: number, valueOf: AnswerValue): Float64Array {
  const values = new Float64Array(rated.length * width);
  for (const [index, scale] of rated.entries())
    for (let rating = scale.min; rating <= scale.max; rating++)
      values[index * width + rating - scale.min] = valueOf(scale, rating);
  return values;
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
export function needsPriors(ratings: readonly EmployeeRatings[] | RatingTable): boolean {
  const { keys, peerGroups, starts, weights, width } = asTable(ratings);
  const groups = new Map<string, { n: number }[]>();
  let scatter = false;
  for (let employee = 0; employee < keys.length; employee++) {
    let millionths = 0;
    for (let entry = starts[employee] ?? 0; entry < (starts[employee + 1] ?? 0); entry++) {
      let options = 0;
      for (let option = 0; option < width; option++) {
        const weight = weights[entry * width + option] ?? 0;
        millionths += weight;
        if (weight > 0) options += 1;
      }
      scatter ||= options > 1;
    }
    if (millionths === 0) continue;
    const peerGroup = peerGroups[employee] ?? ONE_GROUP;
    const member = { n: millionths / WHOLE_SHARE };
    const members = groups.get(peerGroup);
    if (members) members.push(member);
    else groups.set(peerGroup, [member]);
  }
  return !scatter || [...groups.values()].some(isSmall);
}
