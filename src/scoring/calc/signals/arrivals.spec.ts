/** When answers come in: by the hours of the week, by what everybody's do at that very time, and a tenth evenly. */
import { Arrivals } from './arrivals';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** Hours since an hour that begins a week. */
const at = (hours: number) => hours * HOUR;
const answers = (employeeId: number, hours: readonly number[]) =>
  hours.map((hour) => ({ employeeId, at: at(hour) }));

describe('how many answers to expect', () => {
  test('in a quiet hour: a tenth of an even spread over four weeks', () => {
    const arrivals = new Arrivals(answers(2, [9, 9.5, 10, 33]), 28);
    expect(arrivals.expectedOf(1, 8)(at(100), 60)).toBeCloseTo((8 * 0.1) / (4 * 168), 12);
    expect(arrivals.expectedOf(1, 8)(at(100), 15)).toBeCloseTo((8 * 0.1) / (4 * 168) / 4, 12);
  });

  test('in an hour of the week in which others answer, a week later: their share of it over four weeks', () => {
    const arrivals = new Arrivals(answers(2, [9, 9.5, 10, 33]), 28);
    const even = 1 / (4 * 168);
    expect(arrivals.expectedOf(1, 8)(at(9) + WEEK, 60)).toBeCloseTo(8 * (0.9 * (2 / 4 / 4) + 0.1 * even), 12);
    expect(arrivals.expectedOf(1, 8)(at(10) + WEEK, 60)).toBeCloseTo(
      8 * (0.9 * (1 / 4 / 4) + 0.1 * even),
      12,
    );
  });

  test('in a window over the end of an hour each hour counts by its part', () => {
    const arrivals = new Arrivals(answers(2, [9, 9.5, 10, 33]), 28);
    const usual = (0.25 * 2 + 0.5 * 1) / 4 / 4;
    const even = 0.75 / (4 * 168);
    expect(arrivals.expectedOf(1, 8)(at(9.75) + WEEK, 45)).toBeCloseTo(8 * (0.9 * usual + 0.1 * even), 12);
  });

  test('while others’ answers come in, their share of that very time, its first moment in and its last out', () => {
    const arrivals = new Arrivals(answers(2, [9, 9.5, 10, 33]), 28);
    expect(arrivals.expectedOf(1, 8)(at(9), 60)).toBeCloseTo(8 * (2 / 4), 12);
    expect(arrivals.expectedOf(1, 8)(at(9), 61)).toBeCloseTo(8 * (3 / 4), 12);
    expect(arrivals.expectedOf(1, 8)(at(9.5), 30)).toBeCloseTo(8 * (1 / 4), 12);
  });

  test('the own answers say nothing about what is usual', () => {
    const arrivals = new Arrivals([...answers(1, [50, 50.1, 50.2, 9]), ...answers(2, [9, 33])], 28);
    const even = 1 / (4 * 168);
    expect(arrivals.expectedOf(1, 3)(at(50), 60)).toBeCloseTo(3 * 0.1 * even, 12);
    expect(arrivals.expectedOf(1, 3)(at(9), 60)).toBeCloseTo(3 / 2, 12);
    expect(arrivals.expectedOf(1, 3)(at(9) + WEEK, 60)).toBeCloseTo(3 * (0.9 / 2 / 4 + 0.1 * even), 12);
    expect(arrivals.expectedOf(2, 3)(at(50), 60)).toBeCloseTo(3 * (3 / 4), 12);
  });

  test('nobody else answered: evenly over the window', () => {
    const arrivals = new Arrivals(answers(1, [9, 9.1]), 14);
    expect(arrivals.expectedOf(1, 2)(at(9), 60)).toBeCloseTo(2 / (2 * 168), 12);
    expect(new Arrivals([], 14).expectedOf(1, 2)(at(9), 30)).toBeCloseTo(1 / (2 * 168), 12);
  });

  test('a window of less than a week counts as one', () => {
    expect(new Arrivals([], 3).expectedOf(1, 168)(at(0), 60)).toBeCloseTo(1, 12);
  });

  test('answers in any order give the same', () => {
    const turned = new Arrivals(
      [...answers(2, [33, 9.5, 10]), ...answers(1, [34, 9.2, 9.1]), ...answers(2, [9])],
      28,
    );
    expect(turned.expectedOf(1, 8)(at(9), 60)).toBeCloseTo(8 * (2 / 4), 12);
    expect(turned.expectedOf(2, 8)(at(9), 60)).toBeCloseTo(8 * (2 / 3), 12);
  });
});
