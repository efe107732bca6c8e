/**
 * The customer-opinion line of one statement: the same formula as the period's scores, in decimal arithmetic from frozen
 * parameters. Each step is rounded to six digits, ties to even, where it is printed; inside, decimals are whole millionths.
 */
import {
  formatScaled,
  MILLION,
  parseMillionths,
  parseRational,
  rationals,
  roundedQuotient,
  roundedRoot,
  roundHalfEven,
  sortedByKey,
} from '../../kernel';
import {
  band,
  checkedCounts,
  displayRule,
  isTopBox,
  ownInterval,
  PeriodScores,
  RatingCounts,
  ScoreFormula,
} from '../../scoring/calc';
import { CustomerOpinionSteps, MixStep, RatingRow } from './cycle-result';
import { CycleMember, FrozenGroup, FrozenParameters } from './cycle-snapshot';

/** Digits of every printed step. */
const DIGITS = 6;

/** 1.959964: the 97.5 % point of the normal distribution as printed. */
const Z = 1_959_964n;

const HUNDRED = 100n * MILLION;

/** The parameters of `scores` rounded to six digits, as they are sealed and printed. */
export function freezeParameters(
  scores: Pick<PeriodScores, 'cells' | 'cellOf' | 'groups'>,
): FrozenParameters {
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
      mix: group.mix.map(({ cell, share }) => ({ cell, share: six(share) })),
    })),
  };
}

/** Computes the steps for one member; null when no answer counts. */
export type OpinionFormula = (member: CycleMember) => CustomerOpinionSteps | null;

/** The formula for everyone under `parameters`. `target` is the line's target on 0–100. */
export function customerOpinion(
  parameters: FrozenParameters,
  formula: ScoreFormula,
  target: string,
): OpinionFormula {
  const context = prepare(parameters, formula, target);
  return (member) => stepsOf(member, context);
}

interface Context {
  readonly formula: ScoreFormula;
  readonly target: number;
  readonly countedIn: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, PreparedGroup>;
  /** For a group nobody of which answered when the parameters were estimated: as for a lone employee. */
  readonly alone: PreparedGroup;
}

interface PreparedCell {
  readonly cell: string;
  readonly effect: string;
  readonly share: string;
  readonly effectUnits: bigint;
  readonly shareUnits: bigint;
}

/** What people with as many answers have in common. */
interface AsManyAnswers {
  readonly reliability: bigint;
  readonly sd: bigint;
  readonly printed: Pick<CustomerOpinionSteps, 'answers' | 'reliability' | 'sd'>;
  /** Steps of the case mix worked out so far, by cell and by answers in it. */
  readonly steps: readonly Map<number, FoundStep>[];
}

type PreparedGroup = Pick<FrozenGroup, 'basis' | 'mu' | 'M'> & {
  readonly mix: readonly PreparedCell[];
  /** Where in `mix` the answers of a cell count. */
  readonly places: Map<string, number | undefined>;
  /** By answers altogether. */
  readonly known: Map<number, AsManyAnswers>;
  readonly muUnits: bigint;
  readonly peerUnits: bigint | null;
  readonly tau2Units: bigint;
  readonly muVarianceUnits: bigint;
};

function prepare(parameters: FrozenParameters, formula: ScoreFormula, target: string): Context {
  const alone = {
    basis: 'target',
    mu: rationals.toDecimalString(parseRational(target), DIGITS),
    M: null,
    mix: [],
  } as const;
  const effects = new Map(parameters.cells.map(({ cell, effect }) => [cell, effect]));
  return {
    formula,
    target: Number(target),
    countedIn: new Map(parameters.cellOf.map((entry) => [entry.cell, entry.countedIn])),
    groups: new Map(parameters.groups.map((group) => [group.peerGroup, prepareGroup(group, effects)])),
    alone: prepareGroup({ ...alone, tau2: '0', muVariance: '0' }, effects),
  };
}

function prepareGroup(
  group: Pick<FrozenGroup, 'basis' | 'mu' | 'M' | 'tau2' | 'muVariance' | 'mix'>,
  effects: ReadonlyMap<string, string>,
): PreparedGroup {
  return {
    mix: sortedByKey(group.mix, (entry) => entry.cell).flatMap(({ cell, share }) => {
      const effect = effects.get(cell);
      if (effect === undefined) return [];
      return {
        cell,
        effect,
        share,
        effectUnits: parseMillionths(effect),
        shareUnits: parseMillionths(share),
      };
    }),
    places: new Map(),
    known: new Map(),
    basis: group.basis,
    mu: group.mu,
    M: group.M,
    muUnits: parseMillionths(group.mu),
    peerUnits: group.M === null ? null : parseMillionths(group.M),
    tau2Units: parseMillionths(group.tau2),
    muVarianceUnits: parseMillionths(group.muVariance),
  };
}

