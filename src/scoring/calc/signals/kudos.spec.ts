/** Thanks in turn: what counts as a pair, and how many pairs chance makes. */
import { kudosReciprocity, ownReciprocity } from './kudos';

test('two who thank each other, and a third who is thanked by one: every step by hand', () => {
  const found = kudosReciprocity([
    { from: 1, to: 2, times: 2 },
    { from: 2, to: 1, times: 1 },
    { from: 1, to: 3, times: 1 },
  ]);
  // Fame for 1: 2 has 2 − 2 + 1, 3 has 1 − 1 + 1. For 2: 1 has 1 − 1 + 1, 3 has 1 + 1. For 3: 1 has 1 + 1, 2 has 2 + 1.
  const p = (share: number, given: number) => 1 - (1 - share) ** given;
  const [p12, p13, p21, p23] = [p(1 / 2, 3), p(1 / 2, 3), p(1 / 3, 1), p(2 / 3, 1)];
  // 3 has thanked nobody.
  const expected = p12 * p21 + p13 * 0 + p23 * 0;
  expect(found.mutual).toBe(1);
  expect(found.expected).toBeCloseTo(expected, 12);
  expect(found.probability).toBeCloseTo(1 - Math.exp(-expected), 12);
  expect(found.suspicious).toBe(false);
});

test('thanks that are not returned make no pair', () => {
  expect(
    kudosReciprocity([
      { from: 1, to: 2, times: 5 },
      { from: 2, to: 3, times: 5 },
      { from: 3, to: 1, times: 5 },
    ]).mutual,
  ).toBe(0);
  expect(kudosReciprocity([{ from: 1, to: 2, times: 0 }, { from: 2, to: 1, times: 3 }]).mutual).toBe(0); // prettier-ignore
});

test('nobody has thanked anybody: nothing is expected and nothing found', () => {
  expect(kudosReciprocity([])).toEqual({ probability: 1, suspicious: false, mutual: 0, expected: 0 });
});

test('people in any order give the same to the last bit', () => {
  const ring = [7, 3, 11, 2, 13, 5].flatMap((from, x, all) =>
    all.filter((to) => to !== from).map((to, y) => ({ from, to, times: ((x * 3 + y * 2) % 5) + 1 })),
  );
  const ascending = [...ring].sort((a, b) => a.from - b.from || a.to - b.to);
  expect(kudosReciprocity(ring)).toEqual(kudosReciprocity(ascending));
});

test('thanks in any order give the same', () => {
  const thanks = [
    { from: 10, to: 9, times: 2 },
    { from: 9, to: 10, times: 1 },
    { from: 2, to: 10, times: 3 },
    { from: 11, to: 2, times: 1 },
    { from: 2, to: 11, times: 1 },
  ];
  expect(kudosReciprocity([...thanks].reverse())).toEqual(kudosReciprocity(thanks));
});

describe('of one person', () => {
  test('two who thank each other, and a third: every step by hand', () => {
    const [one, two] = ownReciprocity([
      { from: 1, to: 2, times: 2 },
      { from: 2, to: 1, times: 1 },
      { from: 1, to: 3, times: 1 },
    ]);
    // 1 gave 3, of which 2 to 2, where a half would go by chance; 2 gave its only one to 1, where a third would.
    const often = { one: 3 * 0.5 ** 3 + 0.5 ** 3, two: 1 / 3 };
    const product = often.one * often.two;
    const both = product * (1 - Math.log(product));
    const expected = (1 - 0.5 ** 3) * (1 / 3);
    expect(one).toMatchObject({ employeeId: 1, mutual: 1, partner: 2, times: 2, given: 3, share: 0.5 });
    expect(one?.expected).toBeCloseTo(expected, 12);
    expect(one?.probability).toBeCloseTo(Math.min(1, 2 * Math.min(1 - Math.exp(-expected), 2 * both)), 12);
    expect(two).toMatchObject({ employeeId: 2, partner: 1, times: 1, given: 1 });
  });

  test('the pairs of everybody are those of the whole, counted from both ends', () => {
    const ring = [7, 3, 11, 2, 13, 5].flatMap((from, x, all) =>
      all.filter((to) => to !== from).map((to, y) => ({ from, to, times: (x * 3 + y * 2) % 4 })),
    );
    const whole = kudosReciprocity(ring);
    const own = ownReciprocity(ring);
    expect(own.reduce((sum, { mutual }) => sum + mutual, 0)).toBe(2 * whole.mutual);
    expect(own.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(2 * whole.expected, 9);
    expect(own.every(({ suspicious }) => !suspicious)).toBe(true);
  });

  test('two among forty who keep their thanks to each other stand out, and nobody else does', () => {
    const honest = Array.from({ length: 38 }, (_, i) =>
      [1, 5, 12, 20].map((step) => ({ from: i, to: (i + step) % 38, times: 2 })),
    ).flat();
    const found = ownReciprocity([
      ...honest,
      { from: 100, to: 101, times: 8 },
      { from: 101, to: 100, times: 8 },
    ]);
    expect(found.filter(({ suspicious }) => suspicious).map(({ employeeId }) => employeeId)).toEqual([
      100, 101,
    ]);
  });

  test('who is thanked by nobody they thanked has no row', () => {
    expect(ownReciprocity([{ from: 1, to: 2, times: 9 }])).toEqual([]);
  });
});
