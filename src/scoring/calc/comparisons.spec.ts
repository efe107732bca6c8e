/** Two periods side by side: published differences, and what chance alone may do. */
import { ratingCounts } from './rating-counts';
import {
  countDifference,
  expectedShare,
  meanDifference,
  npsDifference,
  shareDifference,
  slope,
} from './comparisons';

describe('two periods', () => {
  it("shares: Newcombe's own example, 56 of 70 against 48 of 80", () => {
    // Newcombe 1998, table II, example (a), method 10: 0.2000, 0.0524 to 0.3339.
    const { difference, interval, beyondChance } = shareDifference({ k: 56, n: 70 }, { k: 48, n: 80 })!;
    expect(difference).toBeCloseTo(0.2, 10);
    expect(interval!.low).toBeCloseTo(0.0524, 4);
    expect(interval!.high).toBeCloseTo(0.3339, 4);
    expect(beyondChance).toBe(true);
  });

  it('shares: 10 of 10 against 0 of 20, where plain intervals have no width', () => {
    // Newcombe 1998, table II, example (h), method 10: 1, 0.6791 to 1.
    const { interval } = shareDifference({ k: 10, n: 10 }, { k: 0, n: 20 })!;
    expect(interval!.low).toBeCloseTo(0.6791, 4);
    expect(interval!.high).toBeCloseTo(1, 10);
  });

  it('without answers in one of them nothing is compared', () => {
    expect(shareDifference({ k: 0, n: 0 }, { k: 3, n: 9 })).toBeNull();
    expect(
      npsDifference(
        { promoters: 0, passives: 0, detractors: 0 },
        { promoters: 1, passives: 0, detractors: 0 },
      ),
    ).toBeNull();
  });

  it('a net promoter score of a hundred answers moves twenty points by chance', () => {
    const before = { promoters: 50, passives: 30, detractors: 20 };
    const now = npsDifference({ promoters: 60, passives: 25, detractors: 15 }, before)!;
    expect(now.beyondChance).toBe(false);
    expect(now.difference).toBeCloseTo(15, 10);
    expect((now.interval!.low + now.interval!.high) / 2).toBeCloseTo(15, 10);
    expect(npsDifference({ promoters: 75, passives: 15, detractors: 10 }, before)!.beyondChance).toBe(true);
  });

  it('means: Welch of two samples with unlike spread', () => {
    // s²/n = 2.5/5 and 0.6667/6; ν = 0.6111²/(0.5²/4 + 0.1111²/5) = 5.748, t = 2.4736.
    const a = ratingCounts({ min: 1, max: 5 }, { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 });
    const b = ratingCounts({ min: 1, max: 5 }, { 3: 1, 4: 2, 5: 3 });
    const { difference, interval, beyondChance } = meanDifference(a, b)!;
    expect(difference).toBeCloseTo(-4 / 3, 10);
    expect(interval!.high - difference).toBeCloseTo(2.4736 * Math.sqrt(0.5 + 2 / 3 / 6), 3);
    expect((interval!.low + interval!.high) / 2).toBeCloseTo(difference, 10);
    expect(beyondChance).toBe(false);
  });

  it('means: without answers, or with one that cannot tell, and where all agree', () => {
    const of = (answers: Record<number, number>) => ratingCounts({ min: 1, max: 5 }, answers);
    expect(meanDifference(of({}), of({ 4: 3 }))).toBeNull();
    expect(meanDifference(of({ 4: 3 }), of({}))).toBeNull();
    const unknown = { difference: 1, interval: null, beyondChance: false };
    expect(meanDifference(of({ 5: 1 }), of({ 4: 3 }))).toEqual(unknown);
    expect(meanDifference(of({ 5: 3 }), of({ 4: 1 }))).toEqual(unknown);
    expect(meanDifference(of({ 5: 1 }), of({ 3: 1, 4: 1, 5: 1 }))).toEqual(unknown);
    expect(meanDifference(of({ 4: 1, 5: 2, 3: 3 }), of({ 3: 1 }))).toMatchObject({ interval: null });
    expect(meanDifference(of({ 5: 3 }), of({ 4: 3 }))).toEqual(unknown);
  });

  it('means: as many answers and as much spread on both sides, twice the freedom of one', () => {
    // s²/n = 4/3 each: SE = √(8/3), ν = 4, t = 2.776445.
    const of = (answers: Record<number, number>) => ratingCounts({ min: 0, max: 10 }, answers);
    const { difference, interval, beyondChance } = meanDifference(
      of({ 6: 1, 8: 1, 10: 1 }),
      of({ 0: 1, 2: 1, 4: 1 }),
    )!;
    expect(difference).toBe(6);
    expect(interval!.low).toBeCloseTo(6 - 2.7764451052 * Math.sqrt(8 / 3), 8);
    expect(interval!.high).toBeCloseTo(6 + 2.7764451052 * Math.sqrt(8 / 3), 8);
    expect(beyondChance).toBe(true);
  });

  it('what fell beyond chance says so as well as what rose', () => {
    expect(shareDifference({ k: 10, n: 100 }, { k: 60, n: 100 })!.beyondChance).toBe(true);
    expect(countDifference(12, 40).beyondChance).toBe(true);
    expect(shareDifference({ k: 3, n: 9 }, { k: 0, n: 0 })).toBeNull();
  });

  it('a net promoter score of one passive answer each: ±100·z·√(2 · 1.5/4/4)', () => {
    const passive = { promoters: 0, passives: 1, detractors: 0 };
    // Adjusted: ¾, 2½ and ¾ of four: P = D = 3/16.
    const half = 1.959963984540054 * 100 * Math.sqrt((2 * (3 / 8)) / 4);
    const { difference, interval } = npsDifference(passive, passive)!;
    expect(difference).toBe(0);
    expect(interval!.low).toBeCloseTo(-half, 9);
    expect(interval!.high).toBeCloseTo(half, 9);
    expect(npsDifference(passive, { promoters: 0, passives: 0, detractors: 0 })).toBeNull();
  });

  it('an interval that only touches zero does not leave it out', () => {
    // 0 against 0: no events, no width.
    expect(countDifference(0, 0)).toEqual({
      difference: 0,
      interval: { low: 0, high: 0 },
      beyondChance: false,
    });
    const { difference, interval } = countDifference(15, 12);
    expect(difference).toBe(3);
    expect(interval!.low).toBeCloseTo(3 - 1.959963984540054 * Math.sqrt(27), 10);
    expect(interval!.high).toBeCloseTo(3 + 1.959963984540054 * Math.sqrt(27), 10);
  });

  it('numbers of events move by the root of their sum', () => {
    expect(countDifference(15, 12).beyondChance).toBe(false);
    expect(countDifference(40, 12).beyondChance).toBe(true);
  });
});

