/** The gap between what was expected and what was received, by hand. */
import { gapOf, type PairedAnswers } from './gap';

const one = (expected: number, perceived: number, answers = 1): PairedAnswers => ({
  answers,
  pairs: 1,
  expectedSum: expected,
  perceivedSum: perceived,
});

/*
 * Five customers: (5,3) (4,4) (5,4) (4,3) (5,5). Differences −2, 0, −1, −1, 0: mean −0.8, squares 1.44 + 0.64 + 0.04 +
 * 0.04 + 0.64 = 2.8, variance 2.8/4 = 0.7, standard error √(0.7/5) = 0.3741657, t(0.975; 4) = 2.776445,
 * half width 1.038851 (R: t.test(c(3,4,4,3,5), c(5,4,5,4,5), paired = TRUE)).
 */
it('is the mean of the differences, with the interval of a paired comparison', () => {
  const gap = gapOf([one(5, 3), one(4, 4), one(5, 4), one(4, 3), one(5, 5)])!;
  expect(gap).toMatchObject({ n: 5, expected: 4.6, perceived: 3.8 });
  expect(gap.difference).toBeCloseTo(-0.8, 12);
  expect(gap.interval!.low).toBeCloseTo(-1.838851, 5);
  expect(gap.interval!.high).toBeCloseTo(0.238851, 5);
});

it('answers that say the same may be counted together', () => {
  const apart = gapOf([one(5, 3), one(5, 3), one(4, 4), one(4, 4), one(4, 4)]);
  expect(gapOf([one(5, 3, 2), one(4, 4, 3)])).toEqual(apart);
});

it('of a customer who answered two pairs of a dimension, their mean counts once', () => {
  const two = { answers: 1, pairs: 2, expectedSum: 9, perceivedSum: 7 };
  const gap = gapOf([two, one(4, 4), one(5, 4), one(4, 3), one(5, 5)])!;
  expect(gap.n).toBe(5);
  expect(gap.expected).toBeCloseTo((4.5 + 4 + 5 + 4 + 5) / 5, 12);
});

it('nothing is said below five answers, and there is no interval where all differences are the same', () => {
  expect(gapOf([one(5, 3, 4)])).toBeNull();
  expect(gapOf([one(5, 3, 5)])).toMatchObject({ difference: -2, interval: null });
});
