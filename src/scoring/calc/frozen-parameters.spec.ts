/** One corrected answer under the parameters of a closed period, each step by hand. */
import {
  parametersOf,
  type PeriodParameters,
  scoreFormula,
  scorePeriodBy,
  scoreWithParameters,
} from './frozen-scores';
import { type GroupParameters, scorePeriod } from './period-scores';

const fives = (...weights: number[]) => ({ min: 1, max: 5, weights: weights.map((count) => count * 1e6) });
const Z = 1.959963984540054;

const AGENTS: GroupParameters = {
  peerGroup: 'agent',
  employees: 30,
  responses: 900,
  basis: 'peers',
  source: 'own',
  mu: 70,
  muVariance: 4,
  tau2: 25,
  sigma2: 750,
  M: 30,
  meanReliability: 0.5,
  mix: [
    { cell: 'phone|*', share: 0.25 },
    { cell: 'phone|billing', share: 0.75 },
  ],
};
const CLOSED: PeriodParameters = {
  formula: 'eb-mean-1',
  target: 80,
  priors: null,
  groups: [{ ...AGENTS, peerGroup: 'technician', mu: 10, mix: [] }, AGENTS],
  cells: [
    { cell: 'phone|*', effect: -20, share: 0.5 },
    { cell: 'phone|billing', effect: 0, share: 0.5 },
  ],
  cellOf: [
    { cell: 'phone|billing', countedIn: 'phone|billing' },
    { cell: 'phone|moving', countedIn: 'phone|*' },
  ],
};
const agent = (...cells: [string, ReturnType<typeof fives>][]) => ({
  key: 'E-1',
  peerGroup: 'agent',
  cells: cells.map(([cell, counts]) => ({ cell, counts })),
});

describe('thirty answers, fifteen of them about a kind of contact that costs twenty points', () => {
  const ratings = agent(['phone|moving', fives(0, 0, 15, 0, 0)], ['phone|billing', fives(0, 0, 0, 0, 15)]);

  test('mean 75, mix (.25 − .5) · −20 = +5, R = ½, θ = 75, sd = √(½ · 25 + ¼ · 4)', () => {
    const found = scoreWithParameters(ratings, CLOSED);
    const sd = Math.sqrt(13.5);
    expect(found).toMatchObject({
      key: 'E-1',
      peerGroup: 'agent',
      n: 30,
      display: 'full',
      rawMean: 75,
      mixEffect: 5,
      adjusted: 80,
      shrinkEffect: -5,
      score: 75,
      reliability: 0.5,
      band: 'consistent',
    });
    expect(found.sd).toBeCloseTo(sd, 12);
    expect(found.low).toBeCloseTo(75 - Z * sd, 12);
    expect(found.high).toBeCloseTo(75 + Z * sd, 12);
    expect(found.mixLines).toEqual([
      { cell: 'phone|*', ownShare: 0.5, commonShare: 0.25, effect: -20, contribution: 5 },
      { cell: 'phone|billing', ownShare: 0.5, commonShare: 0.75, effect: 0, contribution: 0 },
    ]);
  });

  test('the order of the cells changes nothing', () => {
    expect(scoreWithParameters({ ...ratings, cells: [...ratings.cells].reverse() }, CLOSED)).toEqual(
      scoreWithParameters(ratings, CLOSED),
    );
  });

  test('a cell of the mix without an effect moves nobody', () => {
    expect(scoreWithParameters(ratings, { ...CLOSED, cells: [] }).mixEffect).toBe(0);
  });

  test('in a group where no difference could be measured it is μ, known as well as μ', () => {
    const groups = [{ ...AGENTS, basis: 'no_difference' as const, M: null, tau2: 0 }];
    const found = scoreWithParameters(ratings, { ...CLOSED, groups });
    expect(found).toMatchObject({ score: 70, reliability: 0, sd: 2 });
    expect(found.high).toBeCloseTo(70 + 2 * Z, 12);
  });

  test('of a lone employee it was the target and is; the interval is that of the own answers', () => {
    const groups = [
      { ...AGENTS, basis: 'target' as const, mu: 80, muVariance: 0, tau2: 0, M: null, mix: [] },
    ];
    const found = scoreWithParameters(ratings, { ...CLOSED, groups });
    expect(found).toMatchObject({ score: 80, sd: 0, reliability: 0, band: 'consistent', adjusted: 75 });
    // s = 25·√(30/29), t(.975, 29) = 2.0452.
    const half = (2.045229642 * 25 * Math.sqrt(30 / 29)) / Math.sqrt(30);
    expect(found.low).toBeCloseTo(75 - half, 7);
    expect(found.high).toBeCloseTo(75 + half, 7);
  });
});

