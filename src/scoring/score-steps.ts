/**
 * How a person's score is computed, with that person's own numbers in every step: what an outsider with a pocket calculator
 * needs to arrive at the same number. The formulas are in docs/formulas.md; the words are in the message files.
 */
import type { Formats } from '../platform/i18n';
import type { NotCounted } from './scorecard.queries';
import {
  answersUntilAbove,
  afterOneMore,
  type EmployeeRatings,
  type EmployeeScore,
  type GroupParameters,
  neededAnswers,
  probabilityAbove,
  type PeriodScores,
  type RatingCounts,
  score100,
  type ScoreBackground,
} from './calc';

/** Reliability that people who judge people ask for (docs/formulas.md, reliability). */
const COMMON_MARK = 0.7;
/** Nobody is told that something is certain. */
const CERTAIN = 0.999;
/** Further digits would promise more than is printed; one more than the account needs. */
const DIGITS = 4;

export interface ScoreStepTable {
  summary: string;
  columns: string[];
  /** The first cell heads its row. */
  rows: string[][];
}

export interface ScoreStep {
  title: string;
  sentences: string[];
  /** Accounts that a calculator repeats. */
  sums: string[];
  table?: ScoreStepTable;
  /** The step’s result, in words; empty where it has none. */
  out: string;
}

export interface ExplainedScore {
  /** From the answers to the score: their results add up. */
  account: ScoreStep[];
  /** What may be said about the score. */
  meaning: ScoreStep[];
}

interface Words {
  say: (key: string, params?: Record<string, string | number>) => string;
  formats: Formats;
  /** A kind of contact in words. */
  cell: (cell: string) => string;
}

/** The group's parameters beside a score; null where nothing was computed. */
export function backgroundOf(score: EmployeeScore, scores: PeriodScores): ScoreBackground | null {
  const group = groupOf(score, scores);
  if (!group || score.rawMean === null || score.adjusted === null) return null;
  const { mu, muVariance, tau2, M } = group;
  return { n: score.n, rawMean: score.rawMean, adjusted: score.adjusted, mu, muVariance, tau2, M };
}

/**
 * Answers → mean → kinds of contacts → number of answers → certainty → target → what would change it.
 * @param score one that may be shown (`isShown`), of `scores`
 * @param ratings the person's counted answers of the period
 * @param notCounted how many more there are that do not count
 * @param nonResponseShift by how much the score would move if every kind of contact had answered equally often; null: not at all
 * @param running whether further answers may still come: what would change a finished period no longer matters
 */
export function scoreSteps(
  score: EmployeeScore,
  scores: PeriodScores,
  ratings: EmployeeRatings,
  {
    notCounted,
    running,
    nonResponseShift,
  }: { notCounted: NotCounted; running: boolean; nonResponseShift: number | null },
  words: Words,
): ExplainedScore | null {
  const group = groupOf(score, scores);
  const background = backgroundOf(score, scores);
  if (!group || !background) return null;
  return {
    account: [
      answersStep(score, ratings, notCounted, words),
      mixStep(score, words),
      numberStep(score, group, words),
    ],
    meaning: [
      certaintyStep(score, group, nonResponseShift, words),
      targetStep(score, scores.target, words),
      ...(running ? [changeStep(score, background, scores.target, words)] : []),
    ],
  };
}

function groupOf(score: EmployeeScore, scores: PeriodScores): GroupParameters | undefined {
  return scores.groups.find((candidate) => candidate.peerGroup === score.peerGroup);
}

