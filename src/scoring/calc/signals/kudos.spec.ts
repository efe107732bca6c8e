/** Thanks in turn: what counts as a pair, and how many pairs chance makes. */
import { kudosReciprocity } from './kudos';

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