describe('a mix that lifts beyond the scale', () => {
  const cells = [{ cell: 'phone|*', effect: -400, share: 0.5 }, ...CLOSED.cells.slice(1)];

  test('the score stays on it, the band is that of the whole distance', () => {
    const up = scoreWithParameters(agent(['phone|moving', fives(0, 0, 0, 0, 30)]), { ...CLOSED, cells });
    expect(up).toMatchObject({ rawMean: 100, adjusted: 400, score: 100, shrinkEffect: -300, band: 'above' });
    expect([up.low, up.high]).toEqual([100, 100]);
    const down = scoreWithParameters(agent(['phone|billing', fives(30, 0, 0, 0, 0)]), { ...CLOSED, cells });
    expect(down).toMatchObject({ rawMean: 0, adjusted: -100, score: 0, shrinkEffect: 100, band: 'below' });
    expect(down.low).toBe(0);
  });
});

test('a kind of contact that came up after closing counts as its remainder, one that was known as then', () => {
  const of = (cell: string) => scoreWithParameters(agent([cell, fives(0, 0, 0, 0, 10)]), CLOSED).mixEffect;
  expect([of('phone|names'), of('phone|moving'), of('phone|billing'), of('chat|billing')]).toEqual([
    15, 15, -5, -5,
  ]);
});

describe('somebody whose group had no answers when the period was closed', () => {
  const newcomer = {
    key: 'E-9',
    peerGroup: 'new',
    cells: [{ cell: 'phone|moving', counts: fives(0, 0, 10, 0, 10) }],
  };

  test('is scored from the priors: τ² = σ²/M, nothing adjusted', () => {
    const found = scoreWithParameters(newcomer, { ...CLOSED, priors: { M: 20, sigma2: 500, mu: 85 } });
    expect(found).toMatchObject({ adjusted: 75, mixLines: [], score: 80, reliability: 0.5 });
    expect(found.sd).toBeCloseTo(Math.sqrt(12.5), 12);
  });

  test('gets μ where the organization knows no difference, with certainty', () => {
    const found = scoreWithParameters(newcomer, { ...CLOSED, priors: { M: null, sigma2: 500, mu: 85 } });
    expect(found).toMatchObject({ score: 85, sd: 0, reliability: 0, low: 85, high: 85, band: 'above' });
  });

  test('keeps the own mean where the priors hold everything for difference', () => {
    const found = scoreWithParameters(newcomer, { ...CLOSED, priors: { M: 0, sigma2: 500, mu: 85 } });
    expect(found).toMatchObject({ score: 75, sd: 0, reliability: 1 });
  });

  test('is at the target where the priors know no mean', () => {
    const found = scoreWithParameters(newcomer, { ...CLOSED, priors: { M: 20, sigma2: 500 } });
    expect(found).toMatchObject({ score: 80, sd: 0, reliability: 0, band: 'consistent' });
    expect(found.low ?? 80).toBeLessThan(75);
  });
});

test('somebody without answers any more has a line without numbers', () => {
  const found = scoreWithParameters({ key: 'E-1', cells: [] }, CLOSED);
  expect(found).toEqual({
    key: 'E-1',
    peerGroup: 'all',
    n: 0,
    display: 'hidden',
    rawMean: null,
    mixLines: [],
    mixEffect: null,
    adjusted: null,
    shrinkEffect: null,
    score: null,
    sd: null,
    low: null,
    high: null,
    reliability: null,
    band: null,
  });
  expect(scoreWithParameters(agent(['a', fives(0, 0, 0, 0, 0)]), CLOSED)).toMatchObject({
    peerGroup: 'agent',
    score: null,
  });
});

test('a formula is known by its name, and an unknown one refused with it', () => {
  expect(scoreFormula('eb-topbox-1')).toBe('eb-topbox-1');
  expect(() => scoreFormula('eb-mean-9')).toThrow(
    expect.objectContaining({
      code: 'scoring.unknown_formula',
      message: 'The formula "eb-mean-9" is not known here.',
      details: { formula: 'eb-mean-9' },
    }),
  );
  const input = { target: 80, employees: [agent(['phone|moving', fives(0, 0, 1, 4, 5)])] };
  expect(scorePeriodBy('eb-topbox-1', input)).toEqual(scorePeriod({ ...input, formula: 'eb-topbox-1' }));
  expect(scorePeriodBy('eb-topbox-1', input).formula).toBe('eb-topbox-1');
});

test('the parameters of a period are those it was computed with', () => {
  const scores = scorePeriod({ target: 80, employees: [agent(['a', fives(0, 0, 1, 4, 5)])] });
  const { formula, target, groups, cells, cellOf } = scores;
  expect(parametersOf(scores, null)).toEqual({ formula, target, groups, cells, cellOf, priors: null });
});
