import { backoff } from './backoff';

const minutes = (count: number) => count * 60_000;

describe('the wait after a failed attempt', () => {
  it('grows fourfold from 15 seconds when chance cuts nothing off', () => {
    expect([1, 2, 3, 4].map((attempt) => backoff(attempt, 0))).toEqual([
      15_000,
      minutes(1),
      minutes(4),
      minutes(16),
    ]);
  });

  it('is never longer than six hours', () => {
    expect(backoff(7, 0)).toBe(minutes(360));
    expect(backoff(60, 0)).toBe(minutes(360));
  });

  it('loses up to half of its length to chance, never more', () => {
    expect(backoff(2, 0.5)).toBe(45_000);
    expect(backoff(2, 0.999_999)).toBe(30_000);
  });

  it('leaves a mail server a night to come back before eight attempts are used up', () => {
    const shortest = [1, 2, 3, 4, 5, 6, 7].reduce((sum, attempt) => sum + backoff(attempt, 0.999_999), 0);
    expect(shortest).toBeGreaterThan(5 * 3_600_000);
  });
});
