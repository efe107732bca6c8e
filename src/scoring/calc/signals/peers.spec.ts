/** Colleagues as a measure: strata, their own uncertainty and spread, and the tails of the beta-binomial. */
import { besidePeers, type CountedIn, FEWEST, tailBesidePeers } from './peers';

const row = (employeeId: number, n: number, times: number, stratum: number | string = 1): CountedIn => ({
  employeeId,
  stratum,
  n,
  times,
});
const of = (rows: readonly CountedIn[], employeeId = 1) => besidePeers(rows).get(employeeId);

test('the marks are those of docs/formulas.md', () => {
  expect(FEWEST).toEqual({ own: 20, others: 50, peers: 3 });
});

describe('enough to compare', () => {
  const others = (n: number) => [2, 3, 4].map((id) => row(id, n, Math.round(n * 0.9)));

  test('exactly twenty of one’s own, fewer are not', () => {
    expect(of([row(1, 20, 10), ...others(100)])).toMatchObject({ n: 20, times: 10, peers: 3 });
    expect(of([row(1, 19, 10), ...others(100)])).toBeNull();
  });

  test('exactly fifty of the colleagues’ where the person worked, else that place is left out', () => {
    const elsewhere = others(100);
    const own = [row(1, 30, 20), row(1, 25, 5, 'kiosk')];
    expect(of([...own, ...elsewhere, row(2, 50, 10, 'kiosk')])).toMatchObject({ n: 55, times: 25 });
    expect(of([...own, ...elsewhere, row(2, 49, 10, 'kiosk')])).toMatchObject({ n: 30, times: 20 });
  });

  test('three colleagues with twenty each; one with nineteen is no measure of spread', () => {
    expect(of([row(1, 20, 10), ...others(20)])).toMatchObject({ peers: 3 });
    expect(of([row(1, 20, 10), ...others(100).slice(1), row(2, 19, 18)])).toBeNull();
    expect(of([row(1, 20, 10), ...others(100), row(5, 19, 18)])).toMatchObject({ peers: 3 });
  });

  test('who had nothing at all is nobody', () => {
    expect(besidePeers([row(1, 0, 0), ...others(100)]).has(1)).toBe(false);
    expect(of([row(1, 20, 10), ...others(100), row(9, 0, 0)])).toMatchObject({ peers: 3 });
  });

  test('colleagues counted in parts are the same as counted at once', () => {
    const whole = of([row(1, 40, 20), ...others(100)]);
    const parts = of([row(1, 40, 20), ...others(50), ...others(50)]);
    expect(parts?.rate).toBeCloseTo(whole?.rate ?? NaN, 12);
    expect(parts?.weight).toBeCloseTo(whole?.weight ?? NaN, 8);
    expect(parts).toMatchObject({ n: 40, times: 20, peers: 3 });
  });
});

