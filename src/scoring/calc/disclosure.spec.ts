/** Small numbers: no way of adding and subtracting what is shown may leave one to four answers. */
import fc from 'fast-check';
import { addDays } from '../../kernel';
import { isSafe, LEAST_SHOWN, openEdges, shownGroups, weekOf } from './disclosure';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('parts of a whole', () => {
  it('are all shown when none is small', () => {
    expect(shownGroups([5, 12, 0, 80])).toEqual([true, true, true, true]);
  });

  it('a single small one takes the smallest other with it', () => {
    expect(shownGroups([60, 3, 37])).toEqual([true, false, false]);
  });

  it('two small ones that are five together need no third', () => {
    expect(shownGroups([60, 3, 2])).toEqual([true, false, false]);
    expect(shownGroups([60, 3, 1, 9])).toEqual([true, false, false, false]);
  });

  it('five are enough, four and nine tenths are not, and none gives nobody away', () => {
    expect([0, 0.5, 4.9, 5, 6].map((answers) => isSafe(answers))).toEqual([true, false, false, true, true]);
    expect([-1, 9, 10].map((answers) => isSafe(answers, 10))).toEqual([true, false, true]);
    // Ten shares of one half, summed with a last bit missing.
    expect(isSafe(5 - 1e-10)).toBe(true);
  });

  it('of those as small as each other the first is hidden, one without answers stays', () => {
    expect(shownGroups([0, 9, 7, 7, 2])).toEqual([true, true, false, true, false]);
    expect(shownGroups([8, 7, 3, 6, 0])).toEqual([true, true, false, false, true]);
  });

  it('where everything is small, all is hidden; with another least number more is', () => {
    expect(shownGroups([3])).toEqual([false]);
    expect(shownGroups([1, 0, 2])).toEqual([false, true, false]);
    expect(shownGroups([])).toEqual([]);
    expect(shownGroups([12, 8, 30], 10)).toEqual([false, false, true]);
  });

  it('as many are hidden as it takes: two and then six more are eight', () => {
    expect(shownGroups([2, 6, 9, 40], 10)).toEqual([false, false, false, true]);
  });

  it('what is hidden is never one to four answers while something is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 }), (parts) => {
        const shown = shownGroups(parts);
        const hidden = sum(parts.filter((_, index) => !shown[index]));
        const seen = parts.filter((n, index) => shown[index] && n > 0);
        expect(seen.every((n) => n >= LEAST_SHOWN)).toBe(true);
        if (seen.length > 0) expect(isSafe(hidden)).toBe(true);
      }),
    );
  });
});

describe('stretches of days', () => {
  it('weeks begin on Monday', () => {
    expect([weekOf('2026-11-22'), weekOf('2026-11-23')]).toEqual(['2026-11-16', '2026-11-23']);
  });

  it('a month of three answers cannot be cut out of its year', () => {
    const answers = new Map([
      ['2026-01-10', 30],
      ['2026-02-10', 3],
      ['2026-03-10', 30],
    ]);
    const edges = openEdges(answers, [2026]);
    expect(edges.has('2026-02-01') && edges.has('2026-03-01')).toBe(false);
    expect(edges.has('2026-01-01')).toBe(true);
  });

  const edgesOf = (answers: Record<string, number>, least?: number) =>
    [...openEdges(new Map(Object.entries(answers)), [2026], least)].sort();
  const monthsOf2026 = Array.from(
    { length: 12 },
    (_, index) => `2026-${String(index + 1).padStart(2, '0')}-01`,
  );

  it('a year without answers may be cut everywhere, there is nobody to find', () => {
    const edges = edgesOf({});
    expect(edges).toHaveLength(366);
    expect([edges[0], edges.at(-1)]).toEqual(['2026-01-01', '2027-01-01']);
  });

  it('a year of one small day cannot be cut at all, however the rest is empty', () => {
    expect(edgesOf({ '2026-06-17': 3 })).toEqual(['2026-01-01', '2027-01-01']);
    expect(edgesOf({ '2026-01-01': 3 })).toEqual(['2026-01-01', '2027-01-01']);
  });

  it('a small month joins the next, and their common days are not told apart', () => {
    const edges = edgesOf({ '2026-02-10': 3, '2026-03-02': 9, '2026-03-20': 8 });
    expect(edges.filter((edge) => monthsOf2026.includes(edge))).toEqual(
      monthsOf2026.filter((edge) => edge !== '2026-03-01'),
    );
    expect(edges.filter((edge) => edge > '2026-02-01' && edge < '2026-04-01')).toEqual([]);
  });

  it('a small last month joins the one before, over empty ones', () => {
    const edges = edgesOf({ '2026-09-10': 9, '2026-12-24': 2 });
    expect(edges.filter((edge) => edge > '2026-09-01')).toEqual(['2027-01-01']);
    expect(edges).toContain('2026-09-01');
  });

  it('in a month that is large enough weeks end with Sunday or the month', () => {
    const edges = edgesOf({ '2026-04-03': 6, '2026-04-15': 2, '2026-04-22': 4, '2026-04-30': 7 });
    const april = edges.filter((edge) => edge >= '2026-04-01' && edge <= '2026-05-01');
    // By day up to the 12th; the weeks of the 13th (two answers) and of the 20th (four) are one; by day again from the 27th.
    expect(april).toEqual([
      ...['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13'],
      ...['27', '28', '29', '30'],
    ].map((day) => `2026-04-${day}`).concat('2026-05-01')); // prettier-ignore
  });

  it('with a least number of two, days of two may be told apart', () => {
    const days = { '2026-04-01': 2, '2026-04-02': 2, '2026-04-03': 1, '2026-04-04': 3 };
    expect(edgesOf(days, 2).filter((edge) => edge >= '2026-04-01' && edge <= '2026-04-06')).toEqual([
      '2026-04-01',
      '2026-04-02',
      '2026-04-03',
      '2026-04-05',
      '2026-04-06',
    ]);
  });

  it('several years are each divided by themselves', () => {
    const edges = openEdges(new Map([['2025-12-31', 3]]), [2025, 2026]);
    expect([...edges].filter((edge) => edge <= '2026-01-01').sort()).toEqual(['2025-01-01', '2026-01-01']);
    expect(edges.has('2026-07-14')).toBe(true);
  });

  it('days with five answers each can be cut anywhere', () => {
    const answers = new Map(Array.from({ length: 31 }, (_, index) => [addDays('2026-01-01', index), 5]));
    const edges = openEdges(answers, [2026]);
    expect(edges.has('2026-01-14') && edges.has('2026-01-15')).toBe(true);
  });

  it('no two stretches that may be shown differ by one to four answers', () => {
    const day = fc.record({ offset: fc.integer({ min: 0, max: 364 }), n: fc.integer({ min: 1, max: 7 }) });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 60 }), (days) => {
        const answers = new Map<string, number>();
        for (const { offset, n } of days) {
          const at = addDays('2026-01-01', offset);
          answers.set(at, (answers.get(at) ?? 0) + n);
        }
        const total = sum([...answers.values()]);
        fc.pre(isSafe(total));
        const edges = [...openEdges(answers, [2026])].sort();
        for (const [index, from] of edges.entries()) {
          const to = edges[index + 1];
          if (to === undefined) continue;
          const between = sum([...answers].filter(([at]) => from <= at && at < to).map(([, n]) => n));
          expect(isSafe(between)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
