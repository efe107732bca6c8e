/**
 * Two measures of the same answers shrunk together, formula `eb-joint-1`: the share of good ratings and the mean on 0–100. The
 * mean keeps what the top box throws away (a 1 is not a 3), so an organization that speaks of "percent satisfied" loses nothing
 * against the mean.
 *
 * With yᵢ the pair of adjusted means, W the covariance within employees, m = Σnᵢyᵢ/N and C = N − Σnᵢ²/N:
 * T = [Σnᵢ(yᵢ − m)(yᵢ − m)ᵀ − (k − 1)W]/C with negative eigenvalues set to 0; Pᵢ = (T + W/nᵢ)⁻¹; μ = (ΣPᵢ)⁻¹ΣPᵢyᵢ;
 * θᵢ = μ + TPᵢ(yᵢ − μ); Covᵢ = T − TPᵢT + (I − TPᵢ)(ΣPᵢ)⁻¹(I − TPᵢ)ᵀ. Multivariate form of the moment estimator in
 * `empirical-bayes.ts`.
 *
 * W and T are quadratic in the answers' values: their mixed terms follow from the two measures and their sum, so that nothing
 * but the univariate sums is needed (the covariance of a and b is half of var(a + b) − var(a) − var(b)).
 */
import { Z95 } from '../../kernel';
import { betweenTerms, type PeerMean } from './empirical-bayes';
import { DEFAULT_MERGE_RULE, type MergeRule } from './merge-cells';
import { adjust } from './period-mix';
import { total } from './rating-counts';
import type { EmployeeRatings } from './rating-table';
import { ANSWER_VALUES, type AnswerValue, prepare, type ScoreFormula } from './scored-people';
import {
  type Matrix, type Pair, inverse, onlyPositive, plus, product, scaled, sumOf, times, transposed,
} from './two-by-two'; // prettier-ignore

/** The measures in their order: what is paid on is one of them. */
export const JOINT_MEASURES: readonly [ScoreFormula, ScoreFormula] = ['eb-topbox-1', 'eb-mean-1'];

/** One employee's score for the measure that was asked for. Numbers are on 0–100. */
export interface JointScore {
  readonly key: string;
  readonly n: number;
  readonly adjusted: number;
  readonly score: number;
  readonly sd: number;
  /** Ends of the 95 % interval. */
  readonly low: number;
  readonly high: number;
}

export interface JointScores {
  /** Of the pair, as the employees' answers scatter and as the employees differ. */
  readonly within: Matrix;
  readonly between: Matrix;
  readonly mu: Pair;
  /** Sorted by key; nobody without answers. */
  readonly employees: readonly JointScore[];
}

/** What the three passes over the answers give: each measure, and their sum. */
interface Pass {
  readonly members: readonly PeerMean[];
  /** Within sum of squares that the cells leave. */
  readonly left: number;
  readonly lost: number;
}

/**
 * Scores one peer group by both measures together and gives the scores of `measure`. Null where the answers cannot tell the two
 * measures apart or show no scatter at all: then each is scored alone. Throws as `scorePeriod`.
 */
export function scoreJointly(
  employees: readonly EmployeeRatings[],
  measure: ScoreFormula,
  rule: MergeRule = DEFAULT_MERGE_RULE,
): JointScores | null {
  const [first, second] = JOINT_MEASURES.map((formula) => ANSWER_VALUES[formula]) as [
    AnswerValue,
    AnswerValue,
  ];
  const values: AnswerValue[] = [
    first,
    second,
    (counts, rating) => first(counts, rating) + second(counts, rating),
  ];
  const [a, b, both] = values.map((valueOf) => pass(employees, valueOf, rule)) as [Pass, Pass, Pass];
  const freedom = total(a.members.map(({ n }) => n)) - a.members.length - a.lost;
  if (a.members.length < 2 || freedom <= 0) return null;
  const within = mixed(a.left / freedom, b.left / freedom, both.left / freedom);
  const sigma2 = [within[0][0], within[1][1], within[0][0] + within[1][1] + 2 * within[0][1]];
  const [spreadA, spreadB, spreadBoth] = [a, b, both].map(({ members }, index) => {
    const { excess, size } = betweenTerms(members, sigma2[index] ?? 0);
    return excess / size;
  }) as [number, number, number];
  const between = onlyPositive(mixed(spreadA, spreadB, spreadBoth));

  const precisions: Matrix[] = [];
  for (const { n } of a.members) {
    const precision = inverse(plus(between, scaled(within, 1 / n)));
    if (!precision) return null;
    precisions.push(precision);
  }
  const covariance = inverse(sumOf(precisions));
  if (!covariance) return null;
  const observed = a.members.map(({ mean }, index): Pair => [mean, b.members[index]?.mean ?? 0]);
  const weighted = observed.map((pair, index) => times(precisions[index] ?? within, pair));
  const mu = times(covariance, [total(weighted.map(([x]) => x)), total(weighted.map(([, y]) => y))]);
  const wanted = JOINT_MEASURES.indexOf(measure);
  return {
    within,
    between,
    mu,
    employees: a.members.map(({ key, n }, index) => {
      const [x, y] = observed[index] ?? mu;
      const pull = product(between, precisions[index] ?? within);
      const moved = times(pull, [x - mu[0], y - mu[1]]);
      const rest = plus([[1, 0], [0, 1]], scaled(pull, -1)); // prettier-ignore
      const spread = plus(between, scaled(product(pull, between), -1));
      const uncertain = plus(spread, product(product(rest, covariance), transposed(rest)));
      const score = (mu[wanted] ?? 0) + (moved[wanted] ?? 0);
      const sd = Math.sqrt(Math.max(0, uncertain[wanted]?.[wanted] ?? 0));
      return {
        key,
        n,
        adjusted: [x, y][wanted] ?? 0,
        score,
        sd,
        low: score - Z95 * sd,
        high: score + Z95 * sd,
      };
    }),
  };
}

function pass(employees: readonly EmployeeRatings[], valueOf: AnswerValue, rule: MergeRule): Pass {
  const people = prepare(employees, valueOf);
  const { answered } = people;
  const { mix } = adjust(people, [], rule);
  return {
    members: answered.map(({ key, n, mean, within }, place) => ({
      key,
      n,
      mean: mix.adjusted[place] ?? mean,
      within,
    })),
    left: total(answered.map(({ within }) => within)) - mix.explained,
    lost: mix.lost,
  };
}

/** The matrix of a quadratic form from its values at a, at b, and at a + b. */
function mixed(a: number, b: number, both: number): Matrix {
  const cross = (both - a - b) / 2;
  return [
    [a, cross],
    [cross, b],
  ];
}
