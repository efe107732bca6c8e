/** Ratings as counts: what is refused and why, and what a top box is on every scale. */
import {
  checkedCounts,
  compositeScore,
  isTopBox,
  ratingCounts,
  ratingStats,
  score100,
  weightedN,
} from './rating-counts';

const refused = (reason: string) =>
  expect.objectContaining({
    code: 'scoring.bad_counts',
    message: `These rating counts cannot be scored: ${reason}.`,
    details: { reason },
  });

describe('counts that are none are refused with the reason', () => {
  test.each([
    ['a scale of one option', { min: 3, max: 3, weights: [1] }, 'the scale 3–3 is not one'],
    ['a scale upside down', { min: 5, max: 1, weights: [] }, 'the scale 5–1 is not one'],
    ['half an option below', { min: 0.5, max: 2, weights: [1, 1] }, 'the scale 0.5–2 is not one'],
    ['half an option above', { min: 1, max: 2.5, weights: [1, 1] }, 'the scale 1–2.5 is not one'],
    ['a weight missing', { min: 1, max: 3, weights: [1, 1] }, '2 weights do not fit the scale 1–3'],
    ['a weight too many', { min: 0, max: 1, weights: [1, 1, 1] }, '3 weights do not fit the scale 0–1'],
    [
      'less than no weight',
      { min: 0, max: 1, weights: [1, -1] },
      'weight -1 is not a whole number of millionths, 0 or more',
    ],
    [
      'half a millionth',
      { min: 0, max: 1, weights: [0.5, 1] },
      'weight 0.5 is not a whole number of millionths, 0 or more',
    ],
  ])('%s', (_, counts, reason) => {
    expect(() => checkedCounts(counts)).toThrow(refused(reason));
  });

  test('a rating below or above the scale', () => {
    expect(() => ratingCounts({ min: 1, max: 5 }, { 0: 2 })).toThrow(
      refused('rating 0 is not on the scale 1–5'),
    );
    expect(() => ratingCounts({ min: 1, max: 5 }, { 6: 2 })).toThrow(
      refused('rating 6 is not on the scale 1–5'),
    );
  });
});

test('counts of a scale that does not begin at nought land at their ratings', () => {
  expect(ratingCounts({ min: -1, max: 1 }, { [-1]: 2, 1: 0.25 })).toEqual({
    min: -1,
    max: 1,
    weights: [2_000_000, 0, 250_000],
  });
  expect(weightedN(ratingCounts({ min: 1, max: 5 }, { 2: 1.5, 5: 2 }))).toBe(3.5);
});

describe('statistics', () => {
  test('of 1, 2 and 5: mean 8/3, s² = 13/3', () => {
    const stats = ratingStats(ratingCounts({ min: 1, max: 5 }, { 1: 1, 2: 1, 5: 1 }));
    expect(stats).toMatchObject({ n: 3, sum: 8, sumSquares: 30, topBox: 1 });
    expect(stats.mean).toBeCloseTo(8 / 3, 14);
    expect(stats.sampleSd).toBeCloseTo(Math.sqrt(13 / 3), 14);
  });

  test('of no answers have neither mean nor deviation, of one answer no deviation, of a little more they have', () => {
    const scale = { min: 0, max: 4 };
    expect(ratingStats(ratingCounts(scale, {}))).toEqual({
      n: 0,
      sum: 0,
      sumSquares: 0,
      topBox: 0,
      mean: null,
      sampleSd: null,
    });
    expect(ratingStats(ratingCounts(scale, { 0: 0.5, 4: 0.5 }))).toMatchObject({ mean: 2, sampleSd: null });
    // ½ · (8/3)² + (4/3)² = 16/3, over n − 1 = ½.
    expect(ratingStats(ratingCounts(scale, { 0: 0.5, 4: 1 })).sampleSd).toBeCloseTo(
      Math.sqrt(16 / 3 / 0.5),
      12,
    );
  });
});

describe('the top box', () => {
  const best = (min: number, max: number, reversed = false) =>
    Array.from({ length: max - min + 1 }, (_, index) => min + index).filter((rating) =>
      isTopBox({ min, max, reversed }, rating),
    );

  test('is the best of three options and the two best of four', () => {
    expect(best(1, 3)).toEqual([3]);
    expect(best(1, 4)).toEqual([3, 4]);
    expect(best(0, 10)).toEqual([9, 10]);
  });

  test('lies at the other end where a high rating is bad', () => {
    expect(best(1, 3, true)).toEqual([1]);
    expect(best(1, 4, true)).toEqual([1, 2]);
  });
});

test('a rating on 0–100, where the scale does not begin at nought and where 7 is bad', () => {
  expect([2, 3, 4].map((rating) => score100(rating, { min: 2, max: 4 }))).toEqual([0, 50, 100]);
  expect(score100(2, { min: 1, max: 5, reversed: true })).toBe(75);
});

test('items that weigh nothing make no composite', () => {
  expect(compositeScore([{ score: 80, weight: 0 }])).toBeNull();
  expect(compositeScore([])).toBeNull();
  expect(
    compositeScore([
      { score: 100, weight: 3 },
      { score: 0, weight: 1 },
    ]),
  ).toBe(75);
});
