/** Judges every way to pay over many companies of one kind. */
import { drawCompany, type Measure, type Scenario, SCENARIOS } from './company';
import { type Judgement, judge } from './judgement';
import { outcomes, type Outcome, PRODUCT, smallTeam } from './methods';

/** A mean over seeds with its Monte Carlo standard error. */
export interface Average {
  readonly mean: number;
  readonly error: number;
}

export type Averages = { readonly [Figure in keyof Judgement]: Average | null };

/** The last scenario: teams of twelve with the parameters of an organization of two hundred. */
const SMALL_TEAMS = 'F2';
const ORGANIZATION_SEEDS = 10_000;

/** Averages by method, in the order they were tried. */
export type Methods = ReadonlyMap<string, Averages>;

const MEASURES: readonly Measure[] = ['topBox', 'mean'];

export function judgeAll(scenario: Scenario, seeds: readonly number[]): Record<Measure, Methods> {
  const found = { topBox: new Map<string, Judgement[]>(), mean: new Map<string, Judgement[]>() };
  for (const seed of seeds) {
    const company = drawCompany(seed, scenario);
    for (const measure of MEASURES)
      for (const outcome of outcomes(company, measure))
        note(found[measure], outcome, judge(company, measure, outcome));
  }
  const averaged = (judged: ReadonlyMap<string, readonly Judgement[]>): Methods =>
    new Map([...judged].map(([method, judgements]) => [method, averagesOf(judgements)]));
  return { topBox: averaged(found.topBox), mean: averaged(found.mean) };
}

/** Every scenario and the small teams, for both measures. */
export function runAll(
  scenarios: readonly Scenario[],
  seeds: readonly number[],
  progress: (scenario: string) => void = () => undefined,
): Record<Measure, Map<string, Methods>> {
  const results = { topBox: new Map<string, Methods>(), mean: new Map<string, Methods>() };
  for (const scenario of scenarios) {
    progress(scenario.name);
    const judged = judgeAll(scenario, seeds);
    for (const measure of MEASURES) results[measure].set(scenario.name, judged[measure]);
  }
  progress(SMALL_TEAMS);
  for (const measure of MEASURES)
    results[measure].set(SMALL_TEAMS, new Map([[PRODUCT, judgeSmallTeams(measure, seeds)]]));
  return results;
}

function judgeSmallTeams(measure: Measure, seeds: readonly number[]): Averages {
  const [organization, team] = ['A', 'F'].map((name) => SCENARIOS.find((one) => one.name === name));
  if (!organization || !team) throw new Error('Two scenarios are missing.');
  return averagesOf(
    seeds.map((seed) => {
      const small = drawCompany(seed, team);
      const outcome = smallTeam(small, drawCompany(ORGANIZATION_SEEDS + seed, organization), measure);
      return judge(small, measure, outcome);
    }),
  );
}

function note(found: Map<string, Judgement[]>, { method }: Outcome, judgement: Judgement): void {
  const before = found.get(method);
  if (before) before.push(judgement);
  else found.set(method, [judgement]);
}

function averagesOf(judgements: readonly Judgement[]): Averages {
  const average = (figure: keyof Judgement): Average | null => {
    const values = judgements.flatMap((one) => one[figure] ?? []);
    if (values.length === 0) return null;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance =
      values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
    return { mean, error: Math.sqrt(variance / values.length) };
  };
  return {
    misallocated: average('misallocated'),
    unfairness: average('unfairness'),
    rank: average('rank'),
    error: average('error'),
    wrongOnTop: average('wrongOnTop'),
    fewAtTheEnds: average('fewAtTheEnds'),
    coverage: average('coverage'),
    coverageAtCommonMix: average('coverageAtCommonMix'),
  };
}
