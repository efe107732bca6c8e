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
