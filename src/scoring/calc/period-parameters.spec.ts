/** A period's parameters, group by group: where M, σ² and μ come from, each by hand. */
import { M_BOUNDS, onScale, scorePeriod, unscored } from './period-scores';
import type { EmployeeRatings } from './rating-table';

const fives = (...weights: number[]) => ({ min: 1, max: 5, weights: weights.map((count) => count * 1e6) });
const one = (key: string, weights: readonly number[], peerGroup?: string): EmployeeRatings => ({
  key,
  peerGroup,
  cells: [{ cell: 'all', counts: fives(...weights) }],
});
/** 75 ± 25: n answers, half of them 50 and half of them 100. */
const even = (key: string, n: number, peerGroup?: string) => one(key, [0, 0, n / 2, 0, n / 2], peerGroup);
const PRIORS = { M: 30, sigma2: 400, mu: 60 };
const groupOf = (employees: readonly EmployeeRatings[], priors?: typeof PRIORS | Omit<typeof PRIORS, 'mu'>) =>
  scorePeriod({ target: 80, employees, priors }).groups;

test('M stays between five and a thousand, a score between nought and a hundred', () => {
  expect(M_BOUNDS).toEqual({ minimum: 5, maximum: 1000 });
  expect([-1, 0, 50, 100, 101].map(onScale)).toEqual([0, 0, 50, 100, 100]);
});

describe('a group of twenty with five hundred answers', () => {
  const team = (size: number, n = 26, peerGroup?: string) =>
    Array.from({ length: size }, (_, index) =>
      even(`${peerGroup}-${String(index).padStart(2, '0')}`, n, peerGroup),
    );

  test('is scored by its own spread, whatever the year says; its σ² is within/(N − k)', () => {
    const [group] = groupOf(team(20), PRIORS);
    expect(group).toMatchObject({ source: 'own', employees: 20, responses: 520, basis: 'no_difference' });
    expect(group?.sigma2).toBeCloseTo((520 * 625) / 500, 9);
    expect(group?.mu).toBeCloseTo(75, 9);
    expect(group?.meanReliability).toBe(0);
  });

  test('lends σ² to a small group beside it, which has M from the year', () => {
    const employees = [...team(20, 26, 'large'), one('s-1', [0, 0, 0, 0, 10], 'small'), one('s-2', [0, 0, 10, 0, 0], 'small')]; // prettier-ignore
    const [large, small] = groupOf(employees, PRIORS);
    expect(large).toMatchObject({ source: 'own' });
    // Neither of the two scatters: Σ within is that of the large group, over N − k of both.
    expect(large?.sigma2).toBeCloseTo((520 * 625) / (540 - 22), 9);
    expect(small).toMatchObject({ source: 'prior', M: 30, basis: 'peers' });
    // τ² = σ²/M of the year: 400/30.
    expect(small?.tau2).toBeCloseTo(400 / 30, 9);
  });
});

describe('a small organization', () => {
  const two = [one('a', [0, 0, 0, 0, 10]), one('b', [0, 0, 10, 0, 0])];

  test('takes σ² and M of the year, and the mean of its own people though the year knows one', () => {
    const { groups, employees } = scorePeriod({ target: 80, employees: two, priors: PRIORS });
    expect(groups[0]).toMatchObject({ source: 'prior', sigma2: 400, M: 30, mu: 75, meanReliability: 0.25 });
    expect(employees.map(({ score }) => score)).toEqual([81.25, 68.75]);
  });

  test('a single employee takes the mean of the year too', () => {
    const { groups, employees } = scorePeriod({ target: 80, employees: two.slice(0, 1), priors: PRIORS });
    expect(groups[0]).toMatchObject({ mu: 60, muVariance: 0, basis: 'peers' });
    expect(employees[0]).toMatchObject({ score: 70, reliability: 0.25 });
  });

  test('without a mean in the year a single employee is at the target, with the own interval', () => {
    const { groups, employees } = scorePeriod({
      target: 80,
      employees: [even('a', 10)],
      priors: { M: 30, sigma2: 400 },
    });
    expect(groups[0]).toMatchObject({ basis: 'target', source: 'prior', mu: 80 });
    // s = 25·√(10/9), t(.975, 9) = 2.262157.
    const half = (2.2621571628 * 25 * Math.sqrt(10 / 9)) / Math.sqrt(10);
    expect(employees[0]).toMatchObject({ score: 80, adjusted: 75, shrinkEffect: 5 });
    expect(employees[0]?.low).toBeCloseTo(75 - half, 8);
    expect(employees[0]?.high).toBeCloseTo(75 + half, 8);
  });

  test('a single employee whose answers are all alike has no interval', () => {
    expect(scorePeriod({ target: 80, employees: two.slice(0, 1) }).employees[0]).toMatchObject({
      score: 80,
      low: null,
      high: null,
      band: 'consistent',
    });
  });

  test('nobody whose answers scatter: without a year the floor of M stands in, with one its σ²', () => {
    // τ² = 10·(25² + 25²)/10 = 1250, M = 5.
    expect(groupOf(two)[0]).toMatchObject({ source: 'own', M: 5, tau2: 1250, sigma2: 6250 });
    expect(groupOf(two, PRIORS)[0]).toMatchObject({ sigma2: 400 });
  });
});

