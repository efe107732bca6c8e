/** Whether an evaluation favours one group over another: rates in both codings, chance, and the gap among equals. */
import fc from 'fast-check';
import { type ComparedOutcome, adjustedGap, fisherExact, impactRatios } from './adverse-impact';

describe('adverse impact', () => {
  test('base 60 %: 45 % is adverse at .75, 48 % is exactly four fifths and not (EEOC Q&A 1979)', () => {
    const groups = [60, 45, 48, 51].map((favoured) => ({ group: `${favoured} %`, people: 100, favoured }));
    expect(impactRatios(groups).map((row) => [row.ratio, row.adverse])).toEqual([
      [1, false],
      [0.75, true],
      [0.8, false],
      [0.85, false],
    ]);
  });

  test('nobody favoured anywhere is not adverse; a group of nobody is refused', () => {
    expect(impactRatios([{ group: 'a', people: 5, favoured: 0 }])[0]).toMatchObject({
      ratio: 1,
      adverse: false,
    });
    expect(() => impactRatios([{ group: 'a', people: 0, favoured: 0 }])).toThrow(
      expect.objectContaining({ code: 'evaluations.bad_groups' }),
    );
    expect(impactRatios([])).toEqual([]);
  });

  test('where nearly everybody is favoured the other coding shows what the first hides', () => {
    // 98 % and 90 % favoured is a ratio of .92; 2 % and 10 % missed is one of .20.
    const [, second] = impactRatios([
      { group: 'a', people: 100, favoured: 98 },
      { group: 'b', people: 100, favoured: 90 },
    ]);
    expect(second).toMatchObject({ adverse: false, missedAdverse: true });
    expect(second?.ratio).toBeCloseTo(90 / 98, 12);
    expect(second?.missedRatio).toBeCloseTo(0.2, 12);
  });

  test('a group that missed nothing is not adverse in either coding', () => {
    expect(impactRatios([{ group: 'a', people: 4, favoured: 4 }])[0]).toEqual({
      group: 'a',
      rate: 1,
      ratio: 1,
      adverse: false,
      missedRatio: 1,
      missedAdverse: false,
      fisher: 1,
    });
  });
});

describe("Fisher's exact test", () => {
  test.each([
    // The lady tasting tea; the studying example; R: fisher.test(matrix(c(8,1,2,5), 2)).
    [[3, 1, 1, 3], 0.4857142857],
    [[1, 9, 11, 3], 0.0027594562],
    [[8, 2, 1, 5], 0.034965035],
    [[0, 5, 0, 5], 1],
  ] as const)('%j: %d', ([a, b, c, d], p) => {
    expect(fisherExact(a, b, c, d)).toBeCloseTo(p, 9);
  });

  test('rows and columns can change places', () => {
    const count = fc.nat(40);
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const p = fisherExact(a, b, c, d);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(fisherExact(c, d, a, b)).toBeCloseTo(p, 9);
        expect(fisherExact(a, c, b, d)).toBeCloseTo(p, 9);
      }),
    );
  });
});

describe('the gap among equals', () => {
  const of = (stratum: string, group: string, ...values: number[]): ComparedOutcome[] =>
    values.map((value) => ({ stratum, group, value }));

  test('a gap that the jobs explain goes away', () => {
    // Women are mostly in the worse paid job; in each job they are paid like the men.
    const outcomes = [
      ...of('phone', 'f', 0.9, 1.1, 0.9, 1.1),
      ...of('phone', 'm', 0.9, 1.1),
      ...of('field', 'f', 1.4, 1.6),
      ...of('field', 'm', 1.4, 1.6, 1.4, 1.6),
    ];
    expect(adjustedGap(outcomes, 'f', 'm')?.gap).toBeCloseTo(0, 12);
  });

  test('a gap within the jobs stays, with its error by least squares', () => {
    const outcomes = [
      ...of('phone', 'f', 0.8, 1),
      ...of('phone', 'm', 1, 1.2),
      ...of('field', 'f', 1.3),
      ...of('field', 'm', 1.5, 1.7),
    ];
    // lm(value ~ group + stratum): −.228571 (weights 1 and 2/3), residual variance .0271429 on 4 degrees of freedom.
    const found = adjustedGap(outcomes, 'f', 'm');
    expect(found?.gap).toBeCloseTo(-(1 * 0.2 + (2 / 3) * 0.3) / (5 / 3), 12);
    expect(found?.people).toBe(7);
    const half = ((found?.high ?? 0) - (found?.low ?? 0)) / 2;
    expect(half / 1.959964).toBeCloseTo(residualError(outcomes, found?.gap ?? 0), 12);
  });

  test('strata with one group only say nothing; without others there is no gap to name', () => {
    const lonely = [...of('phone', 'f', 1, 2, 3), ...of('field', 'm', 1, 2, 3)];
    expect(adjustedGap(lonely, 'f', 'm')).toBeNull();
    expect(adjustedGap([...of('phone', 'f', 1), ...of('phone', 'm', 1)], 'f', 'm')).toBeNull();
    const some = [...lonely, ...of('desk', 'f', 1, 1), ...of('desk', 'm', 2, 2)];
    expect(adjustedGap(some, 'f', 'm')).toMatchObject({ gap: -1, people: 4, p: 0 });
  });

  /** Σ residuals² of value − stratum effect − gap over the degrees of freedom, over Σ w. */
  function residualError(outcomes: readonly ComparedOutcome[], gap: number): number {
    const levelled = outcomes.map(({ stratum, group, value }) => ({
      stratum,
      value: group === 'f' ? value - gap : value,
    }));
    const names = [...new Set(levelled.map(({ stratum }) => stratum))];
    const squares = names.map((name) => {
      const values = levelled.filter(({ stratum }) => stratum === name).map(({ value }) => value);
      const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
    });
    const variance = squares.reduce((sum, square) => sum + square, 0) / (outcomes.length - names.length - 1);
    return Math.sqrt(variance / (1 + 2 / 3));
  }
});