function stepsOf(member: CycleMember, context: Context): CustomerOpinionSteps | null {
  const rows = ratingRows(member, context.formula);
  const answers = rows.reduce((sum, row) => sum + row.ppm, 0);
  if (answers === 0) return null;

  const mean = meanOf(rows);
  const group = context.groups.get(member.peerGroup) ?? context.alone;
  const { reliability, sd, printed, steps } = asManyAnswers(group, answers);
  const mix = mixSteps(member, group, { countedIn: context.countedIn, answers, steps });
  const mixEffect = BigInt(mix.reduce((sum, step) => sum + step.units, 0));
  const adjusted = mean + mixEffect;

  const score = onScale(
    roundedQuotient(group.muUnits * MILLION + reliability * (adjusted - group.muUnits), MILLION),
  );
  const end = (sign: bigint): string =>
    six(onScale(roundedQuotient(score * MILLION + sign * Z * sd, MILLION)));
  const interval = group.basis === 'target' ? aloneInterval(rows) : { low: end(-1n), high: end(1n) };
  // In canonical order, as every part: see member-result.
  return {
    adjusted: six(adjusted),
    answers: printed.answers,
    band: band(Number(score) / 1e6, Number(sd) / 1e6, context.target),
    basis: group.basis,
    display: displayRule(answers / 1_000_000),
    high: interval.high,
    low: interval.low,
    mean: six(mean),
    mix: mix.map(({ step }) => step),
    mixEffect: six(mixEffect),
    peerMean: group.mu,
    peerWeight: group.M,
    ratings: rows.map(({ rating, top, range, ppm }): RatingRow => ({
      answers: six(BigInt(ppm)),
      rating,
      value: printedValue(top, range),
    })),
    reliability: printed.reliability,
    ...(member.repeats && {
      repeats: {
        answers: member.repeats.answers,
        customers: member.repeats.customers,
        deducted: six(BigInt(member.repeats.deductedPpm)),
        weight: six(BigInt(member.repeats.weightPpm)),
      },
    }),
    responsesCounted: member.responsesCounted,
    responsesExcluded: member.responsesExcluded,
    score: six(score),
    sd: printed.sd,
    shrinkEffect: six(score - adjusted),
  };
}

/** Answers with one rating; its value is 100·top/range. */
interface CountedRating {
  readonly rating: number;
  readonly top: number;
  readonly range: number;
  readonly ppm: number;
}

/** Answers per rating over all cells, lowest value first. Weights are summed as whole millionths. */
function ratingRows(member: CycleMember, formula: ScoreFormula): CountedRating[] {
  const scales: { readonly counts: RatingCounts; readonly sums: number[] }[] = [];
  for (const { counts } of member.customerCounts) {
    const { weights } = checkedCounts(counts);
    let scale = scales.find((known) => isSameScale(known.counts, counts));
    if (!scale) scales.push((scale = { counts, sums: weights.map(() => 0) }));
    for (let option = 0; option < weights.length; option++)
      scale.sums[option] = (scale.sums[option] ?? 0) + (weights[option] ?? 0);
  }
  const rows: (CountedRating & { readonly id: string })[] = [];
  // Within one scale by its mean each rating is worth something else: the value alone puts them in order.
  const alike = scales.length > 1 || formula !== 'eb-mean-1';
  for (const { counts, sums } of scales) {
    const { min, max, reversed } = counts;
    for (let option = 0; option < sums.length; option++) {
      const ppm = sums[option] ?? 0;
      if (ppm === 0) continue;
      const rating = min + option;
      const id = alike ? `${min} ${max} ${reversed === true} ${option}` : '';
      rows.push({ id, rating, ...valueOf(rating, counts, formula), ppm });
    }
  }
  const inOrder = alike ? sortedByKey(rows, ({ id }) => id) : rows;
  return inOrder.sort((a, b) => a.top * b.range - b.top * a.range);
}

function isSameScale(left: RatingCounts, right: RatingCounts): boolean {
  const same = left.min === right.min && left.max === right.max;
  return same && (left.reversed === true) === (right.reversed === true);
}

function valueOf(
  rating: number,
  counts: RatingCounts,
  formula: ScoreFormula,
): { top: number; range: number } {
  if (formula === 'eb-topbox-1') return { top: isTopBox(counts, rating) ? 1 : 0, range: 1 };
  return {
    top: counts.reversed === true ? counts.max - rating : rating - counts.min,
    range: counts.max - counts.min,
  };
}

/** Σ value × answers / Σ answers, over the common denominator of the scales in use. */
function meanOf(rows: readonly CountedRating[]): bigint {
  const common = [...new Set(rows.map((row) => row.range))].reduce((all, range) => all * BigInt(range), 1n);
  let sum = 0n;
  let answers = 0n;
  for (const { top, range, ppm } of rows) {
    sum += BigInt(ppm) * BigInt(top) * (common / BigInt(range));
    answers += BigInt(ppm);
  }
  return roundedQuotient(sum * HUNDRED, common * answers);
}

