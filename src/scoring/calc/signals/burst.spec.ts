/** A burst of answers: which window it is, and what its search costs. */
import { answerBurst, worstBurst } from './burst';

const MINUTE = 60_000;
const minutes = (...at: number[]) => at.map((minute) => minute * MINUTE);
const poissonTail = (least: number, mean: number) => {
  let [term, below] = [Math.exp(-mean), 0];
  for (let k = 0; k < least; k++, term *= mean / k) below += term;
  return 1 - below;
};

test('six a day in shifts of eight hours are an eighth within ten minutes', () => {
  const found = answerBurst(3, 6, 10, 480);
  expect(found.expected).toBe(0.125);
  expect(found.probability).toBeCloseTo(poissonTail(3, 0.125), 12);
  expect(found.suspicious).toBe(false);
  expect(answerBurst(5, 6, 10, 480).suspicious).toBe(true);
});

describe('the most surprising window', () => {
  test('four answers within a quarter of an hour, the fifth at its very end no more', () => {
    const burst = worstBurst(minutes(0, 5, 10, 14, 15), (_, length) => (length === 15 ? 0.5 : 100));
    expect(burst).toMatchObject({ from: 0, minutes: 15, count: 4, expected: 0.5 });
    expect(burst?.probability).toBeCloseTo(poissonTail(3, 0.5) * 5 * 2, 12);
  });

  test('begins with the answer after which most come', () => {
    const burst = worstBurst(minutes(0, 100, 101, 102, 103, 104), () => 0.1);
    expect(burst).toMatchObject({ from: 100 * MINUTE, minutes: 15, count: 5 });
  });

  test('within an hour, where that is more surprising than within its quarters', () => {
    const burst = worstBurst(minutes(0, 15, 30, 45, 59), () => 0.2);
    expect(burst).toMatchObject({ from: 0, minutes: 60, count: 5 });
    expect(burst?.probability).toBeCloseTo(poissonTail(4, 0.2) * 5 * 2, 12);
    expect(worstBurst(minutes(0, 15, 30, 60), () => 0.2)).toBeNull();
  });

  test('of two alike the first is named', () => {
    const times = minutes(0, 1, 2, 3, 1000, 1001, 1002, 1003);
    expect(worstBurst(times, () => 0.1)).toMatchObject({ from: 0, minutes: 15, count: 4 });
  });

  test('the time that is expected least of all is named, though no more answers came in it', () => {
    const times = minutes(0, 1, 2, 3, 1000, 1001, 1002, 1003);
    const burst = worstBurst(times, (from) => (from === 0 ? 2 : 0.1));
    expect(burst).toMatchObject({ from: 1000 * MINUTE, count: 4, expected: 0.1 });
  });

  test('a chance is never above one', () => {
    expect(worstBurst(minutes(0, 1, 2, 3), () => 50)).toMatchObject({ probability: 1, suspicious: false });
  });

  test('three answers, or none, are no burst', () => {
    expect(worstBurst(minutes(0, 1, 2), () => 0.001)).toBeNull();
    expect(worstBurst([], () => 0.001)).toBeNull();
  });
});
