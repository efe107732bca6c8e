/** Answers by kind of contact, column by column: rows of every employee, cells nobody uses, cells counted in others. */
import { type CellMean, type CellTable, cellTable, mergedTable, rowsOf, withoutEmpty } from './cell-table';

const answer = (key: string, cell: string, n: number, mean: number, peerGroup?: string): CellMean => ({
  key,
  cell,
  n,
  mean,
  ...(peerGroup === undefined ? {} : { peerGroup }),
});
/** Everybody's rows as they are read back. */
const read = (table: CellTable) =>
  table.keys.map((key, index) => [key, rowsOf(table, index).map(({ cell, n, mean }) => [cell, n, mean])]);
const columns = ({ names, starts, cells, n, means }: CellTable) => ({
  names,
  starts: [...starts],
  cells: [...cells],
  n: [...n],
  means: [...means],
});

describe('a table', () => {
  const answers = [
    answer('B', 'phone', 3, 70, 'agent'),
    answer('A', 'visit', 2, 60),
    answer('B', 'chat', 1, 90, 'agent'),
    answer('A', 'chat', 5, 50),
    answer('A', 'phone', 4, 40),
  ];

  test('stands by employee, then by cell, with where everybody begins and ends', () => {
    const table = cellTable(answers);
    expect(table.keys).toEqual(['A', 'B']);
    expect(table.peerGroups).toEqual(['all', 'agent']);
    expect(columns(table)).toEqual({
      names: ['chat', 'phone', 'visit'],
      starts: [0, 3, 5],
      cells: [0, 1, 2, 0, 1],
      n: [5, 4, 2, 1, 3],
      means: [50, 40, 60, 90, 70],
    });
    expect(cellTable([...answers].reverse())).toEqual(table);
  });

  test('gives back the rows of one employee only', () => {
    expect(read(cellTable(answers))).toEqual([
      ['A', [['chat', 5, 50], ['phone', 4, 40], ['visit', 2, 60]]],
      ['B', [['chat', 1, 90], ['phone', 3, 70]]],
    ]); // prettier-ignore
  });

  test('of nothing is empty', () => {
    expect(columns(cellTable([]))).toEqual({ names: [], starts: [0], cells: [], n: [], means: [] });
  });
});

describe('cells that nobody has answers in', () => {
  const table = cellTable([answer('A', 'a', 1, 10), answer('A', 'c', 2, 30), answer('B', 'e', 3, 50)]);

  test('are left out, the others keep their rows', () => {
    const wider = { ...table, names: ['a', 'b', 'c', 'd', 'e'], cells: table.cells.map((cell) => 2 * cell) };
    const found = withoutEmpty(wider);
    expect(found.names).toEqual(['a', 'c', 'e']);
    expect(read(found)).toEqual(read(table));
    expect(columns(found)).toEqual(columns(table));
  });

  test('where there are none the table is itself', () => {
    expect(withoutEmpty(table)).toBe(table);
  });
});

describe('cells counted in others', () => {
  const into = (counted: Record<string, string>) => new Map(Object.entries(counted));

  test('one person’s rows of cells that are one become one, with the mean of both weighed', () => {
    const table = cellTable([
      answer('A', 'a', 1, 100),
      answer('A', 'b', 3, 20),
      answer('A', 'z', 4, 70),
      answer('B', 'b', 2, 10),
      answer('C', 'a', 2, 30),
      answer('C', 'z', 6, 50),
    ]);
    const merged = mergedTable(table, into({ a: 'm', b: 'm', z: 'z' }));
    expect(merged.keys).toEqual(['A', 'B', 'C']);
    expect(merged.peerGroups).toEqual(['all', 'all', 'all']);
    expect(columns(merged)).toEqual({
      names: ['m', 'z'],
      starts: [0, 2, 3, 5],
      cells: [0, 1, 0, 0, 1],
      n: [4, 4, 2, 2, 6],
      means: [40, 70, 10, 30, 50],
    });
  });

  test('three that are one are weighed one after the other', () => {
    const table = cellTable([answer('A', 'a', 1, 100), answer('A', 'b', 1, 50), answer('A', 'c', 2, 0)]);
    expect(read(mergedTable(table, into({ a: '*', b: '*', c: '*' })))).toEqual([['A', [['*', 4, 37.5]]]]);
  });

  test('rows stand by their new names, whatever the old ones were', () => {
    const table = cellTable([
      answer('A', 'a', 1, 10),
      answer('A', 'b', 2, 20),
      answer('A', 'c', 3, 30),
      answer('A', 'd', 4, 40),
    ]);
    const merged = mergedTable(table, into({ a: 'w', b: 'x', c: 'v', d: 'u' }));
    expect(merged.names).toEqual(['u', 'v', 'w', 'x']);
    expect(read(merged)).toEqual([['A', [['u', 4, 40], ['v', 3, 30], ['w', 1, 10], ['x', 2, 20]]]]); // prettier-ignore
  });

  test('sorting one person’s rows leaves the person before alone', () => {
    const table = cellTable([answer('A', 'y', 1, 10), answer('B', 'a', 2, 20), answer('B', 'b', 3, 30)]);
    const merged = mergedTable(table, into({ a: 'x', b: 'w', y: 'y' }));
    expect(read(merged)).toEqual([
      ['A', [['y', 1, 10]]],
      ['B', [['w', 3, 30], ['x', 2, 20]]],
    ]); // prettier-ignore
  });

  test('a cell that is not named is counted as itself; where all are, the table is itself', () => {
    const table = cellTable([answer('A', 'a', 1, 10), answer('A', 'b', 2, 20), answer('B', 'a', 2, 20)]);
    expect(read(mergedTable(table, into({ a: 'c' })))).toEqual([
      ['A', [['b', 2, 20], ['c', 1, 10]]],
      ['B', [['c', 2, 20]]],
    ]); // prettier-ignore
    expect(mergedTable(table, into({}))).toBe(table);
    expect(mergedTable(table, into({ a: 'a', b: 'b' }))).toBe(table);
  });

  test('the last row of one person and the first of the next may be of one cell', () => {
    const table = cellTable([answer('A', 'a', 1, 10), answer('B', 'a', 2, 20)]);
    expect(mergedTable(table, into({}))).toBe(table);
    const merged = mergedTable(table, into({ a: 'm' }));
    expect(read(merged)).toEqual([['A', [['m', 1, 10]]], ['B', [['m', 2, 20]]]]); // prettier-ignore
  });

  test('only the last person has two rows of one cell: they are put together all the same', () => {
    const table = cellTable([
      answer('A', 'a', 1, 10),
      answer('B', 'a', 1, 10),
      answer('B', 'b', 1, 10),
      answer('B', 'b', 3, 50),
    ]);
    expect(read(mergedTable(table, into({})))).toEqual([
      ['A', [['a', 1, 10]]],
      ['B', [['a', 1, 10], ['b', 4, 40]]],
    ]); // prettier-ignore
  });
});
