import fc from 'fast-check';
import vectors from '../../../test/fixtures/vectors.json';
import { normalPdf } from '../../kernel';
import { expectedPayout, expectedPayoutFactor, PayoutCurve, payoutFactor, targetCurve } from './payout-curve';

const published = targetCurve(
  { threshold: 70, target: 85, maximum: 95 },
  { thresholdPayout: 0.5, maximumPayout: 1.5 },
);
const symmetric = targetCurve({ threshold: '74', target: '80', maximum: '86' });

describe('payout curve', () => {
  test.each(vectors.V11_payout)('a score of $score pays $pct of the target bonus (V11)', ({ score, pct }) => {
    expect(Number(payoutFactor(score, published))).toBe(pct);
  });

  test('factors are decimals of six digits, ties to even', () => {
    expect(payoutFactor('80.0000010', symmetric)).toBe('1.000000');
    expect(payoutFactor('80.0000090', symmetric)).toBe('1.000002');
    expect(payoutFactor('83', symmetric)).toBe('1.500000');
  });

  test('a curve that falls, or starts below zero, is refused', () => {
    const refused = expect.objectContaining({ code: 'payouts.bad_curve' });
    expect(() => targetCurve({ threshold: 70, target: 85, maximum: 95 }, { maximumPayout: 0.9 })).toThrow(
      refused,
    );
    expect(() => targetCurve({ threshold: 70, target: 85, maximum: 95 }, { thresholdPayout: -0.1 })).toThrow(
      refused,
    );
  });

  const targets = fc.tuple(
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 200 }),
  );
  const curves = fc
    .tuple(targets, fc.integer({ min: 0, max: 10 }), fc.integer({ min: 10, max: 30 }))
    .map(([[threshold, up, further], low, high]): PayoutCurve =>
      targetCurve(
        {
          threshold: threshold / 10,
          target: (threshold + up) / 10,
          maximum: (threshold + up + further) / 10,
        },
        { thresholdPayout: low / 10, maximumPayout: high / 10 },
      ),
    );
  const theta = fc.double({ min: -20, max: 120, noNaN: true });
  const sd = fc.double({ min: 0, max: 30, noNaN: true });

  test('a better score never pays less, certain or not, and pay stays between zero and the maximum', () => {
    fc.assert(
      fc.property(curves, theta, theta, sd, (curve, a, b, deviation) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(Number(payoutFactor(low, curve))).toBeLessThanOrEqual(Number(payoutFactor(high, curve)));
        const [less, more] = [expectedPayout(low, deviation, curve), expectedPayout(high, deviation, curve)];
        expect(less).toBeLessThanOrEqual(more + 1e-9);
        expect(less >= 0 && more <= Number(curve.points[2]?.factor) + 1e-12).toBe(true);
      }),
    );
  });
});

describe('expected payout', () => {
  test('reproduces the published vector (V11b)', () => {
    const { post, psd, a, b, plugin, expected } = vectors.V11b_expected_payout;
    const curve = targetCurve({ threshold: a, target: 0.8, maximum: b });
    expect(Math.abs(expectedPayout(post, psd, curve) - expected)).toBeLessThan(1e-9);
    expect(Math.abs(Number(payoutFactor(post, curve)) - plugin)).toBeLessThan(1e-9);
    expect(expectedPayoutFactor(post, psd, curve)).toBe('1.458533');
  });

  test('without uncertainty it is the plain curve, also on the step at the threshold', () => {
    for (const score of [60, 69.99, 70, 77.5, 85, 90, 99]) {
      expect(expectedPayout(score, 0, published)).toBe(Number(payoutFactor(score, published)));
    }
    expect(expectedPayout(77.5, 1e-6, published)).toBeCloseTo(0.75, 8);
  });

  test('at the target of a symmetric curve uncertainty takes nothing', () => {
    expect(expectedPayout(80, 5, symmetric)).toBeCloseTo(1, 12);
  });

  test('equals numerical integration for a curve with a step and four corners', () => {
    const curve: PayoutCurve = {
      points: [
        { score: 60, factor: 0.3 },
        { score: 72, factor: 0.8 },
        { score: 85, factor: 1 },
        { score: 92, factor: 1.7 },
      ],
    };
    for (const [mean, deviation] of [
      [58, 4],
      [72, 9],
      [88, 2.5],
      [95, 12],
    ] as const) {
      const steps = 400_000;
      const width = (16 * deviation) / steps;
      let integral = 0;
      for (let i = 0; i < steps; i++) {
        const score = mean - 8 * deviation + (i + 0.5) * width;
        integral += (plain(score) * normalPdf((score - mean) / deviation) * width) / deviation;
      }
      expect(Math.abs(expectedPayout(mean, deviation, curve) - integral)).toBeLessThan(1e-5);
    }

    function plain(score: number): number {
      if (score < 60) return 0;
      if (score < 72) return 0.3 + ((score - 60) * 0.5) / 12;
      if (score < 85) return 0.8 + ((score - 72) * 0.2) / 13;
      return score < 92 ? 1 + ((score - 85) * 0.7) / 7 : 1.7;
    }
  });
});
