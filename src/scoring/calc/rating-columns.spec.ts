/** Everybody's ratings in columns: numbers of cells and scales, the order of entries, and what is refused. */
import { asTable, type EmployeeRatings, RatingTableBuilder, ratingsOf, tableOf } from './rating-table';

const counts = (min: number, ...weights: number[]) => ({ min, max: min + weights.length - 1, weights });

describe('a cell and its scale', () => {
  test('have one number, another at either end, in the other direction, or of another cell', () => {
    const builder = new RatingTableBuilder(5);
    const cell = { cell: 'a', min: 1, max: 5 };
    const others = [
      { ...cell, min: 2 },
      { ...cell, max: 4 },
      { ...cell, reversed: true },
      { ...cell, cell: 'b' },
    ];
    expect(builder.numberOf(cell)).toBe(0);
    expect(others.map((one) => builder.numberOf(one))).toEqual([1, 2, 3, 4]);
    expect([cell, { ...cell, reversed: false }, ...others].map((one) => builder.numberOf(one))).toEqual([
      0, 0, 1, 2, 3, 4,
    ]);
    expect(builder.build().rated).toEqual([
      { cell: 'a', min: 1, max: 4, reversed: false },
      { cell: 'a', min: 1, max: 5, reversed: false },
      { cell: 'a', min: 1, max: 5, reversed: true },
      { cell: 'a', min: 2, max: 5, reversed: false },
      { cell: 'b', min: 1, max: 5, reversed: false },
    ]);
  });

  test('that differ in direction only keep the order they came in', () => {
    const forth = { key: 'A', cells: [{ cell: 'a', counts: counts(1, 1, 0) }, { cell: 'a', counts: { ...counts(1, 2, 0), reversed: true } }] }; // prettier-ignore
    const back = { key: 'A', cells: [...forth.cells].reverse() };
    const read = (one: EmployeeRatings) =>
      ratingsOf(tableOf([one]))[0]?.cells.map((cell) => cell.counts.weights[0]);
    expect(read(forth)).toEqual([1, 2]);
    expect(read(back)).toEqual([2, 1]);
    // Whoever comes first decides the numbers, not the order.
    const [, second] = ratingsOf(tableOf([forth, { ...back, key: 'B' }]));
    expect(second?.cells.map((cell) => cell.counts.weights[0])).toEqual([2, 1]);
  });
});

describe('entries', () => {
  test('weigh nothing until they are given a weight, and rise by one', () => {
    const builder = new RatingTableBuilder(2);
    builder.employee('A', 'agent');
    const cell = builder.numberOf({ cell: 'a', min: 0, max: 1 });
    expect([builder.entry(cell), builder.entry(cell)]).toEqual([0, 1]);
    expect(builder.weightOf(1, 1)).toBe(0);
    builder.setWeight(1, 1, 7);
    expect([builder.weightOf(1, 1), builder.weightOf(1, 0), builder.weightOf(0, 1)]).toEqual([7, 0, 0]);
  });

  test('of three employees in three orders stand by key, cell and scale', () => {
    const employees = [
      { key: 'c', cells: [{ cell: 'z', counts: counts(1, 1, 2, 3) }, { cell: 'b', counts: counts(0, 4, 5) }] },
      { key: 'a', peerGroup: 'clerk', cells: [] },
      { key: 'b', cells: [{ cell: 'm', counts: counts(1, 6, 7) }, { cell: 'z', counts: counts(1, 8, 9, 10) }, { cell: 'a', counts: counts(1, 11, 12) }] },
    ]; // prettier-ignore
    const table = tableOf(employees);
    expect(table.width).toBe(3);
    expect(table.keys).toEqual(['a', 'b', 'c']);
    expect(table.peerGroups).toEqual(['clerk', 'all', 'all']);
    expect([...table.starts]).toEqual([0, 0, 3, 5]);
    expect(table.rated.map(({ cell }) => cell)).toEqual(['a', 'b', 'm', 'z']);
    expect([...table.entries]).toEqual([0, 2, 3, 1, 3]);
    expect([...table.weights]).toEqual([11, 12, 0, 6, 7, 0, 8, 9, 10, 4, 5, 0, 1, 2, 3]);
    expect(ratingsOf(table)).toEqual([
      { key: 'a', peerGroup: 'clerk', cells: [] },
      { key: 'b', peerGroup: 'all', cells: [{ cell: 'a', counts: counts(1, 11, 12) }, { cell: 'm', counts: counts(1, 6, 7) }, { cell: 'z', counts: counts(1, 8, 9, 10) }] },
      { key: 'c', peerGroup: 'all', cells: [{ cell: 'b', counts: counts(0, 4, 5) }, { cell: 'z', counts: counts(1, 1, 2, 3) }] },
    ]); // prettier-ignore
  });

  test('keep the direction of their scale', () => {
    const easy = { ...counts(1, 1, 2), reversed: true };
    expect(
      ratingsOf(tableOf([{ key: 'a', cells: [{ cell: 'x', counts: easy }] }]))[0]?.cells[0]?.counts,
    ).toEqual(easy);
  });
});

describe('a table', () => {
  test('is taken as it is, a list is made one', () => {
    const table = tableOf([{ key: 'a', cells: [] }]);
    expect(asTable(table)).toBe(table);
    expect(asTable([{ key: 'a', cells: [] }])).toEqual(table);
  });

  test('of nobody is empty', () => {
    const table = tableOf([]);
    expect([table.keys, [...table.starts], table.rated, table.width]).toEqual([[], [0], [], 1]);
  });

  test('of an employee who comes twice is refused by the first such name, from a list and from entries', () => {
    const refused = (key: string) =>
      expect.objectContaining({
        code: 'scoring.duplicate_employee',
        message: `"${key}" appears twice; merge the counts first.`,
        details: { key },
      });
    const of = (...keys: string[]) => keys.map((key) => ({ key, cells: [] }));
    expect(() => tableOf(of('d', 'c', 'b', 'c', 'd'))).toThrow(refused('c'));
    const builder = new RatingTableBuilder(1);
    for (const key of ['d', 'c', 'd']) builder.employee(key, 'all');
    expect(() => builder.build()).toThrow(refused('d'));
  });

  test('of counts that do not fit their scale is refused', () => {
    expect(() =>
      tableOf([{ key: 'a', cells: [{ cell: 'x', counts: { min: 1, max: 3, weights: [1] } }] }]),
    ).toThrow('1 weights do not fit the scale 1–3');
  });
});