describe('by hand', () => {
  test('colleagues of 90, 80 and 70 of a hundred: the median’s distances are the spread', () => {
    const found = of([row(1, 100, 50), row(2, 100, 90), row(3, 100, 80), row(4, 100, 70)]);
    const rate = 240.5 / 301;
    // Distances .1, 0 and −.1 around the median; each by chance r(1 − r)/100. All three are kept.
    const tau2 = (0.01 + 0 + 0.01) / 3 - (rate * (1 - rate)) / 100;
    const variance = (rate * (1 - rate)) / 302 + tau2;
    expect(found?.rate).toBeCloseTo(rate, 12);
    expect(found?.weight).toBeCloseTo((rate * (1 - rate)) / variance - 1, 9);
  });

  test('the median is that of the shares, in whatever order the colleagues come', () => {
    const rows = [row(1, 100, 50), row(2, 100, 70), row(3, 100, 90), row(4, 100, 80)];
    const sorted = [row(1, 100, 50), row(2, 100, 70), row(3, 100, 80), row(4, 100, 90)];
    expect(of(rows)?.weight).toBeCloseTo(of(sorted)?.weight ?? NaN, 9);
  });

  test('of five colleagues the most distant is left out, and what that takes away given back', () => {
    const found = of([
      row(1, 100, 50),
      ...[90, 85, 80, 75, 10].map((times, index) => row(index + 2, 100, times)),
    ]);
    const rate = 340.5 / 501;
    // Around the median .80: .0025, .0025, 0 and .01 are kept, .49 is not. q = .8, z = Φ⁻¹(.9).
    const z = 1.2815515655446004;
    const share = 1 - (2 * z * (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI))) / 0.8;
    const tau2 = (0.01 + 0.0025 + 0 + 0.0025) / 4 / share - (rate * (1 - rate)) / 100;
    expect(found?.weight).toBeCloseTo((rate * (1 - rate)) / ((rate * (1 - rate)) / 502 + tau2) - 1, 8);
  });

  test('of twenty colleagues two are left out', () => {
    const colleagues = Array.from({ length: 20 }, (_, index) =>
      row(index + 2, 100, index < 2 ? 10 : 70 + index),
    );
    const found = of([row(1, 100, 50), ...colleagues]);
    const shares = colleagues.map(({ times }) => times / 100);
    const middle = [...shares].sort((a, b) => a - b)[10] ?? NaN;
    const kept = shares.map((one) => (one - middle) ** 2).sort((a, b) => a - b).slice(0, 18); // prettier-ignore
    const z = 1.6448536269514722;
    const left = 1 - (2 * z * (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI))) / 0.9;
    const rate = (shares.reduce((sum, one) => sum + 100 * one, 0) + 0.5) / 2001;
    const tau2 = kept.reduce((sum, one) => sum + one, 0) / 18 / left - (rate * (1 - rate)) / 100;
    expect(found?.weight).toBeCloseTo((rate * (1 - rate)) / ((rate * (1 - rate)) / 2002 + tau2) - 1, 8);
  });

  test('two places, weighed by where the person worked, each as uncertain as its colleagues are many', () => {
    const colleagues = [2, 3, 4].flatMap((id) => [row(id, 100, 90, 'desk'), row(id, 300, 150, 'kiosk')]);
    const found = of([row(1, 30, 20, 'desk'), row(1, 70, 40, 'kiosk'), ...colleagues]);
    const [desk, kiosk] = [270.5 / 301, 450.5 / 901];
    const rate = 0.3 * desk + 0.7 * kiosk;
    const variance = (0.09 * desk * (1 - desk)) / 302 + (0.49 * kiosk * (1 - kiosk)) / 902;
    expect(found).toMatchObject({ n: 100, times: 60 });
    expect(found?.rate).toBeCloseTo(rate, 12);
    expect(found?.weight).toBeCloseTo((rate * (1 - rate)) / variance - 1, 8);
  });

  test('a colleague in other places is measured by what is usual there', () => {
    // The third works where half is usual: 50 of 100 is no distance at all there.
    const rows = [
      row(1, 100, 50, 'desk'),
      row(2, 100, 90, 'desk'),
      row(3, 100, 90, 'desk'),
      row(4, 100, 50, 'kiosk'),
      row(5, 100, 50, 'kiosk'),
      row(6, 100, 50, 'kiosk'),
    ];
    const rate = 180.5 / 201;
    expect(of(rows)?.weight).toBeCloseTo((rate * (1 - rate)) / ((rate * (1 - rate)) / 202) - 1, 6);
  });

  test('colleagues who have nothing in common at all still weigh two', () => {
    const found = of([row(1, 100, 50), row(2, 100, 0), row(3, 100, 0), row(4, 100, 100), row(5, 100, 100)]);
    expect(found?.weight).toBe(2);
  });
});

describe('the tails', () => {
  const known = (n: number, times: number, a: number, b: number) => ({
    n,
    times,
    rate: a / (a + b),
    weight: a + b,
    peers: 3,
  });

  test('Beta(2, 3) and four contacts: P(k) = C(4, k)·B(k + 2, 7 − k)/B(2, 3), 210 in the denominator', () => {
    // B(x, y) of whole numbers: 30, 48, 54, 48 … worked out as fractions of 210: 45, 60, 54, 36, 15.
    const terms = [45, 60, 54, 36, 15].map((part) => part / 210);
    for (let k = 0; k <= 4; k++) {
      const lower = terms.slice(0, k + 1).reduce((sum, one) => sum + one, 0);
      const upper = terms.slice(k).reduce((sum, one) => sum + one, 0);
      expect(tailBesidePeers(known(4, k, 2, 3), 'lower')).toBeCloseTo(lower, 12);
      expect(tailBesidePeers(known(4, k, 2, 3), 'upper')).toBeCloseTo(upper, 12);
    }
  });

  test('all or more, none or fewer: certain', () => {
    expect(tailBesidePeers(known(4, 4, 2, 3), 'lower')).toBe(1);
    expect(tailBesidePeers(known(4, 0, 2, 3), 'upper')).toBe(1);
  });

  test('thin tails keep their accuracy, and both sides mirror each other', () => {
    const lower = tailBesidePeers(known(200, 20, 900, 100), 'lower');
    const upper = tailBesidePeers(known(200, 180, 100, 900), 'upper');
    expect(lower).toBeLessThan(1e-60);
    expect(lower).toBeGreaterThan(0);
    expect(upper / lower).toBeCloseTo(1, 9);
  });

  test('a chance is never above one', () => {
    for (let times = 0; times <= 40; times++) {
      expect(tailBesidePeers(known(40, times, 300, 4), 'lower')).toBeLessThanOrEqual(1);
      expect(tailBesidePeers(known(40, times, 4, 300), 'upper')).toBeLessThanOrEqual(1);
    }
  });
});
