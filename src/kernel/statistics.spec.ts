/** Expected values: SciPy 1.17 and mpmath 1.3 at 40 digits. */
import fc from 'fast-check';
import { exp, ln } from './elementary';
import {
  binomialCdf,
  incompleteBeta,
  logGamma,
  normalCdf,
  normalPdf,
  normalQuantile,
  poissonUpperTail,
  studentCdf,
  studentQuantile,
  Z95,
} from './statistics';

const relative = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.abs(expected);

describe('statistics', () => {
  test.each([
    [-38, 2.88542835e-316, 1e-7],
    [-10, 7.619853024160525e-24, 1e-14],
    [-3, 0.0013498980316300946, 1e-14],
    [-0.3, 0.3820885778110473, 1e-15],
    [1.96, 0.9750021048517795, 1e-15],
    [6, 0.9999999990134123, 1e-15],
  ])('Φ(%d) is %d', (z, expected, tolerance) => {
    expect(relative(normalCdf(z), expected)).toBeLessThan(tolerance);
  });

  test('the normal quantile gives the usual 95 % and inverts Φ', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(Z95, 15);
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 0.5, noNaN: true }), (p) => {
        expect(relative(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-13);
      }),
    );
  });

  test('the density at zero is 1/√(2π)', () => {
    expect(normalPdf(0)).toBeCloseTo(0.3989422804014327, 16);
  });

  test('exponential and logarithm agree with the engine to the last bits', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(relative(exp(x), Math.exp(x))).toBeLessThan(4e-16);
        expect(Math.abs(ln(exp(x)) - x)).toBeLessThan(2e-13);
      }),
    );
    expect([exp(-800), exp(800), ln(0), ln(Infinity)]).toEqual([0, Infinity, -Infinity, Infinity]);
    expect(ln(-1)).toBeNaN();
  });

  test('ln Γ of whole numbers is the logarithm of the factorial', () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expect(relative(logGamma(11), Math.log(3628800))).toBeLessThan(1e-14);
    expect(relative(logGamma(0.5), Math.log(Math.sqrt(Math.PI)))).toBeLessThan(1e-14);
  });

  test('the incomplete beta function and its mirror image sum to one', () => {
    expect(relative(incompleteBeta(0.3, 2.5, 3), 0.2412375539211816)).toBeLessThan(1e-13);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.2, max: 80, noNaN: true }),
        (x, a) => {
          expect(incompleteBeta(x, a, 3) + incompleteBeta(1 - x, 3, a)).toBeCloseTo(1, 11);
        },
      ),
    );
  });

  test.each([
    [0.975, 39, 2.022690920036761],
    [0.975, 1, 12.706204736174694],
    [0.025, 4, -2.7764451051977943],
    [0.9995, 2.5, 18.277893528131457],
  ])("Student's t: the %d quantile with %d degrees of freedom is %d", (p, freedom, expected) => {
    expect(relative(studentQuantile(p, freedom), expected)).toBeLessThan(1e-12);
    expect(studentCdf(studentQuantile(p, freedom), freedom)).toBeCloseTo(p, 13);
  });

  test('binomial and Poisson tails keep their accuracy when tiny (V17, V18)', () => {
    expect(relative(binomialCdf(168, 200, 0.97), 1.5620199718186954e-14)).toBeLessThan(1e-12);
    expect(relative(poissonUpperTail(4, 0.125), 9.206413744597209e-6)).toBeLessThan(1e-13);
    expect([
      binomialCdf(-1, 5, 0.5),
      binomialCdf(5, 5, 0.5),
      poissonUpperTail(0, 3),
      poissonUpperTail(2, 0),
    ]).toEqual([0, 1, 1, 0]);
  });

  test('what is not a probability is refused', () => {
    expect(() => normalQuantile(1.5)).toThrow(expect.objectContaining({ code: 'statistics.out_of_range' }));
    expect(() => studentQuantile(0.9, 0)).toThrow(
      expect.objectContaining({ code: 'statistics.out_of_range' }),
    );
    expect(() => logGamma(0)).toThrow(expect.objectContaining({ code: 'statistics.out_of_range' }));
  });
});
