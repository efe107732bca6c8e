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
    expect(npsDifference({ promoters: 60, passives: 25, detractors: 15 }, before)!.beyondChance).toBe(false);
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

  it('contacts nobody else has say nothing', () => {
    expect(expectedShare([{ n: 40, satisfied: 20, others: null }])).toBeNull();
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

  it('needs three levels', () => {
    expect(slope([level(0, 90), level(1, 80)])).toBeNull();
  });
});
