/** How much one answer counts, at the edges of what is a weight. */
import { decayWeight, effectiveN, repeatCustomerWeight } from './answer-weights';

describe('the answers of one customer', () => {
  test('count in full where they have nothing in common, and as one where they are all the same', () => {
    expect(repeatCustomerWeight(7, 0)).toBe(1);
    expect(repeatCustomerWeight(4, 1)).toBe(0.25);
  });

  test.each([
    ['no answers', 0, 0.5],
    ['half an answer', 1.5, 0.5],
    ['a correlation below nothing', 2, -0.1],
    ['a correlation above one', 2, 1.1],
    ['an unknown correlation', 2, Number.NaN],
  ])('there is no weight for %s', (_, m, rho) => {
    expect(() => repeatCustomerWeight(m, rho)).toThrow(
      expect.objectContaining({
        code: 'scoring.bad_weight',
        message: `There is no weight for ${m} answers with correlation ${rho}.`,
        details: { m: String(m), rho: String(rho) },
      }),
    );
  });
});

test('an answer of half the half-life counts 1/√2, one of today in full', () => {
  expect(decayWeight(30, 60)).toBeCloseTo(Math.SQRT1_2, 14);
  expect(decayWeight(0)).toBe(1);
});

test('answers without any weight are worth no answer', () => {
  expect(effectiveN([])).toBe(0);
  expect(effectiveN([0, 0])).toBe(0);
  expect(effectiveN([3])).toBe(1);
});
