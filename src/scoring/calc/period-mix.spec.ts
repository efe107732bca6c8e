/** Which mix a period is adjusted by: its own effects, the trailing year's, or none. */
import type { CellEffect, MixLine } from './case-mix';
import { cellTable } from './cell-table';
import type { MergeRule } from './merge-cells';
import * as mixes from './period-mix';
import { priorCell } from './period-mix';

interface Person {
  readonly key: string;
  readonly peerGroup: string;
  readonly n: number;
  readonly mean: number;
  readonly within: number;
  readonly cells: readonly { readonly cell: string; readonly n: number; readonly mean: number }[];
}

/** The mix, and everybody's adjusted mean and lines by key. */
function adjust(people: readonly Person[], priorCells: readonly CellEffect[], rule: MergeRule) {
  const rows = people.flatMap(({ key, peerGroup, cells }) =>
    cells.map((one) => ({ key, peerGroup, ...one })),
  );
  const { mix, cellOf } = mixes.adjust({ answered: people, cells: cellTable(rows) }, priorCells, rule);
  const { adjusted, linesOf, ...rest } = mix;
  const byKey = people.map(({ key }, place): [string, { adjusted: number; lines: MixLine[] }] => [
    key,
    { adjusted: adjusted[place] ?? 0, lines: linesOf(place) },
  ]);
  return { mix: { ...rest, people: new Map(byKey) }, cellOf };
}

const RULE = { minimumResponses: 30, minimumEmployees: 5 };
const LOOSE = { minimumResponses: 1, minimumEmployees: 1 };

const person = (key: string, cells: Record<string, [number, number]>, peerGroup = 'all'): Person => {
  const own = Object.entries(cells)
    .map(([cell, [n, mean]]) => ({ cell, n, mean }))
    .sort((a, b) => (a.cell < b.cell ? -1 : 1));
  const n = own.reduce((sum, one) => sum + one.n, 0);
  return {
    key,
    peerGroup,
    n,
    mean: own.reduce((sum, one) => sum + one.n * one.mean, 0) / n,
    within: 0,
    cells: own,
  };
};
const YEAR: CellEffect[] = [
  { cell: 'phone|billing', effect: -10, share: 0.4 },
  { cell: 'phone|*', effect: 0, share: 0.6 },
];
const TWO = [
  person('A', { 'phone|billing': [30, 60], 'phone|leak': [10, 80] }),
  person('B', { 'phone|billing': [10, 70], 'phone|leak': [30, 90] }),
];

describe('the kind of contact that an unknown one falls to', () => {
  const known = (...cells: string[]) => cells.map((cell) => ({ cell, effect: 0, share: 0 }));

  test('itself, else the nearest remainder that is known, else itself', () => {
    const cell = 'phone|moving|new';
    expect(priorCell(cell, known('*', 'phone|*', 'phone|moving|*', cell))).toBe(cell);
    expect(priorCell(cell, known('*', 'phone|*', 'phone|moving|*'))).toBe('phone|moving|*');
    expect(priorCell(cell, known('*', 'chat|*', 'phone|*'))).toBe('phone|*');
    expect(priorCell(cell, known('chat|*', '*'))).toBe('*');
    expect(priorCell(cell, known('chat|*', 'phone|billing|*'))).toBe(cell);
    expect(priorCell('phone', known('phone|*', '*'))).toBe('*');
  });
});

describe('a period with few answers', () => {
  test('is adjusted by the effects of the year, at its own shares, spending no freedom on them', () => {
    const { mix, cellOf } = adjust(TWO, YEAR, LOOSE);
    expect(mix).toMatchObject({ explained: 0, lost: 0 });
    expect(mix.cells.map(({ cell }) => cell)).toEqual(['phone|*', 'phone|billing']);
    expect(mix.groups.get('all')).toEqual([
      { cell: 'phone|*', effect: 0, share: 0.5 },
      { cell: 'phone|billing', effect: -10, share: 0.5 },
    ]);
    expect(mix.people.get('A')).toEqual({
      adjusted: 65 + 2.5,
      lines: [
        { cell: 'phone|*', ownShare: 0.25, commonShare: 0.5, effect: 0, contribution: 0 },
        { cell: 'phone|billing', ownShare: 0.75, commonShare: 0.5, effect: -10, contribution: 2.5 },
      ],
    });
    expect(mix.people.get('B')?.adjusted).toBe(85 - 2.5);
    expect(cellOf).toEqual([
      { cell: 'phone|billing', countedIn: 'phone|billing' },
      { cell: 'phone|leak', countedIn: 'phone|*' },
    ]);
  });

  test('each peer group is judged at its own shares', () => {
    const people = [...TWO, person('C', { 'phone|leak': [10, 50] }, 'clerk'), person('D', { 'phone|leak': [10, 50] }, 'clerk')]; // prettier-ignore
    const { mix } = adjust(people, YEAR, LOOSE);
    expect(mix.groups.get('clerk')?.map(({ share }) => share)).toEqual([1, 0]);
    expect(mix.people.get('C')?.adjusted).toBe(50);
    expect(mix.people.get('A')?.adjusted).toBe(67.5);
  });

  test('is adjusted by its own effects where the year knows fewer than two cells', () => {
    const { mix } = adjust(TWO, YEAR.slice(0, 1), LOOSE);
    expect(mix.lost).toBe(1);
    expect(mix.cells.map(({ effect }) => effect)).toEqual([0, 20]);
  });
});

