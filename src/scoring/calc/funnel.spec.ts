/** Funnel limits at their edges, by hand where a pencil is enough; the published limits are in `vectors.spec.ts`. */
import { funnelLimits, normalFunnelLimits, overdispersion } from './funnel';

describe('exact limits', () => {
  test('of a single answer around one half: r = 0 with α = .95, r = 1 with α = .05', () => {
    const { alert, alarm } = funnelLimits(0.5, 1);
    expect(alert.low).toBeCloseTo(-0.95, 12);
    expect(alert.high).toBeCloseTo(0.95, 12);
    expect(alarm.low).toBeCloseTo(-0.998, 12);
    expect(alarm.high).toBeCloseTo(0.998, 12);
  });

  test('of two answers: none of them is reached at once, P(0) = ¼ and α = (.25 − .025)/.25', () => {
    expect(funnelLimits(0.5, 2).alert.low).toBeCloseTo(-0.45, 12);
    expect(funnelLimits(0.5, 2).alert.high).toBeCloseTo(0.95, 12);
  });

  test.each([
    ['no answers', 0.85, 0],
    ['less than none', 0.85, -3],
    ['half an answer', 0.85, 20.5],
    ['a target that nobody can miss', 0, 20],
    ['a target that everybody reaches', 1, 20],
    ['no target', Number.NaN, 20],
  ])('there are none for %s', (_, target, n) => {
    const refused = expect.objectContaining({
      code: 'scoring.bad_funnel',
      message: `There are no funnel limits for ${n} answers around ${target}.`,
      details: { n: String(n), target: String(target) },
    });
    expect(() => funnelLimits(target, n)).toThrow(refused);
    expect(() => normalFunnelLimits(target, n)).toThrow(refused);
  });
});

test('normal limits widen by what differs for reasons that concern all: √(.1275/100 + .0025)', () => {
  const half = 1.959963984540054 * Math.sqrt((0.85 * 0.15) / 100 + 0.0025);
  const { alert, alarm } = normalFunnelLimits(0.85, 100, 0.0025);
  expect(alert.low).toBeCloseTo(0.85 - half, 12);
  expect(alert.high).toBeCloseTo(0.85 + half, 12);
  expect(alarm.high - 0.85).toBeCloseTo((half * 3.090232306167813) / 1.959963984540054, 12);
});

describe('overdispersion', () => {
  /** Around one half with four answers a share of ½ + ¼z lies z standard errors from the target. */
  const at = (z: number, n = 4) => ({ n, share: 0.5 + (z * Math.sqrt(0.25)) / Math.sqrt(n) });

  test('of nobody is nothing', () => {
    expect(overdispersion([], 0.5)).toEqual({ phi: 0, tau2: 0 });
  });

  test('of one alone cannot be told from the target: no variance between people', () => {
    expect(overdispersion([at(2)], 0.5)).toEqual({ phi: 4, tau2: 0 });
  });

  test('z of 2, −2 and 3: φ = 17/3 and τ² = (17 − 2)/(48 − 16) with w = 16 each', () => {
    const { phi, tau2 } = overdispersion([at(2), at(-2), at(3)], 0.5);
    expect(phi).toBeCloseTo(17 / 3, 12);
    expect(tau2).toBeCloseTo(15 / 32, 12);
  });

  test('people with unlike numbers of answers: w = 16 and 64, Σw − Σw²/Σw = 25.6', () => {
    const { phi, tau2 } = overdispersion([at(2), at(-2, 16)], 0.5);
    expect(phi).toBeCloseTo(4, 12);
    expect(tau2).toBeCloseTo(7 / 25.6, 12);
  });

  test('around .8 an answer weighs 1/(.8 · .2)', () => {
    const rows = [
      { n: 25, share: 0.96 },
      { n: 25, share: 0.64 },
    ];
    expect(overdispersion(rows, 0.8).tau2).toBeCloseTo((2 * 4 - 1) / 156.25, 12);
  });

  test('exactly as much spread as chance gives is not too much, a little more is', () => {
    const even = [at(1), at(-1), at(1), at(-1)];
    expect(overdispersion(even, 0.5)).toEqual({ phi: 1, tau2: 0 });
    expect(overdispersion([...even, at(1.5)], 0.5).tau2).toBeGreaterThan(0);
  });

  test('less spread than chance gives leaves no variance between people', () => {
    expect(overdispersion([at(0.5), at(-0.5), at(0.5)], 0.5)).toEqual({ phi: 0.25, tau2: 0 });
  });

  test('of ten the lowest and the highest are pulled to their neighbours', () => {
    const rows = [-9, -2, -1, -1, 0, 0, 1, 1, 2, 9].map((z) => at(z));
    expect(overdispersion(rows, 0.5).phi).toBeCloseTo((2 * 4 + 4 * 1 + 2 * 4) / 10, 12);
  });

  test('the order of people changes nothing, not even the last bit', () => {
    const rows = [3, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43].map((n, index) => ({
      n,
      share: ((index * 5) % 12) / 11,
    }));
    const forth = overdispersion(rows, 0.3);
    expect(overdispersion([...rows].reverse(), 0.3)).toEqual(forth);
    expect(overdispersion([...rows].sort((a, b) => a.share - b.share), 0.3)).toEqual(forth); // prettier-ignore
  });
});