function answersStep(
  score: EmployeeScore,
  ratings: EmployeeRatings,
  notCounted: NotCounted,
  { say, formats }: Words,
): ScoreStep {
  const scales = byScale(ratings);
  const rows = scales.flatMap((counts) =>
    counts.weights.flatMap((weight, option) => {
      const answers = weight / 1_000_000;
      const rating = counts.min + option;
      const worth = score100(rating, counts);
      return answers > 0 ? [{ rating, best: counts.max, worth, answers, product: worth * answers }] : [];
    }),
  );
  const sum = rows.reduce((total, row) => total + row.product, 0);
  const left = (['excluded', 'provisional', 'rejected'] as const).flatMap((kind) => {
    const n = notCounted[kind];
    return n > 0 ? [say(`not_counted.${kind}`, { n, count: formats.number(n) })] : [];
  });
  return {
    title: say('answers'),
    sentences: [
      say('answers_text'),
      ...(Number.isInteger(score.n) ? [] : [say('answers_shared', { n: formats.number(score.n) })]),
      ...(left.length > 0 ? [say('not_counted', { what: formats.list(left) })] : []),
    ],
    sums: [
      `${formats.number(sum)} ÷ ${formats.number(score.n)} = ${formats.number(score.rawMean ?? 0, DIGITS)}`,
    ],
    out: formats.number(score.rawMean ?? 0, 1),
    table: {
      summary: say('answers_table'),
      columns: [say('rating'), say('worth'), say('count'), say('product')],
      rows: [
        ...rows.map((row) => [
          say('rating_of', { rating: row.rating, best: row.best }),
          formats.number(row.worth),
          formats.number(row.answers),
          formats.number(row.product),
        ]),
        [say('sum'), '', formats.number(score.n), formats.number(sum)],
      ],
    },
  };
}

function mixStep(score: EmployeeScore, { say, formats, cell }: Words): ScoreStep {
  const lines = score.mixLines.filter((line) => line.ownShare > 0 || Math.abs(line.contribution) >= 0.00005);
  const strongest = [...lines].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))[0];
  const title = say('mix');
  if (!strongest) return { title, sentences: [say('mix_none')], sums: [], out: formats.signed(0, 1) };
  const effect = score.mixEffect ?? 0;
  return {
    title,
    sentences: [
      say('mix_text'),
      say(effect >= 0.05 ? 'mix_harder' : effect <= -0.05 ? 'mix_easier' : 'mix_even', {
        cell: cell(strongest.cell),
        own: formats.percent(strongest.ownShare),
        common: formats.percent(strongest.commonShare),
      }),
    ],
    sums: [
      `${formats.number(score.rawMean ?? 0, DIGITS)} ${plus(effect)} ${formats.number(Math.abs(effect), DIGITS)} = ${formats.number(score.adjusted ?? 0, DIGITS)}`,
    ],
    out: formats.signed(effect, 1),
    table: {
      summary: say('mix_table'),
      columns: [say('kind'), say('common_share'), say('own_share'), say('effect'), say('mix_product')],
      rows: [
        ...lines.map((line) => [
          cell(line.cell),
          formats.percent(line.commonShare, 2),
          formats.percent(line.ownShare, 2),
          formats.signed(line.effect, DIGITS),
          formats.signed(line.contribution, DIGITS),
        ]),
        [say('sum'), '', '', '', formats.signed(effect, DIGITS)],
      ],
    },
  };
}

function numberStep(score: EmployeeScore, group: GroupParameters, { say, formats }: Words): ScoreStep {
  const six = (value: number) => formats.number(value, DIGITS);
  // Shown to a tenth, the three results must still add up to the score.
  const effect = tenth(score.score) - tenth(score.rawMean) - tenth(score.mixEffect);
  const step = { title: say('number'), out: formats.signed(effect, 1) };
  if (group.M === null || group.basis !== 'peers') {
    const key = group.basis === 'target' ? 'number_alone' : 'number_equal';
    return { ...step, sentences: [say(key, { mean: formats.number(group.mu, 1) })], sums: [] };
  }
  const reliability = score.reliability ?? 0;
  return {
    ...step,
    sentences: [
      say('number_text', { mean: formats.number(group.mu, 1) }),
      say(`number_source.${group.source}`, {
        M: formats.number(group.M, 1),
        people: group.employees,
        count: formats.number(group.employees),
      }),
      say('number_weight', {
        own: formats.percent(reliability),
        rest: formats.percent(1 - reliability),
      }),
    ],
    sums: [
      `${formats.number(score.n)} ÷ (${formats.number(score.n)} + ${six(group.M)}) = ${six(reliability)}`,
      `${six(group.mu)} + ${six(reliability)} × (${six(score.adjusted ?? 0)} − ${six(group.mu)}) = ${six(score.score ?? 0)}`,
    ],
  };
}

