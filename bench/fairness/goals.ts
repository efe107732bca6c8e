/** What the simulation must show, as limits: §7 of the design's measurement. */
import type { Measure } from './company';
import { EQUAL, JOINT, PRODUCT } from './methods';
import type { Average, Averages, Methods } from './runs';

/** Averages by method, by scenario, by measure; small teams stand under their own name with one method. */
export type Results = Readonly<Record<Measure, ReadonlyMap<string, Methods>>>;

export interface Goal {
  readonly goal: string;
  readonly value: number;
  readonly holds: boolean;
}

/** @param slack standard errors by which a figure of few companies may miss its limit: none when there are enough */
export function goalsOf(results: Results, slack = 0): Goal[] {
  const found = (measure: Measure, scenario: string, method: string, name: keyof Averages): Average => {
    const average = results[measure].get(scenario)?.get(method)?.[name];
    if (!average) throw new Error(`${name} of ${method} in ${scenario} was not measured.`);
    return average;
  };
  const atMost = (goal: string, { mean: value, error }: Average, limit: number): Goal => ({
    goal: `${goal} ≤ ${limit}`,
    value,
    holds: value - slack * error <= limit,
  });
  const atLeast = (goal: string, { mean: value, error }: Average, limit: number): Goal => ({
    goal: `${goal} ≥ ${limit}`,
    value,
    holds: value + slack * error >= limit,
  });
  const absolute = ({ mean, error }: Average): Average => ({ mean: Math.abs(mean), error });
  const goals = [
    atMost('A, good ratings: misallocated %', found('topBox', 'A', PRODUCT, 'misallocated'), 19.8),
    atMost('A, both measures together: misallocated %', found('topBox', 'A', JOINT, 'misallocated'), 17.5),
    atMost('A, mean: misallocated %', found('mean', 'A', PRODUCT, 'misallocated'), 17.6),
    atLeast('A, good ratings: rank correlation', found('topBox', 'A', PRODUCT, 'rank'), 0.7),
    atLeast('A, mean: rank correlation', found('mean', 'A', PRODUCT, 'rank'), 0.77),
    atLeast('F2, good ratings: coverage', found('topBox', 'F2', PRODUCT, 'coverage'), 0.93),
  ];
  for (const measure of ['topBox', 'mean'] as const) {
    for (const scenario of ['A', 'B'])
      goals.push(atMost(`${scenario}, ${measure}: |unfairness|`, absolute(found(measure, scenario, PRODUCT, 'unfairness')), 0.1)); // prettier-ignore
    for (const [scenario, methods] of results[measure]) {
      const equal = methods.get(EQUAL)?.misallocated?.mean;
      if (equal === undefined) continue;
      const { mean, error } = found(measure, scenario, PRODUCT, 'misallocated');
      goals.push(atMost(`${scenario}, ${measure}: misallocated % more than equal pay`, { mean: mean - equal, error }, 0)); // prettier-ignore
    }
  }
  for (const scenario of ['A', 'B', 'C']) {
    const { mean: coverage } = found('topBox', scenario, PRODUCT, 'coverage');
    goals.push({ goal: `${scenario}, good ratings: coverage within 0.93–0.96`, value: coverage, holds: coverage >= 0.93 && coverage <= 0.96 }); // prettier-ignore
  }
  return goals;
}
