/**
 * A selection of answers: those of one period that meet some filters. What it measures, how it falls into parts, and
 * whether it may be shown at all. Pure: works on rows of counts, whose number does not grow with the answers.
 */
import { groupedBy, sortedByKey, WHOLE_SHARE } from '../../kernel';
import {
  isSafe,
  LEAST_SHOWN,
  meanInterval,
  type MeanInterval,
  nps,
  type NetPromoterScore,
  type RatingCounts,
  ratingStats,
  shownGroups,
  wilson,
} from '../calc';

export const DIMENSIONS = ['team', 'touchpoint', 'channel', 'reason', 'segment'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Filters = { readonly [dimension in Dimension]?: string };

/** What the rating is a rating of: the service of the people, the recommendation, the effort. */
export type Measured = 'service' | 'nps' | 'ces';

/** Counts of one rating in one place. A dimension nobody asked for is ''. */
export interface RatedRow extends Readonly<Record<Dimension, string>> {
  /** Local day, or '' where days are not told apart. */
  readonly day: string;
  readonly measured: Measured;
  /** Answers to several questions of one version are one response. */
  readonly questionId: number;
  readonly surveyVersionId: number;
  /** Each of several people has an answer of their own to it: it does not count responses. */
  readonly perPerson: boolean;
  readonly min: number;
  readonly max: number;
  readonly rating: number;
  readonly weightPpm: number;
}

export interface Share {
  readonly k: number;
  readonly n: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export const selected = (rows: readonly RatedRow[], filters: Filters): RatedRow[] =>
  rows.filter((row) =>
    DIMENSIONS.every((name) => filters[name] === undefined || row[name] === filters[name]),
  );

export const about = (rows: readonly RatedRow[], measured: Measured): RatedRow[] =>
  rows.filter((row) => row.measured === measured);

/**
 * The same responses in fewer rows: ratings and dimensions that are not named are no longer told apart. `responsesIn` gives the same
 * for every selection by the dimensions named; ratings are lost.
 */
export function withoutRatings(rows: readonly RatedRow[], dimensions: readonly Dimension[]): RatedRow[] {
  const sums = new Map<string, RatedRow>();
  for (const row of rows) {
    if (row.perPerson) continue;
    let key = `${row.surveyVersionId} ${row.questionId}`;
    for (const name of dimensions) key += `\u0000${row[name]}`;
    const known = sums.get(key);
    sums.set(
      key,
      known
        ? { ...known, weightPpm: known.weightPpm + row.weightPpm }
        : { ...row, ...onlyThese(row, dimensions), day: '' },
    );
  }
  return [...sums.values()];
}

const summed = new WeakMap<readonly RatedRow[], Map<string, readonly RatedRow[]>>();

/**
 * The same ratings with no other dimensions told apart than those named, and no days: what selections and parts by these dimensions
 * measure is the same, of a handful of rows. Remembered with the rows, which a reading gives once and nobody changes.
 */
export function summedBy(rows: readonly RatedRow[], dimensions: readonly Dimension[]): readonly RatedRow[] {
  const told = DIMENSIONS.filter((name) => dimensions.includes(name));
  const known = summed.get(rows) ?? new Map<string, readonly RatedRow[]>();
  summed.set(rows, known);
  const sums = known.get(told.join()) ?? sumsBy(rows, told);
  known.set(told.join(), sums);
  return sums;
}

function sumsBy(rows: readonly RatedRow[], told: readonly Dimension[]): RatedRow[] {
  const places = new Map<string, Map<number, { row: RatedRow; weightPpm: number }>>();
  for (const row of rows) {
    let place = '';
    for (const name of told) place += `\u0000${row[name]}`;
    let ratings = places.get(place);
    if (!ratings) places.set(place, (ratings = new Map<number, { row: RatedRow; weightPpm: number }>()));
    // A question has one scale, of no more than a hundred options.
    const rating = row.questionId * 100 + row.rating;
    const sum = ratings.get(rating);
    if (sum) sum.weightPpm += row.weightPpm;
    else ratings.set(rating, { row, weightPpm: row.weightPpm });
  }
  return [...places.values()].flatMap((ratings) =>
    [...ratings.values()].map(({ row, weightPpm }) => ({
      ...row,
      ...onlyThese(row, told),
      day: '',
      weightPpm,
    })),
  );
}

function onlyThese(row: RatedRow, dimensions: readonly Dimension[]): Record<Dimension, string> {
  const { team, touchpoint, channel, reason, segment } = row;
  const all = { team, touchpoint, channel, reason, segment };
  for (const name of DIMENSIONS) if (!dimensions.includes(name)) all[name] = '';
  return all;
}

/** How many responses stand behind the rows: of each version of a survey, those to its most answered question. */
export function responsesIn(rows: readonly RatedRow[]): number {
  const versions = new Map<number, Map<number, number>>();
  for (const { perPerson, surveyVersionId, questionId, weightPpm } of rows) {
    if (perPerson) continue;
    let questions = versions.get(surveyVersionId);
    if (!questions) versions.set(surveyVersionId, (questions = new Map<number, number>()));
    questions.set(questionId, (questions.get(questionId) ?? 0) + weightPpm);
  }
  let ppm = 0;
  for (const questions of versions.values()) ppm += Math.max(...questions.values());
  return ppm / WHOLE_SHARE;
}

/** Counts by scale, one for each that was used. */
export function countsOf(rows: readonly RatedRow[]): RatingCounts[] {
  const scales: { min: number; max: number; weights: number[] }[] = [];
  // Rows of one scale follow each other: it is looked for only where it changes.
  let scale: (typeof scales)[number] | undefined;
  for (const { min, max, rating, weightPpm } of rows) {
    if (scale?.min !== min || scale.max !== max) {
      scale = scales.find((known) => known.min === min && known.max === max);
      if (!scale) scales.push((scale = { min, max, weights: new Array<number>(max - min + 1).fill(0) }));
    }
    scale.weights[rating - min]! += weightPpm;
  }
  return scales;
}

/** Good answers and all of them, over every scale. */
export interface Tally {
  readonly k: number;
  readonly n: number;
}

export function tally(rows: readonly RatedRow[]): Tally {
  let [k, n] = [0, 0];
  for (const counts of countsOf(rows)) {
    const stats = ratingStats(counts);
    k += stats.topBox;
    n += stats.n;
  }
  return { k, n };
}

/** The share of satisfied customers, over every scale; null without answers. */
export function satisfied(rows: readonly RatedRow[]): Share | null {
  const { k, n } = tally(rows);
  if (n <= 0) return null;
  const { low, high } = wilson(Math.min(k, n), n);
  return { k, n, share: k / n, low, high };
}

/** The counts on the scale most answers were given on, and their mean. */
export function mainScale(rows: readonly RatedRow[]): { counts: RatingCounts; mean: MeanInterval } | null {
  const [most] = countsOf(rows).sort((a, b) => ratingStats(b).n - ratingStats(a).n);
  return most ? { counts: most, mean: meanInterval(most) } : null;
}

export function promoters(rows: readonly RatedRow[]) {
  const answers = { promoters: 0, passives: 0, detractors: 0 };
  for (const { min, max, rating, weightPpm } of rows) {
    if (min !== 0 || max !== 10) continue;
    const group = rating >= 9 ? 'promoters' : rating >= 7 ? 'passives' : 'detractors';
    answers[group] += weightPpm / WHOLE_SHARE;
  }
  return answers;
}

export const recommended = (rows: readonly RatedRow[]): NetPromoterScore => nps(promoters(rows));

export const valuesOf = (rows: readonly RatedRow[], dimension: Dimension): Map<string, RatedRow[]> =>
  groupedBy(rows, (row) => row[dimension]);

/**
 * Whether the answers meeting the filters may be shown, next to everything else that may: there are enough of them; in each
 * whole they are a part of (one filter taken away) they are among the parts shown; and every pattern of meeting some of
 * the filters and failing others holds none or enough, so that adding and subtracting selections finds nobody.
 * @param rows all answers of the period to the same measure, with every filtered dimension told apart
 */
export function mayShow(rows: readonly RatedRow[], filters: Filters): boolean {
  const active = DIMENSIONS.filter((name) => filters[name] !== undefined);
  if (responsesIn(selected(rows, filters)) < LEAST_SHOWN - 1e-9) return false;
  for (const name of active) {
    const { [name]: value, ...others } = filters;
    // Of two equally small parts the same one is hidden everywhere, in whatever order rows were read.
    const parts = sortedByKey([...valuesOf(selected(rows, others), name)], ([key]) => key);
    const shown = shownGroups(parts.map(([, part]) => responsesIn(part)));
    if (!shown[parts.findIndex(([key]) => key === value)]) return false;
  }
  if (active.length < 2) return true;
  const patterns = new Map<string, RatedRow[]>();
  for (const row of rows) {
    const pattern = active.map((name) => (row[name] === filters[name] ? '+' : '-')).join('');
    const found = patterns.get(pattern);
    if (found) found.push(row);
    else patterns.set(pattern, [row]);
  }
  return [...patterns.values()].every((found) => isSafe(responsesIn(found)));
}

export interface Part {
  readonly key: string;
  readonly rows: readonly RatedRow[];
  readonly n: number;
  readonly shown: boolean;
}

/** The parts of a selection by one dimension, the largest first; which of them may be shown. */
export function partsOf(rows: readonly RatedRow[], filters: Filters, dimension: Dimension): Part[] {
  const others = { ...filters, [dimension]: undefined };
  // Whether a part may be shown depends on how many answered: that is asked of each part, and worked out of few rows.
  const told = DIMENSIONS.filter((name) => name === dimension || filters[name] !== undefined);
  const answered = withoutRatings(rows, told);
  return [...valuesOf(selected(rows, others), dimension)]
    .map(([key, part]) => ({
      key,
      rows: part,
      n: responsesIn(part),
      shown: mayShow(answered, { ...others, [dimension]: key }),
    }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1));
}
