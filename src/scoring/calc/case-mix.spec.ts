/** Case mix by hand: effects, shares of the peer group, cells that nobody connects, and answers that cannot be used. */
import { byGroup, caseMixAdjustment, groupMix, mixLines } from './case-mix';
import type { CellMean } from './cell-table';

const answers = (key: string, cell: string, n: number, mean: number, peerGroup?: string): CellMean => ({
  key,
  cell,
  n,
  mean,
  ...(peerGroup === undefined ? {} : { peerGroup }),
});
/** The example of docs/formulas.md: complaints cost 28.5 points. */
const A = [answers('A', 'easy', 30, 90), answers('A', 'hard', 10, 60)];
const B = [answers('B', 'easy', 10, 95), answers('B', 'hard', 30, 70)];

describe('two employees who get each other’s contacts', () => {
  const found = () => caseMixAdjustment([...A, ...B]);

  test('the larger cell is the reference, the first in the alphabet of two alike', () => {
    expect(found().referenceCell).toBe('easy');
    expect(caseMixAdjustment([...A, ...B, answers('B', 'hard', 1, 70)]).referenceCell).toBe('hard');
  });

  test('A = 15, g = −412.5: complaints cost 27.5 points, which explains b·g of the scatter', () => {
    // A: 10 − 10·10/40 = 7.5 and g = 10 · (60 − 82.5) = −225; B: 30 − 30·30/40 = 7.5 and g = 30 · (70 − 76.25) = −187.5.
    const { cells, explained, unconnected } = found();
    expect(cells).toEqual([
      { cell: 'easy', effect: 0, share: 0.5 },
      { cell: 'hard', effect: -27.5, share: 0.5 },
    ]);
    expect(explained).toBeCloseTo(27.5 * 412.5, 8);
    expect(unconnected).toEqual([]);
  });

  test('each is judged at half of either: −(.25 − .5) · −27.5 and the contrary', () => {
    const [a, b] = found().rows;
    expect(a).toEqual({
      key: 'A',
      mean: 82.5,
      adjusted: 82.5 - 0.25 * 27.5,
      lines: [
        { cell: 'easy', ownShare: 0.75, commonShare: 0.5, effect: 0, contribution: 0 },
        { cell: 'hard', ownShare: 0.25, commonShare: 0.5, effect: -27.5, contribution: -6.875 },
      ],
    });
    expect(b).toMatchObject({ key: 'B', mean: 76.25, adjusted: 76.25 + 6.875 });
  });
});

describe('three kinds of contacts', () => {
  /** x = ability + effect without any chance: 0 for a, −10 for b, +4 for c. */
  const effects = { a: 0, b: -10, c: 4 };
  const exact = (key: string, ability: number, sizes: Partial<Record<keyof typeof effects, number>>) =>
    Object.entries(sizes).map(([cell, n]) =>
      answers(key, cell, n, ability + effects[cell as keyof typeof effects]),
    );
  const everybody = [
    ...exact('P', 70, { a: 20, b: 10, c: 5 }),
    ...exact('Q', 80, { a: 20, c: 15 }),
    ...exact('R', 90, { b: 5, c: 12 }),
    ...exact('S', 60, { a: 10, b: 7 }),
  ];

  test('are found exactly, and abilities apart by the same for all', () => {
    const { cells, rows } = caseMixAdjustment(everybody);
    expect(cells.map(({ cell, effect }) => [cell, effect])).toEqual([
      ['a', 0],
      ['b', expect.closeTo(-10, 9)],
      ['c', expect.closeTo(4, 9)],
    ]);
    const shares = { a: 50 / 104, b: 22 / 104, c: 32 / 104 };
    const common = shares.b * -10 + shares.c * 4;
    expect(rows.map(({ adjusted }) => adjusted)).toEqual(
      [70, 80, 90, 60].map((ability) => expect.closeTo(ability + common, 9)),
    );
  });

  test('the order of answers changes nothing', () => {
    expect(caseMixAdjustment([...everybody].reverse())).toEqual(caseMixAdjustment(everybody));
  });

  test('everybody’s share of a cell twice over is the same mix', () => {
    const twice = caseMixAdjustment(everybody.map((one) => ({ ...one, n: 2 * one.n })));
    expect(twice.rows.map(({ adjusted }) => adjusted)).toEqual(
      caseMixAdjustment(everybody).rows.map(({ adjusted }) => expect.closeTo(adjusted, 9)),
    );
  });
});

