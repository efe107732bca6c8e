/** What is made of the counts before anything is scored: values, means, squares, and who is too small a group. */
import { rowsOf } from './cell-table';
import type { EmployeeRatings } from './rating-table';
import * as people from './scored-people';
import {
  ANSWER_VALUES,
  type AnswerValue,
  isScoreFormula,
  isSmall,
  needsPriors,
  SMALL_GROUP,
} from './scored-people';

const fives = (...weights: number[]) => ({ min: 1, max: 5, weights: weights.map((count) => count * 1e6) });
const mean = ANSWER_VALUES['eb-mean-1'];

/** Everybody with their own cells. */
function prepare(ratings: readonly EmployeeRatings[], valueOf: AnswerValue) {
  const prepared = people.prepare(ratings, valueOf);
  return prepared.people.map((person) => {
    const place = prepared.answered.indexOf(person);
    return { ...person, cells: place < 0 ? [] : rowsOf(prepared.cells, place) };
  });
}

test('the formulas that can be computed here, and no other property of an object', () => {
  expect(['eb-mean-1', 'eb-topbox-1', 'eb-mean-2', 'toString', ''].map(isScoreFormula)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('a rating counts as its points, or as all or nothing', () => {
  expect([1, 2, 3, 4, 5].map((rating) => mean(fives(), rating))).toEqual([0, 25, 50, 75, 100]);
  expect([1, 2, 3, 4, 5].map((rating) => ANSWER_VALUES['eb-topbox-1'](fives(), rating))).toEqual([
    0, 0, 0, 100, 100,
  ]);
});

describe('one employee', () => {
  test('two cells and an empty one: n, means, and squares around the mean of all', () => {
    const cells = [
      { cell: 'phone|moving', counts: fives(0, 0, 0, 0, 3) },
      { cell: 'chat|billing', counts: fives(1, 0, 0, 0, 0) },
      { cell: 'visit|leak', counts: fives(0, 0, 0, 0, 0) },
    ];
    expect(prepare([{ key: 'E-1', peerGroup: 'agent', cells }], mean)).toEqual([
      {
        key: 'E-1',
        peerGroup: 'agent',
        n: 4,
        mean: 75,
        within: 3 * 25 ** 2 + 75 ** 2,
        cells: [
          { cell: 'chat|billing', n: 1, mean: 0 },
          { cell: 'phone|moving', n: 3, mean: 100 },
        ],
      },
    ]);
  });

  test('without answers has no mean to speak of, and without a group is in the common one', () => {
    expect(prepare([{ key: 'E-1', cells: [{ cell: 'a', counts: fives(0, 0, 0, 0, 0) }] }], mean)).toEqual([
      { key: 'E-1', peerGroup: 'all', n: 0, mean: 0, within: 0, cells: [] },
    ]);
  });

  test('scales are told apart by both ends and their direction, within and between employees', () => {
    const counts = [
      { min: 1, max: 3, weights: [1e6, 0, 0] },
      { min: 1, max: 3, reversed: true, weights: [1e6, 0, 0] },
      { min: 0, max: 2, weights: [0, 1e6, 0] },
      { min: 1, max: 5, weights: [0, 1e6, 0, 0, 0] },
      { min: 1, max: 11, weights: [0, 1e6, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
    ];
    const found = prepare(
      counts.map((one, index) => ({ key: `E-${index}`, cells: [{ cell: 'a', counts: one }] })),
      mean,
    );
    expect(found.map((person) => person.mean)).toEqual([0, 100, 50, 25, 10]);
  });

  test('the order of cells on different scales changes not a bit', () => {
    const cells = [
      {
        cell: 'a',
        counts: { min: 0, max: 10, weights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((w) => w * 1e5) },
      },
      { cell: 'a', counts: fives(1, 0, 2, 0, 3) },
      { cell: 'b', counts: { min: 1, max: 7, weights: [1, 1, 1, 1, 1, 1, 1].map((w) => w * 333_333) } },
    ];
    const forth = prepare([{ key: 'E-1', cells }], mean);
    expect(prepare([{ key: 'E-1', cells: [...cells].reverse() }], mean)).toEqual(forth);
    expect(forth[0]?.cells.map(({ cell }) => cell)).toEqual(['a', 'a', 'b']);
  });
});

test('employees come sorted; one who comes twice is refused by name', () => {
  const of = (...keys: string[]) => keys.map((key) => ({ key, cells: [] }));
  expect(prepare(of('b', 'c', 'a'), mean).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect(() => prepare(of('b', 'a', 'b'), mean)).toThrow(
    expect.objectContaining({
      code: 'scoring.duplicate_employee',
      message: '"b" appears twice; merge the counts first.',
      details: { key: 'b' },
    }),
  );
});

describe('a small group', () => {
  const some = (count: number, n: number) => Array.from({ length: count }, () => ({ n }));

  test('has fewer than twenty employees or fewer than five hundred answers', () => {
    expect(SMALL_GROUP).toEqual({ employees: 20, responses: 500 });
    expect([isSmall(some(20, 25)), isSmall(some(19, 100)), isSmall(some(20, 24.9))]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('the trailing year', () => {
  const team = (size: number, counts = fives(0, 0, 5, 10, 10), peerGroup?: string): EmployeeRatings[] =>
    Array.from({ length: size }, (_, index) => ({
      key: `${peerGroup}-${counts.weights.join()}-${index}`,
      peerGroup,
      cells: [{ cell: 'phone', counts }],
    }));
  const nobody = { key: 'E-new', peerGroup: 'new', cells: [{ cell: 'phone', counts: fives(0, 0, 0, 0, 0) }] };

  test('is not needed by twenty people with five hundred answers, whoever else had none', () => {
    expect(needsPriors(team(20))).toBe(false);
    expect(needsPriors([...team(20), nobody, { key: 'E-0', peerGroup: 'empty', cells: [] }])).toBe(false);
  });

  test('is needed by nineteen, by twenty with fewer answers, and by one small group among large ones', () => {
    expect(needsPriors(team(19))).toBe(true);
    expect(needsPriors(team(20, fives(0, 0, 4, 10, 10)))).toBe(true);
    expect(needsPriors([...team(20, undefined, 'a'), ...team(20, undefined, 'b')])).toBe(false);
    expect(needsPriors([...team(20, undefined, 'a'), ...team(19, undefined, 'b')])).toBe(true);
  });

  test('is needed where no two answers of one kind of contact differ, not where a single pair does', () => {
    expect(needsPriors(team(20, fives(0, 0, 0, 0, 25)))).toBe(true);
    expect(needsPriors([...team(20, fives(0, 0, 0, 0, 25)), ...team(1, fives(1, 0, 0, 0, 1))])).toBe(false);
    expect(needsPriors([])).toBe(true);
  });

  test('answers in several cells count together', () => {
    const split = team(20).map((one) => ({ ...one, cells: [one.cells[0]!, one.cells[0]!] }));
    expect(needsPriors(split.map((one) => ({ ...one, cells: one.cells.slice(0, 1) })))).toBe(false);
    const halves = team(20, fives(0, 0, 3, 5, 5)).map((one) => ({
      ...one,
      cells: [one.cells[0]!, one.cells[0]!],
    }));
    expect(needsPriors(halves)).toBe(false);
  });
});
