/** Frozen parameters: the same answers give the same score again, and a corrected answer moves one person. */
import fc from 'fast-check';
import { empiricalBayes } from './empirical-bayes';
import { parametersOf, scorePeriodBy, scoreWithParameters } from './frozen-scores';
import { scorePeriod } from './period-scores';
import type { EmployeeRatings } from './rating-table';
import { needsPriors } from './scored-people';

const whole = (count: number) => count * 1_000_000;
const fives = (counts: readonly number[]) => ({ min: 1, max: 5, weights: counts.map(whole) });

const people = fc
  .array(
    fc.record({
      peerGroup: fc.constantFrom('agent', 'technician', 'cashier'),
      cells: fc.uniqueArray(
        fc.record({
          cell: fc.constantFrom(
            'phone|billing',
            'phone|outage',
            'chat|billing',
            'chat|moving',
            'visit|outage',
          ),
          counts: fc.array(fc.nat(9), { minLength: 5, maxLength: 5 }).map(fives),
        }),
        { selector: ({ cell }) => cell, minLength: 1, maxLength: 4 },
      ),
    }),
    { minLength: 2, maxLength: 60 },
  )
  .map((rows): EmployeeRatings[] => rows.map((row, index) => ({ key: `E-${index}`, ...row })));
const priors = { M: 40, sigma2: 500, mu: 80, cells: [] };

describe('scores under frozen parameters', () => {
  it('are the scores that the parameters were estimated with, for everybody, in any company', () => {
    fc.assert(
      fc.property(people, fc.constantFrom(undefined, priors), (employees, given) => {
        const scores = scorePeriod({ target: 80, employees, priors: given });
        const parameters = parametersOf(scores, given ?? null);
        for (const own of scores.employees) {
          const ratings = employees.find(({ key }) => key === own.key);
          const again = scoreWithParameters(ratings ?? { key: own.key, cells: [] }, parameters);
          for (const name of ['score', 'sd', 'low', 'high', 'reliability', 'adjusted', 'rawMean'] as const) {
            if (own[name] === null) expect(again[name]).toBeNull();
            else expect(again[name]).toBeCloseTo(own[name], 9);
          }
          expect(again).toMatchObject({ n: own.n, display: own.display, band: own.band });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('V23: of 18 good answers of 20 the bad two become one; only that person moves', () => {
    const rows = [
      [18, 20], [45, 60], [9, 10], [70, 100], [28, 30], [110, 160],
    ] as const; // prettier-ignore
    const found = empiricalBayes(
      rows.map(([good, n], index) => {
        const mean = good / n;
        return { key: `E-${index + 1}`, n, mean, within: n * mean * (1 - mean) };
      }),
    );
    const group = {
      peerGroup: 'all', employees: 6, responses: 380, source: 'own' as const, meanReliability: 0, mix: [],
      basis: found.basis, mu: 100 * found.mu, muVariance: 1e4 * found.muVariance, tau2: 1e4 * found.tau2,
      sigma2: 1e4 * found.sigma2, M: found.M,
    }; // prettier-ignore
    const parameters = {
      formula: 'eb-topbox-1', target: 80, priors: null, cells: [], cellOf: [], groups: [group],
    }; // prettier-ignore
    const scoreOf = (bad: number) =>
      scoreWithParameters(
        { key: 'E-1', cells: [{ cell: 'all', counts: fives([bad, 0, 0, 0, 18]) }] },
        parameters,
      ).score;
    expect((scoreOf(2) ?? 0) / 100).toBeCloseTo(0.8225211545, 9);
    expect((scoreOf(1) ?? 0) / 100).toBeCloseTo(0.838114986, 9);
  });

  it('of somebody in a new group are those of a lone employee: from the priors, else the target', () => {
    const ratings = {
      key: 'E-9',
      peerGroup: 'new',
      cells: [{ cell: 'x|y', counts: fives([0, 0, 0, 0, 40]) }],
    };
    const none = { formula: 'eb-mean-1', target: 75, priors: null, cells: [], cellOf: [], groups: [] };
    expect(scoreWithParameters(ratings, none)).toMatchObject({ score: 75, sd: 0, reliability: 0, low: null });
    expect(scoreWithParameters(ratings, { ...none, priors })).toMatchObject({ score: 90, reliability: 0.5 });
  });

  it('a kind of contact that came up after closing counts as its remainder', () => {
    const group = {
      peerGroup: 'all', employees: 30, responses: 900, basis: 'peers' as const, source: 'own' as const, mu: 80, muVariance: 0,
      tau2: 10, sigma2: 400, M: 40, meanReliability: 0.5,
      mix: [{ cell: 'phone|*', share: 0.5 }, { cell: 'phone|billing', share: 0.5 }],
    }; // prettier-ignore
    const cells = [
      { cell: 'phone|*', effect: -20, share: 0.5 },
      { cell: 'phone|billing', effect: 0, share: 0.5 },
    ];
    const parameters = { formula: 'eb-mean-1', target: 80, priors: null, cells, cellOf: [], groups: [group] };
    const counts = fives([0, 0, 0, 0, 10]);
    expect(
      scoreWithParameters({ key: 'E-1', cells: [{ cell: 'phone|moving', counts }] }, parameters).mixEffect,
    ).toBe(10);
  });

  it('of a formula that is not known here are refused', () => {
    const unknown = { formula: 'eb-mean-9', target: 75, priors: null, cells: [], cellOf: [], groups: [] };
    expect(() => scoreWithParameters({ key: 'E-1', cells: [] }, unknown)).toThrow('eb-mean-9');
    expect(() => scorePeriodBy('eb-mean-9', { target: 75, employees: [] })).toThrow('eb-mean-9');
  });
});

describe('whether the trailing year is needed', () => {
  it('only where it could change a score', () => {
    fc.assert(
      fc.property(people, (found) => {
        const employees = found.map((one) => ({ ...one, peerGroup: 'agent' }));
        if (needsPriors(employees)) return;
        const of = (given: typeof priors | undefined) =>
          scorePeriod({ target: 80, employees, priors: given }).employees;
        expect(of(priors)).toEqual(of(undefined));
      }),
    );
  });

  it('a small group needs it, and a company where nobody’s answers differ', () => {
    const large = (ratings: readonly number[], peerGroup = 'agent'): EmployeeRatings[] =>
      Array.from({ length: 20 }, (_, index) => ({
        key: `${peerGroup}-${index}`,
        peerGroup,
        cells: [{ cell: 'phone|billing', counts: fives(ratings) }],
      }));
    expect(needsPriors(large([0, 0, 5, 10, 10]))).toBe(false);
    expect(needsPriors(large([0, 0, 0, 0, 25]))).toBe(true);
    expect(needsPriors([...large([0, 0, 5, 10, 10]), ...large([1, 0, 0, 0, 25], 'cashier').slice(1)])).toBe(
      true,
    );
  });
});
