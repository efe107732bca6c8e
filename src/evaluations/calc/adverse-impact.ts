/**
 * Adverse impact: whether an evaluation favours one group of people over another. A warning for a human review, computed on
 * outcomes, never an input of scores.
 */
import { DomainError, ln, normalCdf } from '../../kernel';

export interface GroupOutcome {
  readonly group: string;
  /** People evaluated. */
  readonly people: number;
  /** Of these, people with the favourable outcome (above target, bonus at or over target, …). */
  readonly favoured: number;
}

export interface ImpactRatio {
  readonly group: string;
  readonly rate: number;
  /** Rate over the highest rate of any group. */
  readonly ratio: number;
  /** Below four fifths. */
  readonly adverse: boolean;
  /**
   * The other coding: the best group's rate of missing the outcome over this group's. Where nearly everybody is favoured the first
   * ratio hides what this one shows. 1 where nobody missed it.
   */
  readonly missedRatio: number;
  readonly missedAdverse: boolean;
  /** Fisher's exact test against the best group, two-sided: how often chance alone would make a table as unlikely. 1 for the best group. */
  readonly fisher: number;
}

/** The four-fifths rule (29 CFR 1607.4 D; EEOC Q&A 1979): a group's rate below 80 % of the best group's. Throws `evaluations.bad_groups`. */
export function impactRatios(groups: readonly GroupOutcome[]): ImpactRatio[] {
  const bad = groups.find(({ people, favoured }) => !(people > 0 && favoured >= 0 && favoured <= people));
  if (bad)
    throw new DomainError(
      'evaluations.bad_groups',
      `"${bad.group}" has no rate: ${bad.favoured} of ${bad.people}.`,
      { group: bad.group },
    );
  const best = groups.reduce(
    (top, next) => (next.favoured * top.people > top.favoured * next.people ? next : top),
    groups[0] ?? NOBODY,
  );
  const bestMissed = best.people - best.favoured;
  return groups.map(({ group, people, favoured }) => {
    const missed = people - favoured;
    return {
      group,
      rate: favoured / people,
      ratio: best.favoured === 0 ? 1 : (favoured * best.people) / (people * best.favoured),
      // Cross-multiplied: exactly four fifths is not adverse, whatever the binary fractions say.
      adverse: 5 * favoured * best.people < 4 * best.favoured * people,
      missedRatio: missed === 0 ? 1 : (bestMissed * people) / (best.people * missed),
      missedAdverse: 5 * bestMissed * people < 4 * missed * best.people,
      fisher: group === best.group ? 1 : fisherExact(favoured, missed, best.favoured, bestMissed),
    };
  });
}

const NOBODY: GroupOutcome = { group: '', people: 1, favoured: 0 };

/** Tables as likely as the one seen, to the noise of adding logarithms, count as as unlikely. */
const TIE = 1e-7;

/**
 * Fisher's exact test of the table a b / c d, two-sided: the probability, with the margins given, of all tables at most as likely as
 * this one (Fisher 1935; the rule of R's `fisher.test`).
 */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  const [row, column, total] = [a + b, a + c, a + b + c + d];
  const [lowest, highest] = [Math.max(0, column - (total - row)), Math.min(row, column)];
  const logs = logFactorials(total);
  const log = (n: number): number => logs[n] ?? 0;
  const fixed = log(row) + log(total - row) + log(column) + log(total - column) - log(total);
  const probability = (x: number): number =>
    Math.exp(fixed - log(x) - log(row - x) - log(column - x) - log(total - row - column + x));
  const seen = probability(a);
  let sum = 0;
  for (let x = lowest; x <= highest; x += 1) {
    const likely = probability(x);
    if (likely <= seen * (1 + TIE)) sum += likely;
  }
  return Math.min(1, sum);
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let n = 2; n <= most; n += 1) logs[n] = (logs[n - 1] ?? 0) + ln(n);
  return logs;
}

/** One person's outcome, and the people it is compared among: job, site, whatever explains pay without the group. */
export interface ComparedOutcome {
  readonly stratum: string;
  readonly group: string;
  readonly value: number;
}

export interface AdjustedGap {
  /** Mean of `group` minus mean of `other` among people of the same stratum. */
  readonly gap: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, normal. */
  readonly p: number;
  /** People in strata that hold both groups; the others say nothing. */
  readonly people: number;
}

/**
 * The gap between two groups at equal stratum: Σ w·(mean − mean)/Σ w with w = n·m/(n + m), which is the group's coefficient of a least
 * squares fit with an effect for each stratum; its variance is the residual one over Σ w. Null where no stratum holds both
 * groups or too few people remain.
 */
export function adjustedGap(
  outcomes: readonly ComparedOutcome[],
  group: string,
  other: string,
): AdjustedGap | null {
  const strata = new Map<string, { own: number[]; others: number[] }>();
  for (const { stratum, group: whose, value } of outcomes) {
    if (whose !== group && whose !== other) continue;
    const entry = strata.get(stratum) ?? { own: [], others: [] };
    strata.set(stratum, entry);
    (whose === group ? entry.own : entry.others).push(value);
  }
  const both = [...strata.values()].filter(({ own, others }) => own.length > 0 && others.length > 0);
  const people = both.reduce((sum, { own, others }) => sum + own.length + others.length, 0);
  const freedom = people - both.length - 1;
  if (both.length === 0 || freedom < 1) return null;
  let [weights, weighted] = [0, 0];
  for (const { own, others } of both) {
    const weight = (own.length * others.length) / (own.length + others.length);
    weights += weight;
    weighted += weight * (mean(own) - mean(others));
  }
  const gap = weighted / weights;
  let squares = 0;
  for (const { own, others } of both) {
    // With the gap taken out, everybody is compared with the stratum's mean.
    const levelled = [...own.map((value) => value - gap), ...others];
    const middle = mean(levelled);
    for (const value of levelled) squares += (value - middle) ** 2;
  }
  const error = Math.sqrt(squares / freedom / weights);
  const p = error === 0 ? (gap === 0 ? 1 : 0) : 2 * normalCdf(-Math.abs(gap) / error);
  return { gap, low: gap - 1.959964 * error, high: gap + 1.959964 * error, p, people };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
