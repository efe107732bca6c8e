/** Two measures of the same answers, shrunk together. */
import fc from 'fast-check';
import { type EmployeeRatings, JOINT_MEASURES, ratingCounts, scoreJointly, scorePeriod } from './index';
import { inverse, type Matrix, onlyPositive, product } from './two-by-two';

const person = (key: string, counts: Record<number, number>, cell = 'phone'): EmployeeRatings => ({
  key,
  cells: [{ cell, counts: ratingCounts({ min: 1, max: 5 }, counts) }],
});

const TEAM = [
  person('E-1', { 1: 2, 2: 1, 3: 3, 4: 10, 5: 24 }),
  person('E-2', { 1: 9, 2: 5, 3: 6, 4: 8, 5: 7 }),
  person('E-3', { 3: 1, 4: 4, 5: 3 }),
  person('E-4', { 1: 1, 2: 4, 3: 9, 4: 20, 5: 30 }),
  person('E-5', { 1: 12, 2: 6, 3: 4, 4: 11, 5: 20 }),
];
const ratings = fc.array(
  fc.record({ 1: fc.nat(6), 2: fc.nat(6), 3: fc.nat(8), 4: fc.nat(20), 5: fc.integer({ min: 1, max: 30 }) }),
  { minLength: 3, maxLength: 12 },
);
const teamOf = (counts: readonly Record<number, number>[]) =>
  counts.map((one, index) => person(`E-${index + 10}`, one));

it('agrees with the matrices worked out plainly from every single answer', () => {
  const joint = scoreJointly(TEAM, 'eb-topbox-1');
  if (!joint) throw new Error('These answers can be scored.');
  const answers = TEAM.map(({ cells }) =>
    cells.flatMap(({ counts }) =>
      counts.weights.flatMap((weight, option) =>
        Array.from({ length: weight / 1e6 }, (): [number, number] => [option >= 3 ? 100 : 0, option * 25]),
      ),
    ),
  );
  const meanOf = (list: readonly [number, number][]) =>
    [0, 1].map((side) => list.reduce((sum, one) => sum + (one[side] ?? 0), 0) / list.length);
  const N = answers.flat().length;
  const within = [0, 0, 0];
  const between = [0, 0, 0];
  const all = meanOf(answers.flat());
  for (const own of answers) {
    const mean = meanOf(own);
    [[0, 0], [0, 1], [1, 1]].forEach(([a = 0, b = 0], index) => {
      for (const one of own)
        within[index]! += ((one[a]! - mean[a]!) * (one[b]! - mean[b]!)) / (N - answers.length);
      between[index]! += own.length * (mean[a]! - all[a]!) * (mean[b]! - all[b]!);
    }); // prettier-ignore
  }
  const C = N - answers.reduce((sum, own) => sum + own.length ** 2, 0) / N;
  const T = between.map((value, index) => (value - (answers.length - 1) * within[index]!) / C);
  expect(joint.within.flat()).toEqual([0, 1, 1, 2].map((index) => expect.closeTo(within[index]!, 8)));
  // These five are so much alike in both measures that one direction has no spread of its own.
  expect(T[0]! * T[2]! - T[1]! ** 2).toBeLessThan(0);
  const spread = onlyPositive([[T[0]!, T[1]!], [T[1]!, T[2]!]]); // prettier-ignore
  expect(joint.between.flat()).toEqual(spread.flat().map((value) => expect.closeTo(value, 8)));
  // The first employee by hand: μ + T(T + W/n)⁻¹(y − μ).
  const first = joint.employees[0];
  const n = answers[0]?.length ?? 0;
  const [a, b, d] = [spread[0][0], spread[0][1], spread[1][1]].map(
    (value, index) => value + within[index]! / n,
  ) as [number, number, number];
  const precision = inverse([[a, b], [b, d]] as Matrix); // prettier-ignore
  const pull = product(joint.between, precision!);
  const own = meanOf(answers[0] ?? []);
  const expected = joint.mu[0] + pull[0][0] * (own[0]! - joint.mu[0]) + pull[0][1] * (own[1]! - joint.mu[1]);
  expect(first?.score).toBeCloseTo(expected, 8);
});

it('is independent of the order of people', () => {
  expect(scoreJointly([...TEAM].reverse(), 'eb-mean-1')).toEqual(scoreJointly(TEAM, 'eb-mean-1'));
});

it('lies nearer to the peers than the own mean, and never invents certainty', () => {
  fc.assert(
    fc.property(ratings, (counts) => {
      for (const measure of JOINT_MEASURES) {
        const joint = scoreJointly(teamOf(counts), measure);
        for (const { sd, score } of joint?.employees ?? []) {
          expect(Number.isFinite(score)).toBe(true);
          expect(sd).toBeGreaterThanOrEqual(0);
        }
      }
    }),
  );
});

it('without a measurable difference everybody gets the peers’ mean', () => {
  const same = ['E-1', 'E-2', 'E-3'].map((key) => person(key, { 1: 2, 3: 4, 4: 6, 5: 9 }));
  const joint = scoreJointly(same, 'eb-topbox-1');
  expect(joint?.between).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  for (const { score } of joint?.employees ?? []) expect(score).toBeCloseTo(joint?.mu[0] ?? 0, 10);
});

it('says that it cannot where the two measures are one, as with thumbs', () => {
  const thumbs = ['E-1', 'E-2', 'E-3'].map((key, index) => ({
    key,
    cells: [{ cell: 'phone', counts: ratingCounts({ min: 0, max: 1 }, { 0: 3 + index, 1: 9 }) }],
  }));
  expect(scoreJointly(thumbs, 'eb-topbox-1')).toBeNull();
  expect(scorePeriod({ formula: 'eb-topbox-1', target: 80, employees: thumbs }).employees).toHaveLength(3);
});

it('nobody to compare with: there is nothing to shrink together', () => {
  expect(scoreJointly(TEAM.slice(0, 1), 'eb-mean-1')).toBeNull();
});

describe('the nearest matrix without negative directions', () => {
  it('leaves one that has none as it is', () => {
    const kept = onlyPositive([[4, 1], [1, 2]]).flat(); // prettier-ignore
    [4, 1, 1, 2].forEach((value, index) => expect(kept[index]).toBeCloseTo(value, 12));
  });

  it('keeps the direction of the larger eigenvalue', () => {
    // Eigenvalues 3 and −1 along (1, 1) and (1, −1).
    const kept = onlyPositive([[1, 2], [2, 1]]).flat(); // prettier-ignore
    for (const value of kept) expect(value).toBeCloseTo(1.5, 12);
  });

  it('is nothing where both are negative', () => {
    for (const value of onlyPositive([[-2, 0.5], [0.5, -1]]).flat()) expect(Math.abs(value)).toBe(0); // prettier-ignore
  });
});
