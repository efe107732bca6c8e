/** Empirical Bayes where its parts are given, missing or at their limits; every number here can be had with a pencil. */
import { betweenTerms, betweenVariance, empiricalBayes, kleinmanM, posteriorSd } from './empirical-bayes';

const peer = (key: string, n: number, mean: number, within: number) => ({ key, n, mean, within });
/** N = 60, ȳ = 75, Σ within = 5700, Σn(y − ȳ)² = 20 · (100 + 25 + 25) = 3000, C = 60 − 1200/60 = 40. */
const THREE = [peer('a', 20, 85, 1900), peer('b', 20, 70, 1900), peer('c', 20, 70, 1900)];

describe('three employees of twenty answers each', () => {
  const found = empiricalBayes(THREE);

  test('σ² = 5700/57, τ² = (3000 − 2 · 100)/40, M = 100/70', () => {
    expect(found).toMatchObject({ basis: 'peers', sigma2: 100, tau2: 70, rawTau2: 70, mu: 75 });
    expect(found.M).toBeCloseTo(100 / 70, 12);
    expect(found.muVariance).toBeCloseTo((70 + 5) / 3, 12);
    expect(betweenTerms(THREE, 100)).toEqual({ excess: 2800, size: 40 });
  });

  test('R = 20/(20 + 10/7), θ = 75 + 10R, sd² = (1 − R)τ² + (1 − R)²/Σw', () => {
    const own = 14 / 15;
    const sd = Math.sqrt(70 / 15 + 25 / 225);
    const [first] = found.rows;
    expect(first?.reliability).toBeCloseTo(own, 12);
    expect(first?.score).toBeCloseTo(75 + 10 * own, 12);
    expect(first?.sd).toBeCloseTo(sd, 12);
    expect(first?.low).toBeCloseTo(75 + 10 * own - 1.959963984540054 * sd, 12);
    expect(first?.high).toBeCloseTo(75 + 10 * own + 1.959963984540054 * sd, 12);
  });

  test('degrees of freedom lost to cells make the scatter larger: 5700/50', () => {
    expect(empiricalBayes(THREE, { lostDegrees: 7 }).sigma2).toBe(114);
  });

  test('a σ² known from more people is held, and so is M: τ² = σ²/M', () => {
    const held = empiricalBayes(THREE, { sigma2: 200, M: 20 });
    expect(held).toMatchObject({ sigma2: 200, M: 20, tau2: 10, rawTau2: null });
    expect(held.rows.map(({ score }) => score)).toEqual([80, 72.5, 72.5]);
  });

  test('a μ that is held counts as certain', () => {
    const held = empiricalBayes(THREE, { mu: 60, M: 20 });
    expect(held).toMatchObject({ mu: 60, muVariance: 0 });
    expect(held.rows.map(({ score }) => score)).toEqual([72.5, 65, 65]);
    expect(held.rows[0]?.sd).toBeCloseTo(Math.sqrt(0.5 * 5), 12);
  });

  test('no measurable difference in the whole organization: all get their own mean of all answers', () => {
    const held = empiricalBayes([peer('a', 10, 90, 500), peer('b', 30, 70, 1500)], { M: null });
    expect(held).toMatchObject({ basis: 'no_difference', M: null, tau2: 0, rawTau2: null });
    expect(held.mu).toBeCloseTo(75, 12);
    // σ²/N = (2000/38)/40.
    expect(held.muVariance).toBeCloseTo(2000 / 38 / 40, 12);
    expect(held.rows.map(({ reliability }) => reliability)).toEqual([0, 0]);
  });

  test('a held M is kept between its limits too; nought of it means that everybody keeps the own mean', () => {
    expect(empiricalBayes(THREE, { M: 2, minimumM: 5 }).M).toBe(5);
    expect(empiricalBayes(THREE, { M: 2000, maximumM: 1000 }).M).toBe(1000);
    const own = empiricalBayes(THREE, { M: 0 });
    expect(own.rows.map(({ score }) => score)).toEqual([85, 70, 70]);
    expect(own.tau2).toBe(0);
  });
});

