/** What further answers would do to a score, the group's parameters held still. Words for people; nothing is paid by it. */
import { probabilityAbove, reliability } from './reliability';

/** A score and the parameters of its group, all on 0–100. */
export interface ScoreBackground {
  /** Weighted number of answers. */
  readonly n: number;
  readonly rawMean: number;
  readonly adjusted: number;
  readonly mu: number;
  readonly muVariance: number;
  readonly tau2: number;
  /** Null when there is no measurable difference: then every score is μ, whatever comes. */
  readonly M: number | null;
}

/**
 * The score after one more whole answer worth `value` (0–100) on top of the same kinds of contacts: the adjusted mean moves by
 * (value − raw mean)/(n + 1), reliability to (n + 1)/(n + 1 + M). Kept on 0–100.
 */
export function afterOneMore(background: ScoreBackground, value: number): number {
  const { n, rawMean, adjusted } = background;
  return scoreOf(background, n + 1, adjusted + (value - rawMean) / (n + 1));
}

/**
 * How many answers in all, each as good as the present ones on average, until the score is clearly above `target`
 * (P(θ > target) ≥ .975). Null when it is already, when such answers never lead there, or only beyond `most`.
 */
export function answersUntilAbove(background: ScoreBackground, target: number, most = 2000): number | null {
  const isAbove = (n: number) =>
    probabilityAbove(scoreOf(background, n, background.adjusted), sdOf(background, n), target) >= 0.975;
  if (isAbove(background.n) || !isAbove(most)) return null;
  let [not, clear] = [Math.floor(background.n), most];
  while (clear - not > 1) {
    const middle = Math.floor((not + clear) / 2);
    if (isAbove(middle)) clear = middle;
    else not = middle;
  }
  return clear;
}

function scoreOf({ mu, M }: ScoreBackground, n: number, adjusted: number): number {
  return Math.min(100, Math.max(0, mu + reliability(n, M) * (adjusted - mu)));
}

/** √[(1 − R)τ² + (1 − R)²·Var(μ)], as in `empirical-bayes.ts`. */
function sdOf({ tau2, muVariance, M }: ScoreBackground, n: number): number {
  const rest = 1 - reliability(n, M);
  return Math.sqrt(rest * tau2 + rest * rest * muVariance);
}