describe('cells that nobody connects', () => {
  const apart = [...A, ...B, answers('C', 'chat', 20, 50), answers('C', 'mail', 5, 40)];

  test('two that the same person connects with each other only: one falls to the reference, then the other', () => {
    const { unconnected, cells, rows } = caseMixAdjustment(apart);
    // chat is told apart from mail by C, but neither from easy and hard.
    expect(unconnected).toHaveLength(1);
    expect(cells).toHaveLength(3);
    expect(cells.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    const c = rows.find(({ key }) => key === 'C');
    expect(c?.lines.find(({ cell }) => cell === 'easy')?.ownShare).toBeGreaterThan(0);
  });

  test('two of two people are both counted as the reference, in shares and in lines', () => {
    const two = [...A, ...B, answers('C', 'chat', 20, 50), answers('D', 'mail', 20, 60)];
    const { unconnected, cells, rows, groups } = caseMixAdjustment(two);
    expect(unconnected).toEqual(['chat', 'mail']);
    expect(cells).toEqual([
      { cell: 'easy', effect: 0, share: 80 / 120 },
      { cell: 'hard', effect: -27.5, share: 40 / 120 },
    ]);
    expect(groups.get('all')).toEqual(cells);
    expect(rows.find(({ key }) => key === 'C')?.lines).toEqual([
      { cell: 'easy', ownShare: 1, commonShare: 80 / 120, effect: 0, contribution: 0 },
      {
        cell: 'hard',
        ownShare: 0,
        commonShare: 40 / 120,
        effect: -27.5,
        contribution: expect.closeTo(-27.5 / 3, 12),
      },
    ]);
  });
});

describe('peer groups', () => {
  test('each is judged at its own mix; who is alone in one is not adjusted', () => {
    const people = [
      ...[...A, ...B].map((one) => ({ ...one, peerGroup: 'agent' })),
      answers('C', 'easy', 30, 80, 'clerk'),
      answers('C', 'hard', 30, 60, 'clerk'),
      answers('D', 'easy', 10, 80, 'clerk'),
      answers('E', 'hard', 10, 60, 'lead'),
    ];
    const { groups, rows } = caseMixAdjustment(people);
    expect([...groups.keys()]).toEqual(['agent', 'clerk', 'lead']);
    expect(groups.get('agent')?.map(({ share }) => share)).toEqual([0.5, 0.5]);
    expect(groups.get('clerk')?.map(({ share }) => share)).toEqual([40 / 70, 30 / 70]);
    expect(groups.get('lead')).toEqual([]);
    expect(rows.find(({ key }) => key === 'E')).toEqual({ key: 'E', mean: 60, adjusted: 60, lines: [] });
    const moved = rows
      .filter(({ key }) => ['C', 'D'].includes(key))
      .reduce((sum, { key, adjusted, mean }) => sum + (key === 'C' ? 60 : 10) * (adjusted - mean), 0);
    expect(moved).toBeCloseTo(0, 9);
  });

  test('are sorted, their members in their order; without a name they are one', () => {
    const found = byGroup([{ id: 1, peerGroup: 'b' }, { id: 2 }, { id: 3, peerGroup: 'b' }, { id: 4, peerGroup: 'a' }]); // prettier-ignore
    expect([...found].map(([name, members]) => [name, members.map(({ id }) => id)])).toEqual([
      ['a', [4]],
      ['all', [2]],
      ['b', [1, 3]],
    ]);
  });

  test('of two people have a mix, of one none', () => {
    const cells = [{ cell: 'a', effect: 3 }, { cell: 'x', effect: 9 }]; // prettier-ignore
    const member = (n: number) => ({ cells: [{ cell: 'a', n }, { cell: 'b', n: 1 }] }); // prettier-ignore
    expect(groupMix(cells, [member(2)])).toEqual([]);
    expect(groupMix(cells, [member(2), member(1)])).toEqual([
      { cell: 'a', effect: 3, share: 3 / 5 },
      { cell: 'x', effect: 9, share: 0 },
    ]);
  });
});

describe('printed lines', () => {
  test('own less common share, times the effect, with the sign it has on the mean', () => {
    const own = [{ cell: 'a', n: 3 }, { cell: 'b', n: 4 }, { cell: 'a', n: 1 }]; // prettier-ignore
    expect(mixLines(own, [{ cell: 'a', effect: -6, share: 0.25 }])).toEqual([
      { cell: 'a', ownShare: 0.5, commonShare: 0.25, effect: -6, contribution: 1.5 },
    ]);
  });

  test('without an effect a line says nought, not less than nothing', () => {
    const [line] = mixLines([{ cell: 'b', n: 4 }], [{ cell: 'a', effect: 0, share: 1 }]);
    expect(Object.is(line?.contribution, 0)).toBe(true);
  });
});

describe('little or nothing to adjust', () => {
  test('nobody: no cells, no groups', () => {
    expect(caseMixAdjustment([])).toEqual({
      cells: [],
      groups: new Map(),
      unconnected: [],
      referenceCell: null,
      explained: 0,
      rows: [],
    });
  });

  test('one kind of contact is the reference and moves nobody', () => {
    const { cells, rows, explained } = caseMixAdjustment([
      answers('A', 'a', 4, 80),
      answers('B', 'a', 4, 60),
    ]);
    expect(cells).toEqual([{ cell: 'a', effect: 0, share: 1 }]);
    expect(rows.map(({ adjusted }) => adjusted)).toEqual([80, 60]);
    expect(explained).toBe(0);
  });

  test.each([
    ['no answers', 0, 70],
    ['less than none', -1, 70],
    ['an unknown number', Number.NaN, 70],
    ['no mean', 4, Number.NaN],
    ['a mean beyond all measure', 4, -Infinity],
  ])('%s in a cell is refused with the name', (_, n, mean) => {
    expect(() => caseMixAdjustment([...A, answers('B', 'easy', n, mean)])).toThrow(
      expect.objectContaining({
        code: 'scoring.bad_counts',
        message: 'The answers of "B" cannot be scored.',
        details: { reason: 'B' },
      }),
    );
  });
});
