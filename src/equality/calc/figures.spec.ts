import { equalityFigures, type EqualityOutcome } from './figures';

/** `n` people of a group, of whom the first `favoured` are on target; two jobs in turn. */
const people = (group: string, n: number, favoured: number): [EqualityOutcome, string | null][] =>
  Array.from({ length: n }, (_, index) => [
    {
      employee: `${group}-${index}`,
      stratum: index % 2 === 0 ? 'agents' : 'visits',
      favoured: index < favoured,
      values: { total: index < favoured ? 1.2 : 0.6, lead: index % 3 === 0 ? null : 1 },
    },
    group === '' ? null : group,
  ]);
const figures = (...all: [EqualityOutcome, string | null][][]) => {
  const rows = all.flat();
  const said = new Map(
    rows.flatMap(([{ employee }, group]) => (group === null ? [] : [[employee, group] as const])),
  );
  return equalityFigures(
    rows.map(([outcome]) => outcome),
    new Map([['Género', said]]),
  )[0]!;
};

describe('figures on equal treatment', () => {
  it('hold each group against the one with the highest share, in both codings', () => {
    const { groups, unstated, hidden } = figures(people('a', 40, 36), people('b', 20, 12));
    expect({ unstated, hidden }).toEqual({ unstated: 0, hidden: 0 });
    const [a, b] = groups;
    expect(a).toMatchObject({ group: 'a', people: 40, favoured: 36, reference: true, ratio: 1, fisher: 1 });
    expect(b).toMatchObject({ group: 'b', people: 20, favoured: 12, reference: false, adverse: true });
    expect(b?.ratio).toBeCloseTo(0.6 / 0.9, 12);
    // Missed: 10 % of a, 40 % of b.
    expect(b?.missedRatio).toBeCloseTo(0.25, 12);
    // Worked out in whole numbers: Σ C(20, x)·C(40, 48 − x) over the tables as unlikely, of C(60, 48).
    expect(b?.fisher).toBeCloseTo(0.013513081864529056, 12);
  });

  it('compare at equal job: a gap that the job explains is none', () => {
    const outcome = (group: string, stratum: string, index: number, total: number) =>
      [
        { employee: `${group}${stratum}${index}`, stratum, favoured: total >= 1, values: { total } },
        group,
      ] as [EqualityOutcome, string];
    // b works mostly where less is paid; within a job both groups have the same.
    const rows = [
      ...Array.from({ length: 20 }, (_, i) => outcome('a', 'high', i, 1.2 + (i % 2) * 0.1)),
      ...Array.from({ length: 10 }, (_, i) => outcome('a', 'low', i, 0.7 + (i % 2) * 0.1)),
      ...Array.from({ length: 10 }, (_, i) => outcome('b', 'high', i, 1.2 + (i % 2) * 0.1)),
      ...Array.from({ length: 20 }, (_, i) => outcome('b', 'low', i, 0.7 + (i % 2) * 0.1)),
    ];
    const [, b] = figures(rows).groups;
    expect(b?.means['total']).toBeLessThan(0.95);
    expect(b?.gaps['total']?.gap).toBeCloseTo(0, 12);
    expect(b?.gaps['total']?.people).toBe(60);
  });

  it('a group of nine is not shown, and what it holds is in no other figure', () => {
    const { groups, hidden } = figures(
      people('a', 40, 36),
      people('b', 30, 12),
      people('c', 9, 9),
      people('', 15, 3),
    );
    expect(groups.map(({ group, people: n }) => [group, n])).toEqual([
      ['a', 40],
      ['b', 30],
    ]);
    expect(hidden).toBe(1);
  });

  it('nor is the next smallest, when the small one could be found by subtracting', () => {
    const { groups, hidden, unstated } = figures(
      people('a', 40, 36),
      people('b', 30, 12),
      people('c', 12, 9),
      people('d', 9, 9),
    );
    expect(groups.map(({ group }) => group)).toEqual(['a', 'b']);
    expect({ hidden, unstated }).toEqual({ hidden: 2, unstated: null });
  });

  it('those who said nothing hide a small group with them when they are many, and take another along when they are few', () => {
    const many = figures(people('a', 40, 36), people('b', 12, 9), people('c', 5, 5), people('', 6, 1));
    expect(many.groups.map(({ group }) => group)).toEqual(['a', 'b']);
    expect(many.unstated).toBeNull();
    const few = figures(
      people('a', 40, 36),
      people('b', 30, 12),
      people('c', 12, 9),
      people('d', 5, 5),
      people('', 2, 1),
    );
    expect(few.groups.map(({ group }) => group)).toEqual(['a', 'b']);
    expect(few.hidden).toBe(2);
  });

  it('a few who said nothing are no secret where every group is large', () => {
    const { groups, unstated } = figures(people('a', 40, 36), people('b', 30, 12), people('', 3, 1));
    expect(groups).toHaveLength(2);
    expect(unstated).toBe(3);
  });

  it('with one group to show there is nothing to compare', () => {
    expect(figures(people('a', 40, 36), people('b', 9, 9), people('', 10, 2)).groups).toEqual([]);
  });

  it('a measure that too few of a group have is not shown', () => {
    const [, b] = figures(people('a', 40, 36), people('b', 14, 7)).groups;
    // Five of fourteen have no rating by the lead.
    expect(b?.means['lead']).toBeNull();
    expect(b?.means['total']).not.toBeNull();
  });

  it('say nothing that names a person', () => {
    expect(JSON.stringify(figures(people('a', 40, 36), people('b', 20, 12)))).not.toMatch(/[ab]-\d/);
  });
});
