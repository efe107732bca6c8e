/**
 * A simulated company whose truth is known: how well everybody serves, which contacts fall to whom, and the ratings that
 * come of it. The same draws as the reference program, so that the tables can be laid side by side.
 */
import { normalCdf, WHOLE_SHARE } from '../../src/kernel';
import type { EmployeeRatings } from '../../src/scoring/calc';
import { Draws } from './draws';

export interface Scenario {
  readonly name: string;
  readonly employees: number;
  /** Median number of answers per employee. */
  readonly medianAnswers: number;
  /** Standard deviation of true quality on the latent scale; a rating's own is 1. */
  readonly quality: number;
  /** How differently contacts are spread over the employees; 0: everybody has the same mix. */
  readonly mixSpread: number;
  /** Correlation of quality with the share of complaints. */
  readonly complaintsToTheBest: number;
}

const BASE = { employees: 200, medianAnswers: 40, quality: 0.25, mixSpread: 1, complaintsToTheBest: 0 };
export const SCENARIOS: readonly Scenario[] = [
  { ...BASE, name: 'A' },
  { ...BASE, name: 'B', complaintsToTheBest: 0.5 },
  { ...BASE, name: 'C', mixSpread: 0 },
  { ...BASE, name: 'D', medianAnswers: 15 },
  { ...BASE, name: 'E', medianAnswers: 150 },
  { ...BASE, name: 'F', employees: 12 },
  { ...BASE, name: 'G', quality: 0.12 },
];

/** What is paid on. */
export type Measure = 'topBox' | 'mean';

export interface Company {
  readonly employees: readonly EmployeeRatings[];
  /** Answers per employee. */
  readonly answers: readonly number[];
  /** Each employee's share of complaints as drawn, 0–1. */
  readonly complaints: readonly number[];
  /** What each employee would score at the fixed mix with endless answers, 0–100: what everybody should be paid by. */
  readonly truth: Truth;
  /** The same at the mix of the company's own answers: what a score says it estimates. */
  readonly truthAtCommonMix: Truth;
}

export type Truth = Readonly<Record<Measure, readonly number[]>>;

const CHANNELS = ['phone', 'chat', 'email'] as const;
const REASONS = ['information', 'complaint'] as const;
const CELLS = CHANNELS.flatMap((channel) => REASONS.map((reason) => `${channel}|${reason}`));
const CELL_EFFECTS = [0.1, 0, -0.15].flatMap((channel) => [0.2, -0.6].map((reason) => channel + reason));
/** The latent experience between two ratings. */
const CUTS = [-2, -1.5, -0.95, -0.1];
/** The mix the truth is told at. */
const FIXED_MIX = [0.375, 0.125, 0.225, 0.075, 0.15, 0.05];
const ANSWER_SPREAD = 0.8;

/** Chances of the ratings 1 to 5 for a latent experience. */
function chancesOf(experience: number): number[] {
  const below = [0, ...CUTS.map((cut) => normalCdf(cut - experience)), 1];
  return below.slice(1).map((chance, index) => chance - (below[index] ?? 0));
}

function truthOf(quality: readonly number[], mix: readonly number[]): Truth {
  const truths = quality.map((one) => truthAt(one, mix));
  return { topBox: truths.map((one) => one.topBox), mean: truths.map((one) => one.mean) };
}

function truthAt(quality: number, mix: readonly number[]): Record<Measure, number> {
  const truth = { topBox: 0, mean: 0 };
  mix.forEach((share, cell) => {
    const chances = chancesOf(quality + (CELL_EFFECTS[cell] ?? 0));
    truth.topBox += 100 * share * ((chances[3] ?? 0) + (chances[4] ?? 0));
    truth.mean += 25 * share * chances.reduce((sum, chance, index) => sum + chance * index, 0);
  });
  return truth;
}

/** @param seed a whole number below 2³²: the same one always tells the same company */
export function drawCompany(seed: number, scenario: Scenario): Company {
  const { employees: size, medianAnswers, mixSpread, complaintsToTheBest: rho } = scenario;
  const draws = new Draws(seed);
  const drawn = draws.normal(size);
  const quality = [...drawn].map((z) => scenario.quality * z);
  const answers = [...draws.normal(size)].map((z) =>
    Math.min(400, Math.max(5, Math.round(Math.exp(Math.log(medianAnswers) + ANSWER_SPREAD * z)))),
  );
  const complaints = [...draws.normal(size)].map((z, index) => {
    const leaning = rho * (drawn[index] ?? 0) + Math.sqrt(1 - rho * rho) * z;
    return 1 / (1 + Math.exp(-(Math.log(1 / 3) + mixSpread * leaning)));
  });
  const leanings = CHANNELS.map(() => draws.normal(size));
  const upTo = answers.map((_, person) => cumulatedMix(leanings, person, mixSpread, complaints[person] ?? 0));

  const total = answers.reduce((sum, n) => sum + n, 0);
  const [where, luck] = [draws.uniform(total), draws.normal(total)];
  let drawnSoFar = 0;
  const employees = answers.map((n, person): EmployeeRatings => {
    const counted = CELLS.map(() => [0, 0, 0, 0, 0]);
    for (let answer = 0; answer < n; answer += 1, drawnSoFar += 1) {
      const cell = Math.min(5, ends(upTo[person] ?? [], where[drawnSoFar] ?? 0));
      const latent = (quality[person] ?? 0) + (CELL_EFFECTS[cell] ?? 0) + (luck[drawnSoFar] ?? 0);
      const weights = counted[cell] ?? [];
      const rating = ends(CUTS, latent);
      weights[rating] = (weights[rating] ?? 0) + WHOLE_SHARE;
    }
    return {
      key: `E-${String(person + 1).padStart(4, '0')}`,
      cells: CELLS.map((cell, index) => ({
        cell,
        counts: { min: 1, max: 5, weights: counted[index] ?? [] },
      })),
    };
  });
  const common = CELLS.map((_, cell) => {
    const weights = employees.flatMap(({ cells }) => cells[cell]?.counts.weights ?? []);
    return weights.reduce((sum, weight) => sum + weight, 0) / WHOLE_SHARE / total;
  });
  return {
    employees,
    answers,
    complaints,
    truth: truthOf(quality, FIXED_MIX),
    truthAtCommonMix: truthOf(quality, common),
  };
}

/** How many of rising numbers are below a value. */
function ends(rising: readonly number[], value: number): number {
  let count = 0;
  for (const one of rising) if (value > one) count += 1;
  return count;
}

/** Shares of an employee's contacts by cell, cumulated. */
function cumulatedMix(
  leanings: readonly Float64Array[],
  person: number,
  mixSpread: number,
  complaints: number,
): number[] {
  const weights = [0.5, 0.3, 0.2].map((share, channel) =>
    Math.exp(Math.log(share) + mixSpread * 0.8 * (leanings[channel]?.[person] ?? 0)),
  );
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.flatMap((weight) =>
    [1 - complaints, complaints].map((share) => (sum += (weight / all) * share)),
  );
}
