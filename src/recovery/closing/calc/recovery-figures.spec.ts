/** The figures of recovery, checked by hand. */
import { type FigureCase, figuresOf, median, paretoOf } from './recovery-figures';

const one = (change: Partial<FigureCase> = {}): FigureCase => ({
  id: 'k',
  toContact: null,
  toResolution: null,
  outcome: null,
  causeId: null,
  isRepeated: false,
  ...change,
});

describe('the figures of recovery', () => {
  it('have nothing to say about no cases', () => {
    expect(figuresOf([])).toMatchObject({
      cases: 0,
      toContact: null,
      toResolution: null,
      share: null,
      interval: null,
    });
    expect(paretoOf([])).toEqual([]);
  });

  it('count medians over those that got so far only', () => {
    const figures = figuresOf([one({ toContact: 60, toResolution: 600 }), one({ toContact: 240 }), one()]);
    expect(figures).toMatchObject({
      contacted: 2,
      toContact: 150,
      resolved: 1,
      toResolution: 600,
    });
  });

  it('give the share of those who answered with Wilson’s interval: 8 of 10 is 49 % to 94 %', () => {
    const cases = [
      ...Array.from({ length: 8 }, () => one({ outcome: 'solved' as const })),
      ...Array.from({ length: 2 }, () => one({ outcome: 'not_solved' as const })),
      one(),
    ];
    const { share, answered, interval } = figuresOf(cases);
    expect([share, answered]).toEqual([0.8, 10]);
    expect(interval?.low).toBeCloseTo(0.4902, 3);
    expect(interval?.high).toBeCloseTo(0.9433, 3);
  });

  it('put the causes of most cases first, and add up to all that have one', () => {
    const cases = [3, 3, 3, 1, 1, 2].map((causeId) => one({ causeId }));
    expect(
      paretoOf([...cases, one()]).map(({ causeId, cases: n, cumulated }) => [causeId, n, cumulated]),
    ).toEqual([
      [3, 3, 0.5],
      [1, 2, 5 / 6],
      [2, 1, 1],
    ]);
  });

  it('take the middle of two', () => {
    expect([median([]), median([4]), median([9, 1]), median([5, 1, 9])]).toEqual([null, 4, 5, 5]);
  });
});
