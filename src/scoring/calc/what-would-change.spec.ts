import fc from 'fast-check';
import { afterOneMore, answersUntilAbove, type ScoreBackground } from './what-would-change';

/** V4’s first employee: 18 of 20, μ .7766, M 33.75, on 0–100. */
const EMPLOYEE: ScoreBackground = {
  n: 20,
  rawMean: 90,
  adjusted: 90,
  mu: 77.66031009,
  muVariance: 0,
  tau2: 56.406336,
  M: 33.7465721155,
};

const backgrounds = fc.record({
  n: fc.integer({ min: 1, max: 500 }),
  rawMean: fc.double({ min: 0, max: 100, noNaN: true }),
  adjusted: fc.double({ min: 0, max: 100, noNaN: true }),
  mu: fc.double({ min: 0, max: 100, noNaN: true }),
  muVariance: fc.double({ min: 0, max: 4, noNaN: true }),
  tau2: fc.double({ min: 0.01, max: 400, noNaN: true }),
  M: fc.double({ min: 5, max: 1000, noNaN: true }),
});

describe('one more answer', () => {
  it('moves the mean by its distance over n + 1 and the reliability by a step', () => {
    // 19 of 21: mean 90.476190, R = 21/54.7465721 = .38358565
    expect(afterOneMore(EMPLOYEE, 100)).toBeCloseTo(
      77.66031009 + 0.3835856526 * (90.476190476 - 77.66031009),
      6,
    );
  });

  it('a better one leads higher than a worse one', () => {
    fc.assert(
      fc.property(backgrounds, (background) => {
        expect(afterOneMore(background, 100)).toBeGreaterThanOrEqual(afterOneMore(background, 0));
      }),
    );
  });

  it('one as good as the score itself, from somebody whose mean is the score, changes nothing', () => {
    const even = { ...EMPLOYEE, rawMean: 70, adjusted: 70, mu: 70 };
    expect(afterOneMore(even, 70)).toBe(70);
  });

  it('moves nothing where no difference can be measured', () => {
    expect(afterOneMore({ ...EMPLOYEE, M: null }, 0)).toBe(EMPLOYEE.mu);
  });

  it('stays on the scale', () => {
    expect(afterOneMore({ ...EMPLOYEE, rawMean: 99, adjusted: 130, mu: 99 }, 100)).toBe(100);
    expect(afterOneMore({ ...EMPLOYEE, rawMean: 1, adjusted: -40, mu: 1 }, 0)).toBe(0);
  });
});

describe('answers until clearly above the target, at the edges', () => {
  it('one answer fewer is not enough: the one that is missing is named', () => {
    expect(answersUntilAbove({ ...EMPLOYEE, n: 110 }, 80)).toBe(111);
    expect(answersUntilAbove({ ...EMPLOYEE, n: 110.5 }, 80)).toBe(111);
    expect(answersUntilAbove({ ...EMPLOYEE, n: 111 }, 80)).toBeNull();
  });

  it('the last answer that anybody gets still counts', () => {
    expect(answersUntilAbove(EMPLOYEE, 80, 111)).toBe(111);
    expect(answersUntilAbove(EMPLOYEE, 80, 110)).toBeNull();
  });

  it('what is uncertain about the peers takes more answers', () => {
    // (θ − 80)² = 3.8415·[(1 − R)·56.41 + (1 − R)²·9] with θ = 77.66 + 12.34·R.
    const needed = answersUntilAbove({ ...EMPLOYEE, muVariance: 9 }, 80) ?? NaN;
    const zOf = (n: number) => {
      const own = n / (n + EMPLOYEE.M!);
      return (
        (EMPLOYEE.mu + own * (90 - EMPLOYEE.mu) - 80) /
        Math.sqrt((1 - own) * EMPLOYEE.tau2 + (1 - own) ** 2 * 9)
      );
    };
    expect(needed).toBeGreaterThan(111);
    expect(zOf(needed)).toBeGreaterThanOrEqual(1.959963);
    expect(zOf(needed - 1)).toBeLessThan(1.959964);
  });
});

describe('answers until clearly above the target', () => {
  it('is the first number at which the interval leaves the target behind', () => {
    // θ = μ + R·12.34 and sd = √((1 − R)·56.41): (θ − 80)/sd is 1.9519 with 110 answers and 1.9642 with 111.
    expect(answersUntilAbove(EMPLOYEE, 80)).toBe(111);
  });

  it.each([
    ['the answers are not better than the target', { ...EMPLOYEE, adjusted: 80 }, 80],
    ['it is above already', { ...EMPLOYEE, n: 400 }, 80],
    ['no difference can be measured', { ...EMPLOYEE, M: null }, 70],
    ['it would take more answers than anybody gets', { ...EMPLOYEE, adjusted: 80.05 }, 80],
  ])('says nothing when %s', (_, background, target) => {
    expect(answersUntilAbove(background, target)).toBeNull();
  });

  it('better answers need no more of them', () => {
    fc.assert(
      fc.property(backgrounds, fc.double({ min: 0, max: 100, noNaN: true }), (background, target) => {
        const needed = answersUntilAbove(background, target);
        const better = answersUntilAbove({ ...background, adjusted: background.adjusted + 1 }, target);
        if (needed !== null && better !== null) expect(better).toBeLessThanOrEqual(needed);
      }),
    );
  });
});
