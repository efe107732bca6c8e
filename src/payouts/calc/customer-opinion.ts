/**
 * The customer-opinion line of one statement: the same formula as the period's scores, in decimal arithmetic from frozen
 * parameters. Each step is rounded to six digits, ties to even, where it is printed.
 */
import Big from 'big.js';
import {
  parseRational,
  rational,
  Rational,
  rationals,
  roundHalfEven,
  sortedByKey,
  WHOLE_SHARE,
} from '../../kernel';
import {
  band,
  checkedCounts,
  displayRule,
  isTopBox,
  PeriodScores,
  RatingCounts,
  ScoreFormula,
} from '../../scoring/calc';
import { CustomerOpinionSteps, MixStep, RatingRow } from './cycle-result';
import { CycleMember, FrozenGroup, FrozenParameters } from './cycle-snapshot';

/** Digits of every printed step. */
const DIGITS = 6;

/** 1.959964: the 97.5 % point of the normal distribution as printed. */
const Z = '1.959964';

const { add, compare, divide, multiply, ONE, subtract, sumRationals, toDecimalString, ZERO } = rationals;

/** The parameters of `scores` rounded to six digits, as they are sealed and printed. */
export function freezeParameters(scores: PeriodScores): FrozenParameters {
  const six = (value: number): string => roundHalfEven(value, DIGITS);
  return {
    cells: scores.cells.map(({ cell, effect, share }) => ({ cell, effect: six(effect), share: six(share) })),
    cellOf: scores.cellOf.map(({ cell, countedIn }) => ({ cell, countedIn })),
    groups: scores.groups.map((group) => ({
      peerGroup: group.peerGroup,
      employees: group.employees,
      responses: six(group.responses),
      basis: group.basis,
      source: group.source,
      mu: six(group.mu),
      muVariance: six(group.muVariance),
      tau2: six(group.tau2),
      sigma2: six(group.sigma2),
      M: group.M === null ? null : six(group.M),
      meanReliability: six(group.meanReliability),
    })),
  };
}

/** The steps for `member`; null when no answer counts. `target` is the line's target on 0–100. */
export function customerOpinionSteps(
  member: CycleMember,
  parameters: FrozenParameters,
  formula: ScoreFormula,
  target: string,
): CustomerOpinionSteps | null {
  const rows = ratingRows(member, formula);
  const answers = sumRationals(rows.map((row) => row.answers));
  if (compare(answers, ZERO) === 0) return null;

  const mean = six(divide(sumRationals(rows.map((row) => multiply(row.value, row.answers))), answers));
  const mix = mixSteps(member, parameters, answers);
  const mixEffect = sumRationals(mix.map((step) => parseRational(step.contribution)));
  const adjusted = add(parseRational(mean), mixEffect);

  const group =
    parameters.groups.find((candidate) => candidate.peerGroup === member.peerGroup) ??
    aloneAt(member.peerGroup, target);
  const mu = parseRational(group.mu);
  const reliability =
    group.M === null ? ZERO : parseRational(six(divide(answers, add(answers, parseRational(group.M)))));
  const score = onScale(parseRational(six(add(mu, multiply(reliability, subtract(adjusted, mu))))));
  const sd = posteriorSd(reliability, group);
  const half = multiply(parseRational(Z), parseRational(sd));
  return {
    display: displayRule(rationals.toNumber(answers)),
    basis: group.basis,
    responsesCounted: member.responsesCounted,
    responsesExcluded: member.responsesExcluded,
    answers: six(answers),
    ratings: rows.map((row): RatingRow => ({
      rating: row.rating,
      value: six(row.value),
      answers: six(row.answers),
    })),
    mean,
    mix,
    mixEffect: six(mixEffect),
    adjusted: six(adjusted),
    peerMean: group.mu,
    peerWeight: group.M,
    reliability: six(reliability),
    shrinkEffect: six(subtract(score, adjusted)),
    score: six(score),
    sd,
    low: six(onScale(subtract(score, half))),
    high: six(onScale(add(score, half))),
    band: band(rationals.toNumber(score), Number(sd), Number(target)),
  };
}

