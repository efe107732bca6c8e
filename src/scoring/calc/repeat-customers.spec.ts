/** What regular customers' answers lose, by hand and for any number of them. */
import fc from 'fast-check';
import { WHOLE_SHARE } from '../../kernel';
import { repeatDeduction } from './repeat-customers';

describe('the deduction for customers who answered more than once', () => {
  test('six answers of one customer count 2/7 each, 1.714286 together (V20)', () => {
    expect(6_000_000 - repeatDeduction([{ answers: 6, weightPpm: 6_000_000 }])).toBe(1_714_286);
  });

  test('two answers count two thirds each, shared ones two thirds of the share', () => {
    expect(repeatDeduction([{ answers: 2, weightPpm: 2_000_000 }])).toBe(666_667);
    expect(repeatDeduction([{ answers: 2, weightPpm: 600_000 }])).toBe(200_000);
  });

  test('a single answer loses nothing', () => {
    expect(repeatDeduction([{ answers: 1, weightPpm: WHOLE_SHARE }])).toBe(0);
    expect(repeatDeduction([])).toBe(0);
  });

  test('it is rounded once: three thirds of a millionth are a whole one', () => {
    const third = { answers: 2, weightPpm: 1 };
    expect(repeatDeduction([third])).toBe(0);
    expect(repeatDeduction([third, third, third])).toBe(1);
  });

  const repeated = fc.array(
    fc.record({ answers: fc.integer({ min: 1, max: 60 }), weightPpm: fc.integer({ min: 0, max: 1e9 }) }),
    { maxLength: 6 },
  );

  test('no order of the weights changes it, and nothing is taken that is not there', () => {
    fc.assert(
      fc.property(repeated, (weights) => {
        const distinct = weights.filter(
          ({ answers }, index) => weights.findIndex((other) => other.answers === answers) === index,
        );
        const deduction = repeatDeduction(distinct);
        expect(repeatDeduction([...distinct].reverse())).toBe(deduction);
        expect(deduction).toBeGreaterThanOrEqual(0);
        expect(deduction).toBeLessThanOrEqual(distinct.reduce((sum, { weightPpm }) => sum + weightPpm, 0));
      }),
    );
  });

  test('one customer never counts as two, and each further answer adds less', () => {
    const together = (m: number) =>
      m * WHOLE_SHARE - repeatDeduction([{ answers: m, weightPpm: m * WHOLE_SHARE }]);
    let gain = Infinity;
    for (let m = 1; m <= 200; m += 1) {
      expect(together(m)).toBeLessThan(2 * WHOLE_SHARE);
      const next = together(m + 1) - together(m);
      expect(next).toBeLessThanOrEqual(gain + 1);
      gain = next;
    }
  });
});