test('a period with enough answers is adjusted by its own effects, whatever the year says', () => {
  const people = Array.from({ length: 20 }, (_, index) =>
    person(`E-${String(index).padStart(2, '0')}`, {
      'phone|billing': [10 + index, 60],
      'phone|leak': [30, 80],
    }),
  );
  const { mix } = adjust(people, YEAR, RULE);
  expect(mix.lost).toBe(1);
  expect(mix.explained).toBeGreaterThan(0);
  expect(mix.cells.map(({ effect }) => effect)).toEqual([expect.closeTo(-20, 9), 0]);
});

describe('the effects of the period', () => {
  test('are those of merged cells: answers of one person in two cells that are one count together', () => {
    const people = ['A', 'B', 'C', 'D', 'E', 'F'].map((key, index) =>
      person(key, {
        'chat|names': [1, 10],
        'phone|billing': [10, 80 + index],
        'phone|leak': [4, 40 + index],
        'phone|moving': [2 + index, 70 + index],
      }),
    );
    const { mix, cellOf } = adjust(people, [], RULE);
    expect(cellOf).toEqual([
      { cell: 'chat|names', countedIn: '*' },
      { cell: 'phone|billing', countedIn: 'phone|billing' },
      { cell: 'phone|leak', countedIn: '*' },
      { cell: 'phone|moving', countedIn: '*' },
    ]);
    expect(mix.lost).toBe(1);
    // Of A: 1, 4 and 2 answers of 10, 40 and 70: seven of 310/7.
    expect(mix.people.get('A')?.lines.map(({ ownShare }) => ownShare)).toEqual([7 / 17, 10 / 17]);
    const slopes = people.map(({ cells, mean }) => {
      const merged = cells.filter(({ cell }) => cell !== 'phone|billing');
      const n = merged.reduce((sum, one) => sum + one.n, 0);
      return {
        g: merged.reduce((sum, one) => sum + one.n * (one.mean - mean), 0),
        a: (n * 10) / (n + 10),
      };
    });
    const [g, a] = [slopes.reduce((sum, one) => sum + one.g, 0), slopes.reduce((sum, one) => sum + one.a, 0)];
    // The larger of the two is the reference: '*' has 57 answers, billing 60.
    expect(mix.cells).toEqual([
      { cell: '*', effect: expect.closeTo(g / a, 9), share: 57 / 117 },
      { cell: 'phone|billing', effect: 0, share: 60 / 117 },
    ]);
  });

  test('are none where all have one kind of contact: nobody is adjusted and no freedom is lost', () => {
    const { mix, cellOf } = adjust([person('A', { a: [40, 80] }), person('B', { a: [40, 60] })], [], LOOSE);
    const people = new Map([
      ['A', { adjusted: 80, lines: [] }],
      ['B', { adjusted: 60, lines: [] }],
    ]);
    expect(mix).toEqual({ cells: [], groups: new Map(), people, explained: 0, lost: 0 });
    expect(cellOf).toEqual([{ cell: 'a', countedIn: 'a' }]);
  });

  test('a cell that nobody connects is said to be counted in the reference', () => {
    const people = [...TWO, person('C', { chat: [9, 50] })];
    const { cellOf } = adjust(people, [], LOOSE);
    expect(cellOf).toEqual([
      { cell: 'chat', countedIn: 'phone|billing' },
      { cell: 'phone|billing', countedIn: 'phone|billing' },
      { cell: 'phone|leak', countedIn: 'phone|leak' },
    ]);
  });

  test('of nobody are none', () => {
    expect(adjust([], [], RULE)).toMatchObject({ mix: { cells: [], lost: 0 }, cellOf: [] });
    expect(adjust([], YEAR, RULE).cellOf).toEqual([]);
  });
});
