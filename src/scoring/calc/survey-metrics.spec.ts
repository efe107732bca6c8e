/** The survey metrics at the ends of their scales and with hardly any answers; the vectors are in `vectors.spec.ts`. */
import { ratingCounts } from './rating-counts';
import { ces, csatTopBox, meanInterval, nps, npsFromCounts, ownInterval } from './survey-metrics';

const FIVES = { min: 1, max: 5 };

describe('a mean', () => {
  test('of no answers says nothing at all', () => {
    expect(meanInterval(ratingCounts(FIVES, {}))).toEqual({
      n: 0,
      mean: null,
      sd: null,
      interval: null,
      score: null,
      scoreInterval: null,
    });
  });

  test('of one answer, or of one and a half, has a score but no interval', () => {
    expect(meanInterval(ratingCounts(FIVES, { 4: 1 }))).toEqual({
      n: 1,
      mean: 4,
      sd: null,
      interval: null,
      score: 75,
      scoreInterval: null,
    });
    expect(meanInterval(ratingCounts(FIVES, { 4: 0.75, 2: 0.75 }))).toMatchObject({
      n: 1.5,
      mean: 3,
      interval: null,
      scoreInterval: null,
    });
  });

  test('of answers all alike has a deviation of nought and no interval', () => {
    expect(meanInterval(ratingCounts(FIVES, { 5: 30 }))).toEqual({
      n: 30,
      mean: 5,
      sd: 0,
      interval: null,
      score: 100,
      scoreInterval: null,
    });
  });

  test('of two answers far apart is cut at both ends of the scale', () => {
    expect(meanInterval(ratingCounts(FIVES, { 1: 1, 5: 1 }))).toMatchObject({
      interval: { low: 1, high: 5 },
      scoreInterval: { low: 0, high: 100 },
    });
  });

  test('on a scale where 7 is hard the interval of the score is turned round, low end first', () => {
    const { interval, scoreInterval, score } = ces(
      ratingCounts({ min: 1, max: 7, reversed: true }, { 3: 20, 4: 10, 5: 10 }),
    );
    expect(score).toBeCloseTo((100 * (7 - 3.75)) / 6, 12);
    expect(scoreInterval?.low).toBeCloseTo((100 * (7 - (interval?.high ?? 0))) / 6, 12);
    expect(scoreInterval?.high).toBeCloseTo((100 * (7 - (interval?.low ?? 0))) / 6, 12);
    expect(scoreInterval?.low ?? 0).toBeLessThan(score ?? 0);
  });
});

describe('the interval of the own answers', () => {
  test('of two values 40 and 60 around 50: t(.975, 1) · √200/√2 is more than the scale holds', () => {
    expect(ownInterval({ n: 2, mean: 50, within: 200 })).toEqual({ low: 0, high: 100 });
  });

  test('of five values with Σ of squares 40: 70 ± 2.7764 · √10/√5', () => {
    const found = ownInterval({ n: 5, mean: 70, within: 40 });
    expect(found?.low).toBeCloseTo(70 - 2.7764451052 * Math.SQRT2, 8);
    expect(found?.high).toBeCloseTo(70 + 2.7764451052 * Math.SQRT2, 8);
  });

  test('fewer than two answers, or all alike, cannot tell', () => {
    expect(ownInterval({ n: 1.99, mean: 50, within: 200 })).toBeNull();
    expect(ownInterval({ n: 5, mean: 50, within: 0 })).toBeNull();
  });
});

test('customer effort and promoters are defined on their own scales only', () => {
  const refused = (metric: string, scale: string) =>
    expect.objectContaining({
      code: 'scoring.wrong_scale',
      message: `${metric} is defined on ratings ${scale} only.`,
      details: { metric, scale },
    });
  for (const scale of [
    { min: 0, max: 7 },
    { min: 1, max: 5 },
  ])
    expect(() => ces(ratingCounts(scale, {}))).toThrow(refused('CES', '1–7'));
  for (const scale of [
    { min: 1, max: 10 },
    { min: 0, max: 5 },
  ])
    expect(() => npsFromCounts(ratingCounts(scale, {}))).toThrow(refused('NPS', '0–10'));
  expect(() => npsFromCounts({ min: 0, max: 10, weights: [1] })).toThrow('1 weights do not fit');
});

describe('a net promoter score', () => {
  test('of no answers is none, and its interval excludes nothing', () => {
    expect(nps({ promoters: 0, passives: 0, detractors: 0 })).toEqual({
      n: 0,
      nps: null,
      variance: null,
      standardError: null,
      wald: null,
      adjusted: 0,
      low: -100,
      high: 100,
    });
  });

  test('of detractors only is −100, its interval is cut there and narrower with more of them', () => {
    const ten = nps({ promoters: 0, passives: 0, detractors: 10 });
    expect(ten).toMatchObject({ nps: -100, variance: 0, standardError: 0, low: -100 });
    expect(ten.wald).toEqual({ low: -100, high: -100 });
    // Adjusted: ¾ of 13 and 10¾ of 13.
    expect(ten.adjusted).toBeCloseTo(-1000 / 13, 12);
    expect(ten.high).toBeGreaterThan(nps({ promoters: 0, passives: 0, detractors: 20 }).high);
  });

  test('half an answer counts as half: two and a half promoters of four', () => {
    expect(npsFromCounts(ratingCounts({ min: 0, max: 10 }, { 9: 2.5, 7: 1.5 }))).toEqual(
      nps({ promoters: 2.5, passives: 1.5, detractors: 0 }),
    );
  });

  test('each rating from 0 to 10 falls on its side', () => {
    const of = (rating: number) => npsFromCounts(ratingCounts({ min: 0, max: 10 }, { [rating]: 4 })).nps;
    expect(Array.from({ length: 11 }, (_, rating) => of(rating))).toEqual([
      ...Array.from({ length: 7 }, () => -100),
      0,
      0,
      100,
      100,
    ]);
  });
});

test('a share of satisfied customers counts shared answers by their parts', () => {
  const found = csatTopBox(ratingCounts(FIVES, { 5: 1.5, 4: 1.5, 1: 1 }));
  expect(found).toMatchObject({ n: 4, satisfied: 3, share: 0.75 });
  expect(found.low).toBeGreaterThan(0.25);
  expect(found.high).toBeLessThan(1);
});
