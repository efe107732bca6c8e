import { levelsOf, meanOf, type RatedMember, raterSpreads } from './rating-spread';

const by = (raterId: number, ...ratings: number[]): RatedMember[] =>
  ratings.map((given, index) => ({
    employeeId: raterId * 100 + index,
    teamId: raterId,
    raterId,
    raterName: `Lead ${raterId}`,
    given,
    counts: given,
  }));
const times = (n: number, rating: number): number[] => Array.from({ length: n }, () => rating);

describe('how leads rate', () => {
  it('a rating between two levels belongs to the nearer, half way to the upper', () => {
    expect(levelsOf([100, 149, 150, 249, 250, 349, 350, 450, 500])).toEqual([2, 2, 2, 1, 2]);
    expect(levelsOf([])).toEqual([0, 0, 0, 0, 0]);
    expect(meanOf([])).toBeNull();
  });

  it('who gives nearly everybody the target stands out, and so does who gives it to nobody', () => {
    const { share, raters } = raterSpreads(
      [
        ...by(1, ...times(20, 450)),
        ...by(2, ...times(20, 250)),
        ...by(3, ...times(10, 400), ...times(10, 300)),
      ],
      350,
    );
    expect(share).toBe(0.5);
    expect(raters.map(({ name, state }) => [name, state])).toEqual([
      ['Lead 1', 'lenient'],
      ['Lead 2', 'strict'],
      ['Lead 3', 'within'],
    ]);
    expect(raters[2]).toMatchObject({ people: 20, onTarget: 10, share: 0.5, mean: 350 });
  });

  it('a difference that chance explains is none', () => {
    const { raters } = raterSpreads([...by(1, ...times(5, 400)), ...by(2, 400, 400, 300, 300, 400)], 350);
    expect(raters.map(({ state }) => state)).toEqual(['within', 'within']);
    expect(raters[0]?.expected?.high).toBeLessThanOrEqual(1);
  });

  it('fewer than five ratings, a lone lead, and ratings all on one side judge nobody', () => {
    const states = (members: RatedMember[]) => raterSpreads(members, 350).raters.map(({ state }) => state);
    expect(states([...by(1, 400, 400, 300, 300), ...by(2, ...times(6, 300))])).toEqual(['within', 'few']);
    expect(states(by(1, ...times(20, 400), 300))).toEqual(['few']);
    expect(states([...by(1, ...times(9, 400)), ...by(2, ...times(9, 400))])).toEqual(['few', 'few']);
    expect(raterSpreads([], 350)).toEqual({ share: 0, raters: [] });
  });

  it('what counts after calibration does not change how the lead rated', () => {
    const corrected = by(1, ...times(20, 450)).map((member) => ({ ...member, counts: 300 }));
    const { raters } = raterSpreads([...corrected, ...by(2, ...times(20, 250))], 350);
    expect(raters[0]).toMatchObject({ name: 'Lead 1', share: 1, state: 'lenient' });
  });
});