describe('statistics that cannot be scored', () => {
  test.each([
    ['no answers', peer('b', 0, 70, 0)],
    ['less than none', peer('b', -2, 70, 0)],
    ['no mean', peer('b', 10, Number.NaN, 0)],
    ['a mean beyond all measure', peer('b', 10, Infinity, 0)],
    ['less than no scatter', peer('b', 10, 70, -1)],
    ['an unknown scatter', peer('b', 10, 70, Number.NaN)],
  ])('%s', (_, bad) => {
    expect(() => empiricalBayes([peer('a', 10, 80, 40), bad])).toThrow(
      expect.objectContaining({
        code: 'scoring.bad_counts',
        message: 'The statistics of "b" cannot be scored.',
        details: { reason: 'b' },
      }),
    );
  });

  test('nobody, or one employee without anything to compare with', () => {
    expect(() => empiricalBayes([])).toThrow(
      expect.objectContaining({ code: 'scoring.no_peers', message: 'There is nobody to score.' }),
    );
    expect(() => empiricalBayes([peer('a', 10, 80, 40)])).toThrow(
      expect.objectContaining({
        code: 'scoring.lone_employee',
        message: 'A single employee needs an organisation-wide prior or a target to be scored by.',
      }),
    );
  });
});

describe('a lone employee', () => {
  const alone = [peer('a', 12, 95, 330)];

  test('is paid as at target where only half of a prior is known', () => {
    for (const options of [{}, { mu: 70 }, { M: 40 }]) {
      expect(empiricalBayes(alone, { ...options, target: 82 })).toEqual({
        basis: 'target',
        mu: 82,
        muVariance: 0,
        tau2: 0,
        rawTau2: null,
        sigma2: 30,
        M: null,
        rows: [{ key: 'a', score: 82, sd: 0, reliability: 0, low: 82, high: 82 }],
      });
    }
  });

  test('is drawn to μ where both are known, and gets μ where no difference can be measured', () => {
    const found = empiricalBayes(alone, { mu: 70, M: 36, target: 82 });
    expect(found).toMatchObject({ basis: 'peers', mu: 70, M: 36 });
    expect(found.rows[0]?.score).toBe(76.25);
    expect(empiricalBayes(alone, { mu: 70, M: null }).rows[0]).toMatchObject({ score: 70, reliability: 0 });
  });

  test('with a single answer shows no scatter of its own', () => {
    expect(empiricalBayes([peer('a', 1, 100, 0)], { target: 82 }).sigma2).toBe(0);
  });
});