describe('two small groups without a year', () => {
  const people = (gap: number) =>
    ['x', 'y'].flatMap((peerGroup, index) => [
      one(`${peerGroup}-1`, [0, 0, 5 - gap, 0, 5 + gap], peerGroup),
      one(`${peerGroup}-2`, [0, 0, 5 + gap + index, 0, 5 - gap - index], peerGroup),
    ]);

  test('have M of both together: σ²/τ² with both groups’ excess over both sizes', () => {
    const groups = groupOf(people(3));
    // Shares of 100: .8 and .2 in x, .8 and .1 in y; n = 10, s² = n·p(1 − p)·50².
    const within = 10 * 2500 * (0.16 + 0.16 + 0.16 + 0.09);
    const sigma2 = within / 36;
    const excess = 10 * 2500 * (2 * 0.3 ** 2 + 2 * 0.35 ** 2) - 2 * sigma2;
    expect(groups.map(({ source }) => source)).toEqual(['pooled', 'pooled']);
    for (const group of groups) {
      expect(group.sigma2).toBeCloseTo(sigma2, 8);
      expect(group.M).toBe(M_BOUNDS.minimum);
    }
    expect(sigma2 / (excess / 20)).toBeLessThan(5);
  });

  test('with little spread M is between its limits and the same for both', () => {
    const groups = groupOf(people(1));
    const within = 10 * 2500 * (0.24 + 0.24 + 0.24 + 0.21);
    const sigma2 = within / 36;
    const excess = 10 * 2500 * (2 * 0.1 ** 2 + 2 * 0.15 ** 2) - 2 * sigma2;
    expect(excess).toBeGreaterThan(0);
    for (const group of groups) expect(group.M).toBeCloseTo(sigma2 / (excess / 20), 8);
  });

  test('without any difference all get the mean of their own group', () => {
    const groups = groupOf(people(0));
    expect(groups.map(({ basis, M, source }) => [basis, M, source])).toEqual([
      ['no_difference', null, 'pooled'],
      ['no_difference', null, 'pooled'],
    ]);
    expect(groups.map(({ mu }) => mu)).toEqual([expect.closeTo(75, 9), expect.closeTo(72.5, 9)]);
  });

  test('of one employee each have no spread to pool: both are at the target', () => {
    const groups = groupOf([even('a', 10, 'x'), even('b', 10, 'y')]);
    expect(groups.map(({ source, basis }) => [source, basis])).toEqual([
      ['own', 'target'],
      ['own', 'target'],
    ]);
  });

  test('nobody’s answers scatter: nothing is pooled', () => {
    const employees = ['x', 'y'].flatMap((group) => [one(`${group}1`, [0, 0, 0, 0, 9], group), one(`${group}2`, [0, 0, 9, 0, 0], group)]); // prettier-ignore
    expect(groupOf(employees).map(({ source, M }) => [source, M])).toEqual([
      ['own', 5],
      ['own', 5],
    ]);
  });

  test('come sorted by name, a lone employee beside them is at the target', () => {
    const groups = groupOf([...people(1).reverse(), even('c', 10, 'a')]);
    expect(groups.map(({ peerGroup, basis }) => [peerGroup, basis])).toEqual([
      ['a', 'target'],
      ['x', 'peers'],
      ['y', 'peers'],
    ]);
  });
});

test('one answer each: no freedom is left, and everybody gets the mean', () => {
  const employees = [one('a', [0, 0, 0, 0, 1]), one('b', [0, 0, 1, 0, 0]), one('c', [1, 0, 0, 0, 0])];
  const scores = scorePeriod({ target: 80, employees });
  expect(scores.groups[0]).toMatchObject({ basis: 'no_difference', M: null });
  expect(scores.employees.map(({ score }) => score)).toEqual(
    [50, 50, 50].map((value) => expect.closeTo(value, 9)),
  );
});

test('nobody, or nobody with answers, makes no group', () => {
  expect(scorePeriod({ target: 80, employees: [] })).toEqual({
    formula: 'eb-mean-1',
    target: 80,
    groups: [],
    cells: [],
    cellOf: [],
    employees: [],
  });
  const { groups, employees } = scorePeriod({
    target: 80,
    employees: [{ key: 'a', peerGroup: 'x', cells: [] }],
  });
  expect(groups).toEqual([]);
  expect(employees).toEqual([unscored({ key: 'a', peerGroup: 'x', n: 0 })]);
  expect(employees[0]).toEqual({
    key: 'a',
    peerGroup: 'x',
    n: 0,
    display: 'hidden',
    rawMean: null,
    mixLines: [],
    mixEffect: null,
    adjusted: null,
    shrinkEffect: null,
    score: null,
    sd: null,
    low: null,
    high: null,
    reliability: null,
    band: null,
  });
});