function certaintyStep(
  score: EmployeeScore,
  group: GroupParameters,
  nonResponseShift: number | null,
  { say, formats }: Words,
): ScoreStep {
  const title = say('certainty');
  if (score.low === null || score.high === null || score.sd === null)
    return { title, sentences: [say('certainty_none')], sums: [], out: '' };
  const range = say('range', { low: formats.number(score.low, 1), high: formats.number(score.high, 1) });
  if (group.basis === 'target') return { title, sentences: [say('certainty_alone')], sums: [], out: range };
  const four = (value: number) => formats.number(value, DIGITS);
  const rest = 1 - (score.reliability ?? 0);
  return {
    title,
    sentences: [
      say('certainty_text'),
      ...(nonResponseShift === null
        ? []
        : [
            say('certainty_who_answers', { score: formats.number((score.score ?? 0) + nonResponseShift, 1) }),
          ]),
    ],
    sums: [
      `√(${four(rest)} × ${four(group.tau2)} + ${four(rest)}² × ${four(group.muVariance)}) = ${four(score.sd)}`,
      `${four(score.score ?? 0)} ± ${formats.number(1.96, 2)} × ${four(score.sd)}`,
    ],
    out: range,
  };
}

function targetStep(score: EmployeeScore, target: number, { say, formats }: Words): ScoreStep {
  const chance = probabilityAbove(score.score ?? 0, score.sd ?? 0, target);
  const early = score.display === 'early_signal';
  return {
    title: say('target'),
    sentences: [
      say('target_text', {
        target: formats.number(target),
        edge: chance > CERTAIN ? 'over' : chance < 1 - CERTAIN ? 'under' : 'between',
        chance: formats.percent(Math.min(CERTAIN, Math.max(1 - CERTAIN, chance)), 1),
      }),
      early
        ? say('target_early')
        : say('target_rule', { high: formats.percent(0.975, 1), low: formats.percent(0.025, 1) }),
    ],
    sums: [],
    out: say(early ? 'word.early' : `word.${score.band ?? 'consistent'}`),
  };
}

function changeStep(
  score: EmployeeScore,
  background: ScoreBackground,
  target: number,
  { say, formats }: Words,
): ScoreStep {
  const title = say('change');
  const { M } = background;
  if (M === null) return { title, sentences: [say('change_nothing')], sums: [], out: '' };
  const until = answersUntilAbove(background, target);
  const enough = Math.ceil(neededAnswers(COMMON_MARK, M));
  const plural = (value: number) => ({ n: value, count: formats.number(value) });
  return {
    title,
    sentences: [
      say('change_one', {
        now: formats.number(score.score ?? 0, 1),
        best: formats.number(afterOneMore(background, 100), 1),
        worst: formats.number(afterOneMore(background, 0), 1),
      }),
      ...(until === null ? [] : [say('change_until', plural(until))]),
      ...(score.n >= enough
        ? []
        : [say('change_enough', { ...plural(enough), own: formats.percent(COMMON_MARK) })]),
      say('change_parameters'),
    ],
    sums: [],
    out: '',
  };
}

/** A person's answers over all kinds of contacts, one entry per scale, in a fixed order. */
function byScale(ratings: EmployeeRatings): RatingCounts[] {
  const scales = new Map<string, RatingCounts & { weights: number[] }>();
  for (const { counts } of ratings.cells) {
    const id = `${counts.min} ${counts.max} ${counts.reversed === true}`;
    const entry = scales.get(id) ?? { ...counts, weights: counts.weights.map(() => 0) };
    counts.weights.forEach((weight, option) => (entry.weights[option]! += weight));
    scales.set(id, entry);
  }
  return [...scales].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counts]) => counts);
}

function tenth(value: number | null): number {
  return Math.round((value ?? 0) * 10) / 10;
}

function plus(value: number): string {
  return value < 0 ? '−' : '+';
}
