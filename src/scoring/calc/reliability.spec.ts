/** How far a score can be trusted, exactly at the marks. */
import {
  band,
  compareScores,
  displayRule,
  neededAnswers,
  neededAnswersFromCorrelation,
  probabilityAbove,
  reliability,
} from './reliability';

test('no answers, or no measurable difference, have no reliability at all', () => {
  expect(reliability(40, null)).toBe(0);
  expect(reliability(0, 0)).toBe(0);
  expect(reliability(0, 60)).toBe(0);
  expect(reliability(40, 60)).toBe(0.4);
});

describe('answers needed', () => {
  test('for half of the score to be one’s own, as many as M', () => {
    expect(neededAnswers(0.5, 60)).toBe(60);
    expect(neededAnswersFromCorrelation(0.8, 0.2)).toBeCloseTo(16, 12);
  });

  test.each([0, 1, -0.2, 1.2, Number.NaN])('a reliability of %p cannot be planned for', (wanted) => {
    expect(() => neededAnswers(wanted, 60)).toThrow(
      expect.objectContaining({
        code: 'scoring.bad_reliability',
        message: `A reliability of ${wanted} cannot be planned for; it lies between 0 and 1.`,
        details: { wanted: String(wanted) },
      }),
    );
  });
});

describe('bands', () => {
  test('a score without uncertainty is above, at or below the target', () => {
    expect([86, 85, 84].map((theta) => probabilityAbove(theta, 0, 85))).toEqual([1, 0.5, 0]);
    expect([86, 85, 84].map((theta) => band(theta, 0, 85))).toEqual(['above', 'consistent', 'below']);
  });

  test('the chance of being above grows with the distance in deviations', () => {
    expect(probabilityAbove(87, 2, 85)).toBeCloseTo(0.8413447461, 9);
    expect(probabilityAbove(83, 2, 85)).toBeCloseTo(0.1586552539, 9);
  });

  test('a chance of 97.5 and of 2.5 % is enough, a hair less is not', () => {
    // Φ(1.959963984540054) = .975; the next digits of z decide.
    expect(band(85 + 1.95997, 1, 85)).toBe('above');
    expect(band(85 + 1.95996, 1, 85)).toBe('consistent');
    expect(band(85 - 1.95997, 1, 85)).toBe('below');
    expect(band(85 - 1.95996, 1, 85)).toBe('consistent');
  });
});

test('the difference of two scores is counted in their common deviation, 3 and 4 being 5', () => {
  expect(compareScores({ theta: 80, sd: 3 }, { theta: 90, sd: 4 })).toBe(-2);
  expect(compareScores({ theta: 80, sd: 0 }, { theta: 90, sd: 0 })).toBe(0);
});

test('five answers are an early signal, twenty-five are shown in full', () => {
  expect([4, 5, 24, 25, 26].map(displayRule)).toEqual([
    'hidden',
    'early_signal',
    'early_signal',
    'full',
    'full',
  ]);
});
