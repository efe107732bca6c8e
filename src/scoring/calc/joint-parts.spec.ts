/** Two measures shrunk together, step by step against the formulas written out with plain arrays. */
import { JOINT_MEASURES, scoreJointly } from './joint-scores';
import { scorePeriod } from './period-scores';
import { ratingCounts } from './rating-counts';
import type { EmployeeRatings } from './rating-table';
import type { Matrix } from './two-by-two';

const FIVE = { min: 1, max: 5 };
const person = (key: string, cells: Record<string, Record<number, number>>): EmployeeRatings => ({
  key,
  cells: Object.entries(cells).map(([cell, counts]) => ({ cell, counts: ratingCounts(FIVE, counts) })),
});
const team = () => [
  person('E-1', { phone: { 1: 2, 2: 1, 3: 3, 4: 10, 5: 24 } }),
  person('E-2', { phone: { 1: 19, 2: 5, 3: 6, 4: 8, 5: 7 } }),
  person('E-3', { phone: { 3: 9, 4: 1, 5: 3 } }),
  person('E-4', { phone: { 1: 1, 2: 14, 3: 9, 4: 20, 5: 10 } }),
];
const near = (values: readonly number[], digits = 8) => values.map((value) => expect.closeTo(value, digits));

type Three = [number, number, number];
/** Symmetric matrices as [a, b, d]. */
const inverse = ([a, b, d]: Three): Three => [d / (a * d - b * b), -b / (a * d - b * b), a / (a * d - b * b)];
const add = (left: Three, right: Three, times = 1): Three => [
  left[0] + times * right[0],
  left[1] + times * right[1],
  left[2] + times * right[2],
];
const three = (matrix: Matrix): Three => [matrix[0][0], matrix[0][1], matrix[1][1]];
/** The product of two symmetric ones, which is not symmetric. */
const product = ([a, b, d]: Three, [e, f, h]: Three) => [
  [a * e + b * f, a * f + b * h],
  [b * e + d * f, b * f + d * h],
] as const; // prettier-ignore

test('the measures are the top box and the mean', () => {
  expect(JOINT_MEASURES).toEqual(['eb-topbox-1', 'eb-mean-1']);
});

test.each(JOINT_MEASURES)('μ, every score and what is uncertain about it, for %s', (measure) => {
  const side = JOINT_MEASURES.indexOf(measure);
  const joint = scoreJointly(team(), measure)!;
  const [W, T] = [three(joint.within), three(joint.between)];
  const alone = JOINT_MEASURES.map(
    (formula) => scorePeriod({ formula, target: 80, employees: team() }).employees,
  );
  const means = alone[0]!.map((row, index) => [row.rawMean!, alone[1]![index]!.rawMean!] as const);
  const sizes = alone[0]!.map(({ n }) => n);
  const P = sizes.map((n) => inverse(add(T, W, 1 / n)));
  const V = inverse(P.reduce((sum, one) => add(sum, one), [0, 0, 0] as Three));
  const weighted = P.reduce(
    ([x, y], [a, b, d], index): [number, number] => [
      x + a * means[index]![0] + b * means[index]![1],
      y + b * means[index]![0] + d * means[index]![1],
    ],
    [0, 0] as [number, number],
  );
  const mu = [V[0] * weighted[0] + V[1] * weighted[1], V[1] * weighted[0] + V[2] * weighted[1]];
  expect(joint.mu).toEqual(near(mu));
  expect(T[0] * T[2]).toBeGreaterThan(0);
  joint.employees.forEach((row, index) => {
    const B = product(T, P[index]!);
    const [dx, dy] = [means[index]![0] - mu[0]!, means[index]![1] - mu[1]!];
    const score = mu[side]! + B[side]![0] * dx + B[side]![1] * dy;
    // Cov = T − TPT + (I − TP)V(I − TP)ᵀ, of which one corner is needed.
    const rest = [(side === 0 ? 1 : 0) - B[side]![0], (side === 1 ? 1 : 0) - B[side]![1]] as const;
    const kept = side === 0 ? B[0][0] * T[0] + B[0][1] * T[1] : B[1][0] * T[1] + B[1][1] * T[2];
    const variance =
      T[2 * side]! - kept + rest[0] ** 2 * V[0] + 2 * rest[0] * rest[1] * V[1] + rest[1] ** 2 * V[2];
    expect(row).toEqual({
      key: `E-${index + 1}`,
      n: sizes[index],
      adjusted: expect.closeTo(means[index]![side]!, 9),
      score: expect.closeTo(score, 8),
      sd: expect.closeTo(Math.sqrt(variance), 8),
      low: expect.closeTo(score - 1.959963984540054 * Math.sqrt(variance), 7),
      high: expect.closeTo(score + 1.959963984540054 * Math.sqrt(variance), 7),
    });
  });
});

