import { byGroup, distribution, type MemberFacts, moves, spread, totalOf } from './comparison';

const person = (key: string, more: Partial<MemberFacts> = {}): MemberFacts => ({
  employeeId: Number(key.slice(1)),
  key,
  name: key,
  entitledMinor: 1000,
  team: 'A',
  site: 'Norte',
  legalEntity: null,
  ...more,
});
const people = [
  person('E1'),
  person('E2'),
  person('E3', { team: 'B', entitledMinor: 2000 }),
  person('E4', { team: null }),
];
const before = new Map([['E1', 1000], ['E2', 500], ['E3', 2000], ['E4', 0]]); // prettier-ignore
const after = new Map([['E1', 1000], ['E2', 800], ['E3', 1500], ['E4', 200]]); // prettier-ignore

describe('two results of a cycle', () => {
  it('say who gets more, who less and who the same, the largest change first', () => {
    expect(moves(people, before, after)).toMatchObject({
      up: 2,
      down: 1,
      same: 1,
      people: [
        { name: 'E3', changeMinor: -500 },
        { name: 'E2', changeMinor: 300 },
        { name: 'E4', changeMinor: 200 },
      ],
    });
  });

  it('count everybody at the part of the target that is paid', () => {
    expect(spread(people, before)).toEqual([1, 0, 1, 0, 2, 0, 0, 0, 0]);
    expect(spread(people, after)).toEqual([1, 0, 0, 2, 1, 0, 0, 0, 0]);
  });

  it('leave nobody below a step for a cent lost in rounding, and none without a target', () => {
    expect(spread([person('E1')], new Map([['E1', 999]]))).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(spread([person('E1', { entitledMinor: 0 })], before)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('sum each group, also those who belong to none, largest first', () => {
    expect(byGroup(people, 'team', before, after)).toEqual([
      { group: 'A', people: 2, beforeMinor: 1500, afterMinor: 1800, beforeShare: 0.75, afterShare: 0.9 },
      { group: null, people: 1, beforeMinor: 0, afterMinor: 200, beforeShare: 0, afterShare: 0.2 },
      { group: 'B', people: 1, beforeMinor: 2000, afterMinor: 1500, beforeShare: 1, afterShare: 0.75 },
    ]);
    expect(byGroup([person('E1', { entitledMinor: 0 })], 'site', before, after)[0]).toMatchObject({
      beforeShare: null,
    });
  });

  it('have quartiles that somebody really gets, and a total', () => {
    expect(distribution(before.values())).toEqual({
      lowestMinor: 0,
      quarterMinor: 0,
      medianMinor: 500,
      threeQuartersMinor: 1000,
      highestMinor: 2000,
    });
    expect(totalOf(after)).toBe(3500);
    expect(distribution([])).toMatchObject({ medianMinor: 0 });
  });
});
