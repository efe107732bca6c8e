/**
 * The goals of fairness hold on six simulated companies of each kind,
 * give or take two standard errors, through the product's own code.
 * `npm run bench fairness` does the same with two hundred.
 */
import { drawCompany, SCENARIOS } from '../../bench/fairness/company';
import { goalsOf, type Results } from '../../bench/fairness/goals';
import { PRODUCT, RAW } from '../../bench/fairness/methods';
import { runAll } from '../../bench/fairness/runs';

const SEEDS = Array.from({ length: 6 }, (_, index) => index + 1);
/** Standard errors. */
const SLACK = 2;
const scenarioOf = (name: string) => {
  const found = SCENARIOS.find((one) => one.name === name);
  if (!found) throw new Error(`There is no scenario ${name}.`);
  return found;
};

let results: Results;
beforeAll(() => {
  // E costs as much as all the others together; the benchmark has it.
  results = runAll(
    SCENARIOS.filter(({ name }) => name !== 'E'),
    SEEDS,
  );
});

it('draws the companies of the reference program', () => {
  const company = drawCompany(1, scenarioOf('A'));
  expect(company.answers.slice(0, 8)).toEqual([59, 25, 8, 35, 103, 54, 63, 32]);
  expect(company.truth.topBox[0]).toBeCloseTo(85.99445200160206, 9);
});

it('every goal holds', () => {
  const failed = goalsOf(results, SLACK).filter(({ holds }) => !holds);
  expect(failed).toEqual([]);
});

it('the goals notice raw scores', () => {
  const scenarios = results.topBox.get('A');
  const raw = scenarios?.get(RAW);
  if (!scenarios || !raw) throw new Error('Scenario A was not run.');
  const pretended = new Map(results.topBox).set(
    'A',
    new Map(scenarios).set(PRODUCT, { ...raw, coverage: { mean: 0.95, error: 0 } }),
  );
  const failed = goalsOf({ ...results, topBox: pretended }, SLACK).filter(({ holds }) => !holds);
  expect(failed.map(({ goal }) => goal)).toEqual([
    'A, good ratings: misallocated % ≤ 19.8',
    'A, good ratings: rank correlation ≥ 0.7',
    'A, topBox: |unfairness| ≤ 0.1',
  ]);
});