describe('with these contacts', () => {
  it('somebody with hard contacts, answered as others answer them, is where they would be', () => {
    const found = expectedShare([
      { n: 40, satisfied: 20, others: { n: 100, satisfied: 50 } },
      { n: 10, satisfied: 9, others: { n: 100, satisfied: 90 } },
    ])!;
    expect(found.own).toBeCloseTo(0.58, 10);
    expect(found.expected).toBeCloseTo(0.58, 10);
    expect(found.z).toBeCloseTo(0, 10);
  });

  it('36 of 50 satisfied where .8 and .4 are usual: expected .64, each kind with its own chance', () => {
    const found = expectedShare([
      { n: 30, satisfied: 27, others: { n: 100, satisfied: 80 } },
      { n: 20, satisfied: 9, others: { n: 50, satisfied: 20 } },
      { n: 7, satisfied: 7, others: { n: 0, satisfied: 0 } },
      { n: 3, satisfied: 0, others: null },
    ])!;
    expect(found).toMatchObject({ n: 50, own: 0.72 });
    expect(found.expected).toBeCloseTo((30 * 0.8 + 20 * 0.4) / 50, 12);
    // p(1 − p)(f/N + f²/n) of each kind: 0.16 · (0.6/50 + 0.36/100) + 0.24 · (0.4/50 + 0.16/50) = 0.005184.
    expect(found.z).toBeCloseTo(0.08 / Math.sqrt(0.005184), 12);
  });

  it('where all others are always satisfied, a difference cannot be counted in standard errors', () => {
    const found = expectedShare([{ n: 10, satisfied: 9, others: { n: 100, satisfied: 100 } }])!;
    expect(found).toEqual({ n: 10, own: 0.9, expected: 1, z: 0 });
  });

  it('of a few of the others with the same contacts, those with a wider kind are listened to as well', () => {
    // Two of two satisfied alone would be 1; (2 + 10 · 0.5)/(2 + 10) = 0.583333.
    const found = expectedShare([{ n: 30, satisfied: 18, others: { n: 2, satisfied: 2 }, prior: 0.5 }])!;
    expect(found.expected).toBeCloseTo(7 / 12, 10);
    // p(1 − p)(1/30 + 1/12) = 0.243056 · 0.116667; (0.6 − 0.583333)/0.168394.
    expect(found.z).toBeCloseTo((0.6 - 7 / 12) / Math.sqrt((7 / 12) * (5 / 12) * (1 / 30 + 1 / 12)), 10);
    expect(expectedShare([{ n: 30, satisfied: 18, others: null, prior: 0.6 }])!.z).toBeCloseTo(0, 10);
  });

  it('contacts nobody else has say nothing', () => {
    expect(expectedShare([{ n: 40, satisfied: 20, others: null }])).toBeNull();
    expect(expectedShare([{ n: 40, satisfied: 20, others: { n: 0, satisfied: 0 } }])).toBeNull();
    expect(expectedShare([])).toBeNull();
  });
});

describe('a slope', () => {
  const level = (at: number, value: number) => ({ at, value, variance: 4 });

  it('of a straight line is that of the line', () => {
    const found = slope([level(0, 90), level(1, 88), level(2, 86), level(3, 84)])!;
    expect(found.perStep).toBeCloseTo(-2, 10);
    // Σ(x − x̄)² = 5, SE = 2/√5.
    expect(found.z).toBeCloseTo(-2 / (2 / Math.sqrt(5)), 10);
  });

  it('levels known better count for more: weights 1, 4 and 1 at 0, 1 and 3', () => {
    const found = slope([
      { at: 0, value: 10, variance: 1 },
      { at: 1, value: 14, variance: 0.25 },
      { at: 3, value: 13, variance: 1 },
    ])!;
    // x̄ = 7/6, ȳ = 79/6; Σw(x − x̄)² = 29/6, Σw(x − x̄)(y − ȳ) = 95 − 6 · 7/6 · 79/6 = 17/6.
    expect(found.perStep).toBeCloseTo(17 / 29, 12);
    expect(found.z).toBeCloseTo(17 / 6 / Math.sqrt(29 / 6), 12);
  });

  it('a level without a variance is not known, three at one time have no slope', () => {
    const unknown = { at: 9, value: 0, variance: 0 };
    expect(slope([level(0, 90), level(1, 80), unknown])).toBeNull();
    expect(slope([level(0, 90), level(1, 80), level(2, 70), unknown])!.perStep).toBeCloseTo(-10, 10);
    expect(slope([level(2, 90), level(2, 80), level(2, 70)])).toBeNull();
  });

  it('needs three levels', () => {
    expect(slope([level(0, 90), level(1, 80)])).toBeNull();
  });
});