describe('scatter within employees', () => {
  test('one answer each of three: all difference, Σ(y − ȳ)²/2, is taken for chance', () => {
    const found = empiricalBayes([peer('a', 1, 100, 0), peer('b', 1, 50, 0), peer('c', 1, 0, 0)]);
    expect(found).toMatchObject({ basis: 'no_difference', sigma2: 2500, tau2: 0 });
    expect(found.mu).toBeCloseTo(50, 12);
    expect(found.rawTau2).toBeCloseTo(0, 12);
  });

  test.each([2, 3])(
    'scatter, but %d degrees of freedom lost of two: it is not divided by nought or less',
    (lost) => {
      const peers = [peer('a', 2, 90, 50), peer('b', 2, 70, 50)];
      expect(empiricalBayes(peers, { lostDegrees: lost, lastSigma2: 300 }).sigma2).toBe(300);
      expect(empiricalBayes(peers, { lostDegrees: lost }).sigma2).toBe(2 * 100 + 2 * 100);
      expect(empiricalBayes(peers, { lostDegrees: 1 }).sigma2).toBe(100);
    },
  );

  test('none at all, and no floor of M: everybody keeps the own mean, each as good as the other', () => {
    const found = empiricalBayes([peer('a', 10, 90, 0), peer('b', 30, 70, 0)]);
    expect(found).toMatchObject({ M: 0, sigma2: 0, mu: 80 });
    expect(found.muVariance).toBeCloseTo(found.tau2 / 2, 12);
    expect(found.rows.map(({ score, sd }) => [score, sd])).toEqual([
      [90, 0],
      [70, 0],
    ]);
  });

  test('one answer each, and the last known scatter: that is believed', () => {
    const found = empiricalBayes([peer('a', 1, 100, 0), peer('b', 1, 0, 0)], { lastSigma2: 400 });
    expect(found.sigma2).toBe(400);
    expect(found.M).toBeCloseTo(400 / 4600, 12);
  });

  test('none at all between people who differ: the floor of M stands in for it', () => {
    const found = empiricalBayes([peer('a', 10, 90, 0), peer('b', 10, 70, 0)], { minimumM: 5 });
    // C = 20 − 200/20 = 10, τ² = 10 · (10² + 10²)/10 = 200.
    expect(found).toMatchObject({ basis: 'peers', M: 5, tau2: 200, rawTau2: 200, sigma2: 1000 });
    expect(found.mu).toBeCloseTo(80, 12);
    expect(found.rows[0]?.score).toBeCloseTo(80 + (10 * 2) / 3, 12);
  });

  test('none at all, and a μ that is held', () => {
    const peers = [peer('a', 10, 90, 0), peer('b', 10, 70, 0)];
    expect(empiricalBayes(peers, { minimumM: 5, mu: 60 })).toMatchObject({ mu: 60, sigma2: 1000 });
    expect(empiricalBayes(peers, { M: 10, mu: 60 })).toMatchObject({ mu: 60, sigma2: 0, tau2: 0 });
  });
});

describe('differences at the edge of what can be measured', () => {
  test('exactly as much as chance gives is none', () => {
    // Σn(y − ȳ)² = 10 · (1 + 1) = 20 = (k − 1)σ².
    const peers = [peer('a', 10, 81, 180), peer('b', 10, 79, 180)];
    expect(empiricalBayes(peers)).toMatchObject({ basis: 'no_difference', sigma2: 20, rawTau2: 0, M: null });
  });

  test('in the last bits of the sums is none; a ten-thousandth more of a point is one', () => {
    const peers = (gap: number) => [peer('a', 10, 80 + gap, 180), peer('b', 10, 80 - gap, 180)];
    expect(empiricalBayes(peers(1 + 1e-13)).M).toBeNull();
    expect(empiricalBayes(peers(1.0001)).M).toBeGreaterThan(1000);
  });

  test('within nobody and between nobody: no spread to divide by', () => {
    expect(betweenVariance([peer('a', 10, 80, 40)], 4)).toBe(0);
    expect(betweenVariance(THREE, 100)).toBe(70);
  });

  test('the uncertainty of μ counts twice for whoever is scored by it alone', () => {
    expect(posteriorSd(0, 9, 16)).toBe(5);
    expect(posteriorSd(1, 9, 16)).toBe(0);
    expect(posteriorSd(0.5, 10, 16)).toBe(3);
  });
});

describe("Kleinman's estimate of M", () => {
  test('of .9 and .5 of a hundred each: S = 8, γ = (8 − .21)/(.21 · 99)', () => {
    const gamma = (8 - 0.21) / (0.21 * 99);
    const M = kleinmanM([
      { n: 100, share: 0.9 },
      { n: 100, share: 0.5 },
    ]);
    expect(M).toBeCloseTo((1 - gamma) / gamma, 10);
  });

  test('is none where shares differ no more than by chance', () => {
    const alike = (share: number) => ({ n: 100, share });
    expect(kleinmanM([alike(0.7), alike(0.7)])).toBeNull();
    // p̂ = ½ and S = 2 · 2 · ¼² = ¼ = p̂q̂(k − 1): exactly at the limit.
    expect(kleinmanM([{ n: 2, share: 0.75 }, { n: 2, share: 0.25 }])).toBeNull(); // prettier-ignore
  });
});
