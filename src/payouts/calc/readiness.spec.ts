/** The gates before money, on small results: what is met, what is not, and what nobody can tell. */
import { opinionRead, OpinionsRead, READINESS_GATES, READINESS_LIMITS, readiness } from './readiness';

const PLENTY = { responseRate: 0.31, answers: 4_000, months: 12 };

/** Members with that reliability each; null for one without answers. */
function result(
  reliabilities: readonly (string | null)[],
  display: 'full' | 'hidden' = 'full',
): OpinionsRead {
  const opinions = new OpinionsRead([{ kind: 'manager_rating' }, { kind: 'customer_opinion' }]);
  for (const reliability of reliabilities)
    opinions.add(reliability === null ? null : opinionRead({ reliability, display }));
  return opinions;
}

const closed = (found: ReturnType<typeof readiness>) =>
  found.filter(({ met }) => !met).map(({ gate }) => gate);

describe('the gates before money', () => {
  it('are all open to a measure with plenty of answers from many', () => {
    const found = readiness(result(['0.7', '0.6', '0.8']), PLENTY);
    expect(found.map(({ gate }) => gate)).toEqual([...READINESS_GATES]);
    expect(closed(found)).toEqual([]);
    expect(found[0]?.value).toBeCloseTo(0.7, 12);
  });

  it('are met at exactly what they ask for', () => {
    const found = readiness(result(['0.5', '0.5', '0.5', '0.5', null]), {
      responseRate: 0.1,
      answers: 500,
      months: 3,
    });
    expect(closed(found)).toEqual([]);
  });

  it.each([
    ['reliability', result(['0.49', '0.5']), PLENTY],
    ['response_rate', result(['0.7']), { ...PLENTY, responseRate: 0.0999 }],
    ['coverage', result(['0.7', '0.7', null]), PLENTY],
    ['answers', result(['0.7']), { ...PLENTY, answers: 499 }],
    ['months', result(['0.7']), { ...PLENTY, months: 2 }],
  ])('one alone closes: %s', (gate, given, facts) => {
    expect(closed(readiness(given, facts))).toEqual([gate]);
  });

  it('who has too few answers to be shown a score is not covered', () => {
    expect(closed(readiness(result(['0.7', '0.7'], 'hidden'), PLENTY))).toEqual(['coverage']);
  });

  it('what cannot be told is not met', () => {
    const nobodyAsked = readiness(result([null, null]), { responseRate: null, answers: 0, months: 0 });
    expect(closed(nobodyAsked)).toEqual([...READINESS_GATES]);
    expect(nobodyAsked[0]?.value).toBeNull();
  });

  it('a plan without customers’ opinion has none', () => {
    const rated = new OpinionsRead([{ kind: 'manager_rating' }]);
    rated.add(null);
    expect(readiness(rated, PLENTY)).toEqual([]);
  });

  it('an organization’s own limits hold in their place', () => {
    const stricter = { ...READINESS_LIMITS, months: 13 };
    expect(closed(readiness(result(['0.7']), PLENTY, stricter))).toEqual(['months']);
  });
});