test('the spread of each measure alone is that of its own formula, where none of it had to be cut', () => {
  const joint = scoreJointly(team(), 'eb-mean-1')!;
  JOINT_MEASURES.forEach((formula, side) => {
    const [group] = scorePeriod({ formula, target: 80, employees: team() }).groups;
    expect(joint.within[side]![side]).toBeCloseTo(group!.sigma2, 8);
  });
  expect(joint.within[0][1]).toBe(joint.within[1][0]);
  expect(joint.between[0][1]).toBeCloseTo(joint.between[1][0], 12);
});

describe('several kinds of contacts', () => {
  const mixed = () =>
    [0, 1, 2, 3, 4, 5].map((index) =>
      person(`E-${index}`, {
        easy: { 5: 20 - 2 * index, 4: 6, 3: index + 1 },
        hard: { 5: 4 + index, 3: 3 + 2 * index, 1: 6 },
      }),
    );
  const rule = { minimumResponses: 10, minimumEmployees: 2 };

  test('both measures are adjusted as each is alone, and what cells explain is no scatter', () => {
    JOINT_MEASURES.forEach((formula, side) => {
      const joint = scoreJointly(mixed(), formula, rule)!;
      const period = scorePeriod({ formula, target: 80, employees: mixed(), mergeRule: rule });
      expect(period.cells).toHaveLength(2);
      expect(joint.within[side]![side]).toBeCloseTo(period.groups[0]!.sigma2, 8);
      expect(joint.employees.map(({ adjusted }) => adjusted)).toEqual(
        near(period.employees.map(({ adjusted }) => adjusted!)),
      );
    });
  });

  test('are left as they are where a rule makes one of them', () => {
    const joint = scoreJointly(mixed(), 'eb-mean-1')!;
    const one = scoreJointly(mixed(), 'eb-mean-1', { minimumResponses: 1e6, minimumEmployees: 2 })!;
    const raw = scorePeriod({ target: 80, employees: mixed() }).employees.map(({ rawMean }) => rawMean!);
    expect(one.employees.map(({ adjusted }) => adjusted)).toEqual(near(raw));
    expect(joint.employees.map(({ adjusted }) => adjusted)).not.toEqual(near(raw, 3));
  });
});

describe('where the answers cannot tell', () => {
  test('one answer each leaves no freedom', () => {
    expect(
      scoreJointly([person('E-1', { a: { 5: 1 } }), person('E-2', { a: { 2: 1 } })], 'eb-mean-1'),
    ).toBeNull();
  });

  test('nobody scatters, or nobody is there', () => {
    expect(
      scoreJointly([person('E-1', { a: { 5: 9 } }), person('E-2', { a: { 5: 9 } })], 'eb-mean-1'),
    ).toBeNull();
    expect(scoreJointly([], 'eb-mean-1')).toBeNull();
  });

  test('somebody without answers is left out', () => {
    const joint = scoreJointly([...team(), person('E-0', { phone: {} })], 'eb-mean-1');
    expect(joint?.employees.map(({ key }) => key)).toEqual(['E-1', 'E-2', 'E-3', 'E-4']);
    expect(joint).toEqual(scoreJointly(team(), 'eb-mean-1'));
    expect(scoreJointly([...team().slice(0, 1), person('E-0', { phone: {} })], 'eb-mean-1')).toBeNull();
  });
});