interface CountedRating {
  readonly rating: number;
  readonly value: Rational;
  readonly answers: Rational;
}

/** Answers per rating over all cells, lowest value first. Weights are summed as whole millionths. */
function ratingRows(member: CycleMember, formula: ScoreFormula): CountedRating[] {
  const rows = new Map<string, { rating: number; counts: RatingCounts; ppm: number }>();
  for (const { counts } of member.customerCounts) {
    const scale = `${counts.min} ${counts.max} ${counts.reversed === true}`;
    checkedCounts(counts).weights.forEach((weight, index) => {
      if (weight === 0) return;
      const rating = counts.min + index;
      const row = rows.get(`${scale} ${rating}`) ?? { rating, counts, ppm: 0 };
      rows.set(`${scale} ${rating}`, { ...row, ppm: row.ppm + weight });
    });
  }
  return sortedByKey([...rows], ([id]) => id)
    .map(([, { rating, counts, ppm }]) => ({
      rating,
      value: valueOf(rating, counts, formula),
      answers: rational(ppm, WHOLE_SHARE),
    }))
    .sort((a, b) => compare(a.value, b.value));
}

function valueOf(rating: number, counts: RatingCounts, formula: ScoreFormula): Rational {
  if (formula === 'eb-topbox-1') return rational(isTopBox(counts, rating) ? 100 : 0);
  const distance = counts.reversed === true ? counts.max - rating : rating - counts.min;
  return rational(100 * distance, counts.max - counts.min);
}

function mixSteps(member: CycleMember, parameters: FrozenParameters, answers: Rational): MixStep[] {
  const countedIn = new Map(parameters.cellOf.map((entry) => [entry.cell, entry.countedIn]));
  const own = new Map<string, number>();
  for (const { cell, counts } of member.customerCounts) {
    const target = countedIn.get(cell) ?? cell;
    own.set(
      target,
      counts.weights.reduce((sum, ppm) => sum + ppm, own.get(target) ?? 0),
    );
  }
  return sortedByKey(parameters.cells, (entry) => entry.cell).map(({ cell, effect, share }) => {
    const inCell = rational(own.get(cell) ?? 0, WHOLE_SHARE);
    const ownShare = six(divide(inCell, answers));
    const contribution = multiply(
      subtract(parseRational(share), parseRational(ownShare)),
      parseRational(effect),
    );
    return {
      cell,
      answers: six(inCell),
      ownShare,
      commonShare: share,
      effect,
      contribution: six(contribution),
    };
  });
}

/** √[(1 − R)τ² + (1 − R)²·var(μ)], by decimal square root. */
function posteriorSd(reliability: Rational, group: FrozenGroup): string {
  const rest = subtract(ONE, reliability);
  const variance = add(
    multiply(rest, parseRational(group.tau2)),
    multiply(multiply(rest, rest), parseRational(group.muVariance)),
  );
  return roundHalfEven(new Big(toDecimalString(variance, 24)).sqrt().toFixed(), DIGITS);
}

/** Nobody was there to estimate anything from: the target stands in, as for a lone employee. */
function aloneAt(peerGroup: string, target: string): FrozenGroup {
  return {
    peerGroup,
    employees: 1,
    responses: '0.000000',
    basis: 'target',
    source: 'own',
    mu: six(parseRational(target)),
    muVariance: '0.000000',
    tau2: '0.000000',
    sigma2: '0.000000',
    M: null,
    meanReliability: '0.000000',
  };
}

function onScale(value: Rational): Rational {
  if (compare(value, ZERO) < 0) return ZERO;
  return compare(value, rational(100)) > 0 ? rational(100) : value;
}

function six(value: Rational): string {
  return toDecimalString(value, DIGITS);
}
