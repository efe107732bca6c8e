/** The rules of the integrity signals: one test per situation, with the arithmetic where it can be done by hand. */
import fc from 'fast-check';
import { binomialCdf } from '../../../kernel';
import {
  besidePeers,
  type CountedIn,
  kudosReciprocity,
  likeComments,
  likeness,
  looksSelfAnswered,
  managerEffects,
  ratingJump,
  sameDevice,
  shareBesidePeers,
  shingles,
  standing,
  strengthOf,
  tailBesidePeers,
  worstBurst,
} from '.';

const MINUTE = 60_000;
const DAY = 86_400_000;
const everybody = (times: readonly number[], n = 100): CountedIn[] =>
  times.map((count, index) => ({ employeeId: index + 1, stratum: 1, n, times: count }));
const of = (rows: readonly CountedIn[], employeeId: number) => {
  const compared = besidePeers(rows).get(employeeId);
  if (!compared) throw new Error('There is nothing to compare with.');
  return compared;
};

describe('one person beside colleagues', () => {
  it('three alike colleagues: (3 · 97 + ½)/(300 + 1), as uncertain as after 301 observations', () => {
    const compared = of(everybody([84, 97, 97, 97]), 1);
    expect(compared.rate).toBeCloseTo(291.5 / 301, 12);
    expect(compared.weight).toBeCloseTo(301, 6);
    expect(compared).toMatchObject({ n: 100, times: 84, peers: 3 });
  });

  it('colleagues who differ more than by chance make more of a difference usual', () => {
    const alike = of(everybody([84, 96, 97, 98, 97]), 1);
    const unlike = of(everybody([84, 70, 97, 80, 99]), 1);
    expect(unlike.weight).toBeLessThan(alike.weight / 4);
    expect(shareBesidePeers('invitation_suppression', unlike).suspicious).toBe(false);
    expect(shareBesidePeers('invitation_suppression', alike).suspicious).toBe(true);
  });

  it('a colleague far from all others does not hide whoever is looked at', () => {
    const two = of(everybody([84, 40, 96, 97, 98, 97, 97]), 1);
    expect(two.weight).toBeGreaterThan(100);
  });

  it('where somebody served decides what is expected: 40 at a place with 90 %, 60 at one with 50 %', () => {
    const rows = [
      { employeeId: 1, stratum: 'desk', n: 40, times: 36 },
      { employeeId: 1, stratum: 'kiosk', n: 60, times: 30 },
      ...[2, 3, 4].flatMap((employeeId) => [
        { employeeId, stratum: 'desk', n: 1000, times: 900 },
        { employeeId, stratum: 'kiosk', n: 1000, times: 500 },
      ]),
    ];
    expect(of(rows, 1).rate).toBeCloseTo(0.4 * (2700.5 / 3001) + 0.6 * 0.5, 12);
  });

  it('too little of one’s own, too few colleagues or too few of theirs: nothing is said', () => {
    expect(besidePeers(everybody([10, 19, 19, 19], 19)).get(1)).toBeNull();
    expect(besidePeers(everybody([10, 97, 97])).get(1)).toBeNull();
    expect(besidePeers([...everybody([10]), ...everybody([0, 15, 16, 17], 17).slice(1)]).get(1)).toBeNull();
  });

  it('all colleagues asked about everything, and one contact left out here: not a chance of 0', () => {
    const one = shareBesidePeers('invitation_suppression', of(everybody([99, 100, 100, 100, 100]), 1));
    expect(one.probability).toBeGreaterThan(0.1);
  });

  it('with ever more alike colleagues it is the exact binomial', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, rate, part) => {
          const times = Math.min(n, Math.floor(part * (n + 1)));
          const known = { n, times, rate, weight: 1e9, peers: 1000 };
          const exact = binomialCdf(times, n, rate);
          expect(tailBesidePeers(known, 'lower') / exact).toBeCloseTo(1, 2);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('the tails of a small distribution add up: ¼ of Beta(1, 1), n = 3 is uniform on 0…3', () => {
    const uniform = (times: number) => ({ n: 3, times, rate: 0.5, weight: 2, peers: 3 });
    expect([0, 1, 2, 3].map((times) => tailBesidePeers(uniform(times), 'lower'))).toEqual([
      expect.closeTo(0.25, 12),
      expect.closeTo(0.5, 12),
      expect.closeTo(0.75, 12),
      1,
    ]);
    expect(tailBesidePeers(uniform(2), 'upper')).toBeCloseTo(0.5, 12);
    expect(tailBesidePeers(uniform(0), 'upper')).toBe(1);
  });
});

describe('a burst of answers', () => {
  const quiet = (dailyAnswers: number) => (_: number, minutes: number) => (dailyAnswers * minutes) / 480;

  it('four within a quarter of an hour: 4 · 2 · P(X ≥ 3 | λ = ⅛)', () => {
    const times = [0, 4, 8, 14].map((minute) => minute * MINUTE);
    const burst = worstBurst(times, quiet(4));
    const tail = 1 - Math.exp(-0.125) * (1 + 0.125 + 0.125 ** 2 / 2);
    expect(burst).toMatchObject({ minutes: 15, count: 4, from: 0, suspicious: false });
    expect(burst?.probability).toBeCloseTo(8 * tail, 12);
  });

  it('eight within ten minutes among forty over a month speak', () => {
    const calm = Array.from({ length: 40 }, (_, index) => index * 15 * 60 * MINUTE);
    const pile = Array.from({ length: 8 }, (_, index) => 7 * DAY + index * MINUTE);
    const burst = worstBurst(
      [...calm, ...pile].sort((a, b) => a - b),
      quiet(2),
    );
    expect(burst).toMatchObject({ count: expect.any(Number) as number, suspicious: true });
    expect(burst?.count).toBeGreaterThanOrEqual(8);
    expect(burst?.from).toBe(7 * DAY);
  });

  it('the same pile while everybody’s answers come in is nothing', () => {
    const pile = Array.from({ length: 8 }, (_, index) => index * MINUTE);
    expect(worstBurst(pile, () => 6)?.suspicious).toBe(false);
  });

  it('three answers are no burst', () => {
    expect(worstBurst([0, 1, 2], quiet(0.01))).toBeNull();
  });
});

describe('a jump of good ratings', () => {
  const ones = (n: number) => Array.from({ length: n }, () => 1 as const);
  const zeros = (n: number) => Array.from({ length: n }, () => 0 as const);

  it('twenty poor, then twenty good: 2 · 40 · ln 2', () => {
    const jump = ratingJump([...zeros(20), ...ones(20)]);
    expect(jump).toMatchObject({ at: 20, before: { n: 20, good: 0 }, after: { n: 20, good: 20 } });
    expect(jump?.statistic).toBeCloseTo(80 * Math.LN2, 9);
    expect(jump?.suspicious).toBe(true);
  });

  it('nobody’s ratings change: nothing', () => {
    expect(ratingJump(ones(60))).toMatchObject({ statistic: 0, probability: 1, suspicious: false });
    const alternating = Array.from({ length: 100 }, (_, index) => (index % 2) as 0 | 1);
    expect(ratingJump(alternating)?.suspicious).toBe(false);
  });

  it('fewer than twenty on a side are not looked at', () => {
    expect(ratingJump([...zeros(19), ...ones(20)])).toBeNull();
    expect(ratingJump([...zeros(10), ...ones(90)])?.at).toBe(20);
  });

  it('reading the answers backwards finds the same change', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0 as const, 1 as const), { minLength: 40, maxLength: 120 }),
        (good) => {
          const [there, back] = [ratingJump(good), ratingJump([...good].reverse())];
          expect(back?.statistic).toBeCloseTo(there?.statistic ?? NaN, 9);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('managers', () => {
  const usual = [2, 3, 4, 5, 6].map((managerId) => ({ managerId, n: 200, times: 4 + (managerId % 3) }));

  it('a manager whose people lose one answer in eight, where others lose one in forty', () => {
    const effects = managerEffects('manager_exclusions', [{ managerId: 1, n: 200, times: 25 }, ...usual]);
    expect(effects.filter(({ suspicious }) => suspicious).map(({ managerId }) => managerId)).toEqual([1]);
    expect(effects[0]?.probability).toBeLessThan(1e-9);
    expect(effects[0]?.limits.alarm.high).toBeLessThan(0.125);
  });

  it('managers alike, or one with few answers: nothing', () => {
    expect(managerEffects('manager_exclusions', usual).some(({ suspicious }) => suspicious)).toBe(false);
    expect(managerEffects('manager_exclusions', [{ managerId: 1, n: 8, times: 4 }, ...usual])).toHaveLength(
      5,
    );
  });
});

describe('comments alike', () => {
  const long = 'La señora que me atendió fue muy amable y resolvió mi problema';

  it('accents, capitals and signs make no difference', () => {
    expect(
      likeness(shingles(long), shingles('¡LA SENORA que me atendio, fue muy amable y resolvio mi problema!')),
    ).toBe(1);
  });

  it('one word changed of twelve: 7 of 13 shingles are shared', () => {
    expect(likeness(shingles(long), shingles(long.replace('amable', 'atenta')))).toBeCloseTo(7 / 13, 12);
  });

  it('three like ones are a group, two are not, and what is short is alike by itself', () => {
    const row = (comment: string, id: number) => ({ id, comment });
    const others = [
      'Tardaron dos semanas en venir y nadie avisó de nada',
      'Muy bien',
      'Muy bien',
      'Muy bien',
    ].map(row);
    const groups = likeComments([...others, row(long, 7), row(`${long}.`, 8), row(long.toUpperCase(), 9)]);
    expect(groups.map((group) => group.map(({ id }) => id))).toEqual([[7, 8, 9]]);
    expect(likeComments([row(long, 1), row(long, 2)])).toEqual([]);
  });
});

describe('one hand', () => {
  const at = (day: number, responseId: string, employeeId = 1, device = 'd') => ({
    responseId,
    employeeId,
    device,
    at: day * DAY,
  });

  it('three answers about one employee from one device within thirty days', () => {
    const found = sameDevice([at(29, 'c'), at(0, 'a'), at(10, 'b')]);
    expect(found).toEqual([
      { employeeId: 1, device: 'd', responses: ['a', 'b', 'c'], from: 0, to: 29 * DAY },
    ]);
  });

  it('over more days, about several employees, or from several devices: nothing', () => {
    expect(sameDevice([at(0, 'a'), at(15, 'b'), at(30, 'c')])).toEqual([]);
    expect(sameDevice([at(0, 'a'), at(1, 'b', 2), at(2, 'c', 3)])).toEqual([]);
    expect(sameDevice([at(0, 'a'), at(1, 'b', 1, 'e'), at(2, 'c', 1, 'f')])).toEqual([]);
  });

  it('an own address or device does by itself, haste and the office network only together', () => {
    expect(looksSelfAnswered(['staff_contact'])).toBe(true);
    expect(looksSelfAnswered(['staff_device'])).toBe(true);
    expect(looksSelfAnswered(['hasty', 'office_network'])).toBe(true);
    expect(looksSelfAnswered(['hasty'])).toBe(false);
    expect(looksSelfAnswered(['office_network'])).toBe(false);
    expect(looksSelfAnswered([])).toBe(false);
  });
});

describe('thanks in turn', () => {
  it('everybody thanks everybody: that is chance', () => {
    const people = [1, 2, 3, 4, 5];
    const thanks = people.flatMap((from) =>
      people.filter((to) => to !== from).map((to) => ({ from, to, times: 5 })),
    );
    expect(kudosReciprocity(thanks).suspicious).toBe(false);
  });

  it('thirty people in fifteen pairs who thank only each other', () => {
    const thanks = Array.from({ length: 30 }, (_, index) => ({ from: index, to: index ^ 1, times: 2 }));
    const found = kudosReciprocity(thanks);
    expect(found).toMatchObject({ mutual: 15, suspicious: true });
    // From others than oneself the partner has no thanks (0 + 1), each of the 28 others two (2 + 1): of 85 shares 1 and 3.
    const chance = (share: number) => 1 - (1 - share / 85) ** 2;
    expect(found.expected).toBeCloseTo(15 * chance(1) ** 2 + 420 * chance(3) ** 2, 9);
  });
});

describe('many tests at once', () => {
  it('each has to be below its own bar and stand among all', () => {
    const tests = [
      { kind: 'answer_burst', probability: 0.0005 },
      { kind: 'invitation_suppression', probability: 0.0005 },
      { kind: 'invitation_suppression', probability: 0.3 },
    ] as const;
    expect(standing(tests)).toEqual([false, true, false]);
    const many = [...tests, ...Array.from({ length: 200 }, () => ({ ...tests[2] }))];
    expect(standing(many)).toEqual(many.map(() => false));
  });

  it('the strength orders the list', () => {
    expect([1e-9, 1e-5, 5e-4].map((p) => strengthOf(p, 1))).toEqual(['strong', 'clear', 'slight']);
    expect([7, 4, 3].map((answers) => strengthOf(null, answers))).toEqual(['strong', 'clear', 'slight']);
  });
});