/** By range and by what it is of it: a scale has few ratings. */
const PRINTED_VALUES = new Map<number, Map<number, string>>();

/** 100·top/range */
function printedValue(top: number, range: number): string {
  const known = PRINTED_VALUES.get(range) ?? new Map<number, string>();
  if (known.size === 0) PRINTED_VALUES.set(range, known);
  const text = known.get(top) ?? six(roundedQuotient(HUNDRED * BigInt(top), BigInt(range)));
  known.set(top, text);
  return text;
}

function mixSteps(
  member: CycleMember,
  group: PreparedGroup,
  {
    countedIn,
    answers,
    steps,
  }: Pick<Context, 'countedIn'> & Pick<AsManyAnswers, 'steps'> & { readonly answers: number },
): FoundStep[] {
  const { mix } = group;
  if (mix.length === 0) return [];
  const own = new Array<number>(mix.length).fill(0);
  for (const { cell, counts } of member.customerCounts) {
    const place = placeIn(group, countedIn, cell);
    if (place !== undefined) own[place] = counts.weights.reduce((sum, ppm) => sum + ppm, own[place] ?? 0);
  }
  // Many people have as few answers of a kind as others have: nobody's step is anybody's alone.
  return mix.map((prepared, place) => {
    const inCell = own[place] ?? 0;
    const known = steps[place]?.get(inCell);
    if (known) return known;
    const found = mixStep(prepared, BigInt(inCell), BigInt(answers));
    steps[place]?.set(inCell, found);
    return found;
  });
}

function placeIn(
  { mix, places }: PreparedGroup,
  countedIn: Context['countedIn'],
  cell: string,
): number | undefined {
  if (!places.has(cell)) {
    const target = countedIn.get(cell) ?? cell;
    const place = mix.findIndex((prepared) => prepared.cell === target);
    places.set(cell, place < 0 ? undefined : place);
  }
  return places.get(cell);
}

/** Numbers of answers for which it is remembered. */
const REMEMBERED = 500;

/** @param answers in millionths, which is the weight in millionths of an answer */
function asManyAnswers(group: PreparedGroup, answers: number): AsManyAnswers {
  const known = group.known.get(answers);
  if (known) return known;
  const n = BigInt(answers);
  const reliability = group.peerUnits === null ? 0n : roundedQuotient(n * MILLION, n + group.peerUnits);
  const sd = posteriorSd(reliability, group);
  const found: AsManyAnswers = {
    reliability,
    sd,
    printed: { answers: six(n), reliability: six(reliability), sd: six(sd) },
    steps: group.mix.map(() => new Map<number, FoundStep>()),
  };
  if (group.known.size < REMEMBERED) group.known.set(answers, found);
  return found;
}

interface FoundStep {
  /** Millionths; at most a hundred points. */
  readonly units: number;
  readonly step: MixStep;
}

function mixStep(
  { cell, effect, share, effectUnits, shareUnits }: PreparedCell,
  inCell: bigint,
  answers: bigint,
): FoundStep {
  const ownShare = roundedQuotient(inCell * MILLION, answers);
  const units = roundedQuotient((shareUnits - ownShare) * effectUnits, MILLION);
  const step = {
    answers: six(inCell),
    cell,
    commonShare: share,
    contribution: six(units),
    effect,
    ownShare: six(ownShare),
  };
  return { units: Number(units), step };
}

/** For somebody without peers: what the own answers say, as on the scorecard. Nothing is computed on from it. */
function aloneInterval(rows: readonly CountedRating[]): Pick<CustomerOpinionSteps, 'low' | 'high'> {
  const answers = rows.map(({ top, range, ppm }) => ({ value: (100 * top) / range, n: ppm / 1_000_000 }));
  const n = answers.reduce((sum, row) => sum + row.n, 0);
  const mean = answers.reduce((sum, row) => sum + row.n * row.value, 0) / n;
  const within = answers.reduce((sum, row) => sum + row.n * (row.value - mean) ** 2, 0);
  const interval = ownInterval({ n, mean, within });
  if (interval === null) return { low: null, high: null };
  return { low: roundHalfEven(interval.low, DIGITS), high: roundHalfEven(interval.high, DIGITS) };
}

/** √[(1 − R)τ² + (1 − R)²·var(μ)], rounded once. */
function posteriorSd(reliability: bigint, group: PreparedGroup): bigint {
  const rest = MILLION - reliability;
  const variance = rest * group.tau2Units * MILLION + rest * rest * group.muVarianceUnits;
  return roundedRoot(variance, MILLION);
}

function onScale(units: bigint): bigint {
  if (units < 0n) return 0n;
  return units > HUNDRED ? HUNDRED : units;
}

function six(units: bigint): string {
  return formatScaled(units, DIGITS);
}
