/** What may be shown of a selection: whatever a reader adds and subtracts, one to four answers are never left. */
import fc from 'fast-check';
import { isSafe } from '../calc';
import {
  DIMENSIONS,
  type Filters,
  mayShow,
  partsOf,
  type RatedRow,
  responsesIn,
  satisfied,
  selected,
  summedBy,
  tally,
} from './selection';

const place = { team: '', touchpoint: '', channel: '', reason: '', segment: '', day: '' };
const row = (where: Partial<RatedRow>, n: number, rating = 5): RatedRow => ({
  ...place,
  measured: 'service',
  questionId: 1,
  surveyVersionId: 1,
  perPerson: false,
  min: 1,
  max: 5,
  rating,
  weightPpm: n * 1_000_000,
  ...where,
});

describe('how many responses stand behind counts', () => {
  it('two questions of one version are one response each', () => {
    const rows = [row({}, 3), row({ questionId: 2 }, 2), row({ questionId: 3, perPerson: true }, 9)];
    expect(responsesIn(rows)).toBe(3);
  });

  it('versions are answered by different customers', () => {
    expect(responsesIn([row({}, 3), row({ questionId: 7, surveyVersionId: 2 }, 4)])).toBe(7);
  });

  it('three customers who each answered two questions are too few', () => {
    expect(mayShow([row({}, 3), row({ questionId: 2 }, 3)], {})).toBe(false);
  });
});

describe('a filter', () => {
  it('that leaves out three customers is not answered, though it is met by many', () => {
    const rows = [row({ channel: 'phone' }, 97), row({ channel: 'chat' }, 3)];
    expect(mayShow(rows, { channel: 'phone' })).toBe(false);
    expect(mayShow(rows, {})).toBe(true);
  });

  it('on the part hidden beside a small one is not answered either', () => {
    const rows = [row({ channel: 'phone' }, 60), row({ channel: 'email' }, 37), row({ channel: 'chat' }, 3)];
    expect(partsOf(rows, {}, 'channel').map(({ key, shown }) => [key, shown])).toEqual([
      ['phone', true],
      ['email', false],
      ['chat', false],
    ]);
    expect(mayShow(rows, { channel: 'email' })).toBe(false);
    expect(mayShow(rows, { channel: 'phone' })).toBe(true);
  });

  it('on one of two equally small parts is answered the same in whatever order rows were read', () => {
    const rows = [row({ channel: 'phone' }, 5), row({ channel: 'email' }, 5), row({ channel: 'chat' }, 3)];
    for (const read of [rows, [...rows].reverse()]) {
      expect(mayShow(read, { channel: 'email' })).toBe(false);
      expect(mayShow(read, { channel: 'phone' })).toBe(true);
    }
  });

  it('and another one: the few who meet neither cannot be found by inclusion and exclusion', () => {
    const rows = [
      row({ channel: 'phone', reason: 'billing' }, 20),
      row({ channel: 'phone', reason: 'leak' }, 20),
      row({ channel: 'chat', reason: 'billing' }, 20),
      row({ channel: 'chat', reason: 'leak' }, 2),
    ];
    expect(mayShow(rows, { channel: 'phone', reason: 'billing' })).toBe(false);
  });

  it('satisfied customers are the two best of five', () => {
    expect(satisfied([row({}, 6, 4), row({}, 4, 3)])).toMatchObject({ k: 6, n: 10, share: 0.6 });
  });
});

it('whatever is shown by one or two filters, the difference to what it is part of is none or five and more', () => {
  const one = fc.record({
    channel: fc.constantFrom('phone', 'chat', 'email'),
    reason: fc.constantFrom('billing', 'leak', 'visit'),
    n: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 9 }), (places) => {
      const rows = places.map(({ channel, reason, n }) => row({ channel, reason }, n));
      const values = (name: 'channel' | 'reason') => [undefined, ...new Set(rows.map((each) => each[name]))];
      const shown: Filters[] = [];
      for (const channel of values('channel'))
        for (const reason of values('reason')) {
          const filters = { ...(channel && { channel }), ...(reason && { reason }) };
          if (mayShow(rows, filters)) shown.push(filters);
        }
      const count = (filters: Filters) => responsesIn(selected(rows, filters));
      for (const filters of shown)
        for (const name of DIMENSIONS.filter((dimension) => filters[dimension] !== undefined)) {
          const whole = { ...filters, [name]: undefined };
          if (shown.some((other) => JSON.stringify(other) === JSON.stringify(whole)))
            expect(isSafe(count(whole) - count(filters))).toBe(true);
          // All the shown parts of a shown whole together.
          const parts = partsOf(rows, whole, name).filter((part) => part.shown);
          const rest = count(whole) - parts.reduce((sum, { n }) => sum + n, 0);
          if (parts.length > 0) expect(isSafe(rest)).toBe(true);
        }
    }),
    { numRuns: 300 },
  );
});

it('rows summed by the dimensions asked for give the same parts, answers and shares as all of them', () => {
  const one = fc.record({
    team: fc.constantFrom('1', '2', '3'),
    channel: fc.constantFrom('phone', 'chat'),
    reason: fc.constantFrom('billing', 'moving', 'leak'),
    day: fc.constantFrom('2026-10-01', '2026-10-02'),
    rating: fc.integer({ min: 1, max: 5 }),
    questionId: fc.constantFrom(1, 2),
    weightPpm: fc.integer({ min: 1, max: 40_000_000 }),
  });
  fc.assert(
    fc.property(
      fc.array(one, { minLength: 1, maxLength: 60 }),
      fc.constantFrom<Filters>({}, { channel: 'phone' }, { channel: 'chat', reason: 'leak' }),
      fc.constantFrom(...DIMENSIONS),
      (places, filters, dimension) => {
        const rows = places.map((place) => row(place, 0)).map((each, at) => ({ ...each, ...places[at] }));
        const told = [...DIMENSIONS.filter((name) => filters[name] !== undefined), dimension];
        const few = summedBy(rows, told);
        const found = (of: readonly RatedRow[]) =>
          partsOf(of, filters, dimension).map(({ key, n, shown, rows: own }) => [key, n, shown, tally(own)]);
        expect(found(few)).toEqual(found(rows));
        expect(mayShow(few, filters)).toBe(mayShow(rows, filters));
        expect(summedBy(rows, [...told].reverse())).toBe(few);
      },
    ),
  );
});
