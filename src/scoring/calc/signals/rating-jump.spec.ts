/** A jump of good ratings: where it is found, what its statistic is, and when it speaks. */
import { JUMP_BAR, JUMP_SIDE, ratingJump } from './rating-jump';

type Rating = 0 | 1;
/** `n` answers of which the first `good` are good ones. */
const some = (n: number, good: number): Rating[] =>
  Array.from({ length: n }, (_, index) => (index < good ? 1 : 0));
/** `good` of `n`, spread evenly. */
const spread = (n: number, good: number): Rating[] =>
  Array.from({ length: n }, (_, index) =>
    Math.floor(((index + 1) * good) / n) > Math.floor((index * good) / n) ? 1 : 0,
  );
const entropy = (good: number, n: number) =>
  (good > 0 ? good * Math.log(good / n) : 0) + (good < n ? (n - good) * Math.log((n - good) / n) : 0);

test('the marks are those of docs/formulas.md', () => {
  expect([JUMP_SIDE, JUMP_BAR]).toEqual([20, 16]);
});

test('thirty-nine answers are too few, forty are looked at in one place only', () => {
  expect(ratingJump(some(39, 20))).toBeNull();
  expect(ratingJump(some(40, 30))).toMatchObject({
    at: 20,
    before: { n: 20, good: 20 },
    after: { n: 20, good: 10 },
  });
});

describe('the place', () => {
  test('five of thirty good, then twenty-five of thirty: by hand', () => {
    const jump = ratingJump([...some(30, 0).fill(1, 0, 5), ...some(30, 25)]);
    const statistic = 2 * (entropy(5, 30) + entropy(25, 30) - entropy(30, 60));
    expect(jump).toMatchObject({ at: 30, before: { n: 30, good: 5 }, after: { n: 30, good: 25 } });
    expect(jump?.statistic).toBeCloseTo(statistic, 9);
    const b = Math.sqrt(statistic);
    const density = Math.exp(-statistic / 2) / Math.sqrt(2 * Math.PI);
    expect(jump?.probability).toBeCloseTo(density * (b - 1 / b) * 2 * Math.log(2) + (4 * density) / b, 12);
    expect(jump?.suspicious).toBe(true);
  });

  test('as far left and as far right as twenty answers allow', () => {
    expect(ratingJump([...some(20, 0), ...some(60, 60)])).toMatchObject({
      at: 20,
      before: { n: 20, good: 0 },
    });
    expect(ratingJump([...some(60, 60), ...some(20, 0)])).toMatchObject({
      at: 60,
      after: { n: 20, good: 0 },
    });
    expect(ratingJump([...some(61, 61), ...some(19, 0)])).toMatchObject({
      at: 60,
      after: { n: 20, good: 1 },
    });
  });

  test('of places alike the first is named; where nothing changes it is the twentieth answer', () => {
    expect(ratingJump(some(60, 60))).toMatchObject({ at: 20, statistic: 0, probability: 1 });
    expect(ratingJump(some(60, 0))).toMatchObject({ at: 20, statistic: 0, probability: 1 });
  });
});

describe('it speaks', () => {
  test('neither for a change that one in a hundred would meet, nor for a statistic of no more than sixteen', () => {
    // 30 of 60, then 45 of 60: 2·logLR = 8.1.
    const slight = ratingJump([...spread(60, 30), ...spread(60, 45)]);
    expect(slight?.statistic ?? 0).toBeGreaterThan(6);
    expect(slight?.statistic ?? 99).toBeLessThan(16);
    expect(slight?.suspicious).toBe(false);
  });

  test('in forty answers only above sixteen, though less would be no wonder in one of a thousand', () => {
    // Two of twenty good, then fifteen of twenty: 2·logLR = 18.6; one and twelve: 15.6.
    const slight = ratingJump([...spread(20, 1), ...spread(20, 12)]);
    expect(slight?.statistic).toBeCloseTo(15.585405856676, 9);
    expect(slight?.probability ?? 1).toBeLessThan(0.001);
    expect(slight?.suspicious).toBe(false);
    expect(ratingJump([...spread(20, 2), ...spread(20, 15)])?.suspicious).toBe(true);
  });

  test('never on a statistic of one or less: its chance is one', () => {
    const even = ratingJump(spread(60, 30));
    expect(even?.statistic ?? 9).toBeLessThanOrEqual(1);
    expect(even?.probability).toBe(1);
  });

  test('when the chance is below one in a thousand and the statistic above sixteen', () => {
    const clear = ratingJump([...spread(60, 20), ...spread(60, 45)]);
    expect(clear?.statistic ?? 0).toBeGreaterThan(16);
    expect(clear?.probability ?? 1).toBeLessThan(0.001);
    expect(clear?.suspicious).toBe(true);
  });

  test('not above sixteen alone, where in a long list some such place is no wonder', () => {
    const long = ratingJump([...spread(2000, 1000), ...spread(2000, 1128)]);
    expect(long?.statistic ?? 0).toBeGreaterThan(16);
    expect(long?.probability ?? 0).toBeGreaterThan(0.001);
    expect(long?.suspicious).toBe(false);
  });
});
