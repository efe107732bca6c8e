/** Edge cases of single formulas, one test per situation. */
import fc from 'fast-check';
import { decayWeight, effectiveN, repeatCustomerWeight } from './answer-weights';
import { caseMixAdjustment } from './case-mix';
import { empiricalBayes } from './empirical-bayes';
import { overdispersion } from './funnel';
import { contactEdits, falseDiscoveries, invitationSuppression } from './signals';
import { mergeCells } from './merge-cells';
import { compositeScore, isTopBox, ratingCounts, ratingStats, score100 } from './rating-counts';
import { band, compareScores, displayRule, neededAnswers } from './reliability';
import { ces, csatTopBox, meanInterval, nps, npsFromCounts, wilson } from './survey-metrics';

describe('rating counts', () => {
  test('half credit counts half', () => {
    const stats = ratingStats({ min: 1, max: 5, weights: [0, 0, 0, 500_000, 2_000_000] });
    expect(stats).toMatchObject({ n: 2.5, sum: 12, sumSquares: 58, topBox: 2.5, mean: 4.8 });
  });

  test('counts that do not fit their scale are refused', () => {
    const refused = expect.objectContaining({ code: 'scoring.bad_counts' });
    expect(() => ratingStats({ min: 1, max: 5, weights: [1, 2] })).toThrow(refused);
    expect(() => ratingStats({ min: 0, max: 1, weights: [0.5, 2] })).toThrow(refused);
    expect(() => ratingStats({ min: 1, max: 1, weights: [1] })).toThrow(refused);
    expect(() => ratingCounts({ min: 1, max: 5 }, { 6: 1 })).toThrow(refused);
  });

  test('on an effort scale where 7 is hard, 1 is the best answer', () => {
    const scale = { min: 1, max: 7, reversed: true };
    expect([score100(1, scale), score100(7, scale)]).toEqual([100, 0]);
    expect([isTopBox(scale, 2), isTopBox(scale, 3)]).toEqual([true, false]);
    expect(ces(ratingCounts(scale, { 1: 3, 2: 1 })).score).toBeCloseTo(95.8333333, 6);
  });

  test('thumbs have a top box of one', () => {
    expect([isTopBox({ min: 0, max: 1 }, 1), isTopBox({ min: 0, max: 1 }, 0)]).toEqual([true, false]);
  });

  test('an unanswered item of a composite gives its weight to the others', () => {
    expect(
      compositeScore([
        { score: 80, weight: 0.5 },
        { score: null, weight: 0.3 },
        { score: 60, weight: 0.5 },
      ]),
    ).toBe(70);
    expect(compositeScore([{ score: null, weight: 1 }])).toBeNull();
  });
});

describe('survey metrics without enough answers', () => {
  const fives = { min: 1, max: 5 };

  test('no answers: no share, and an interval that excludes nothing', () => {
    expect(csatTopBox(ratingCounts(fives, {}))).toEqual({ n: 0, satisfied: 0, share: null, low: 0, high: 1 });
    expect(meanInterval(ratingCounts(fives, {}))).toMatchObject({ n: 0, mean: null, interval: null });
    expect(nps({ promoters: 0, passives: 0, detractors: 0 })).toMatchObject({
      nps: null,
      low: -100,
      high: 100,
    });
  });

  test('one answer, or all alike: no t interval is pretended', () => {
    expect(meanInterval(ratingCounts(fives, { 5: 1 })).interval).toBeNull();
    expect(meanInterval(ratingCounts(fives, { 5: 30 })).interval).toBeNull();
  });

  test('when all are promoters the plain interval has no width, the published one has', () => {
    const result = nps({ promoters: 10, passives: 0, detractors: 0 });
    expect(result.wald).toEqual({ low: 100, high: 100 });
    expect(result.low).toBeLessThan(80);
    expect(result.high).toBe(100);
  });

  test('NPS from ratings 0–10 splits at 6|7 and 8|9, and refuses other scales', () => {
    const result = npsFromCounts(
      ratingCounts({ min: 0, max: 10 }, { 9: 40, 10: 20, 7: 20, 8: 5, 6: 10, 0: 5 }),
    );
    expect(result.nps).toBeCloseTo(45, 10);
    expect(() => npsFromCounts(ratingCounts(fives, { 5: 1 }))).toThrow(
      expect.objectContaining({ code: 'scoring.wrong_scale' }),
    );
  });

  test('the Wilson interval stays inside 0–1 and holds the share', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (successes, failures) => {
        fc.pre(successes + failures > 0);
        const { low, high } = wilson(successes, successes + failures);
        const share = successes / (successes + failures);
        expect(low >= 0 && low <= share && share <= high && high <= 1).toBe(true);
      }),
    );
    expect(() => wilson(3, 2)).toThrow(expect.objectContaining({ code: 'scoring.bad_counts' }));
  });
});

describe('empirical Bayes at its edges', () => {
  const same = (mean: number, n = 10) => ({ n, mean, within: 0 });

  test('everybody answered alike: everyone gets the common mean with certainty', () => {
    const result = empiricalBayes([
      { key: 'a', ...same(80) },
      { key: 'b', ...same(80) },
    ]);
    expect(result).toMatchObject({ basis: 'no_difference', mu: 80, tau2: 0, sigma2: 0, M: null });
    expect(result.rows.map((row) => [row.score, row.sd])).toEqual([
      [80, 0],
      [80, 0],
    ]);
  });

  test('no scatter within employees but between them: the last known σ² is used, else the floor of M', () => {
    const peers = [
      { key: 'a', ...same(90) },
      { key: 'b', ...same(70) },
    ];
    expect(empiricalBayes(peers, { lastSigma2: 400 }).sigma2).toBe(400);
    const floored = empiricalBayes(peers, { minimumM: 5 });
    expect(floored.M).toBe(5);
    expect(floored.rows[0]?.reliability).toBeCloseTo(10 / 15, 12);
    expect(floored.sigma2).toBeCloseTo(5 * floored.tau2, 12);
  });

  test('one answer each: nobody can be told apart', () => {
    const result = empiricalBayes([
      { key: 'a', ...same(100, 1) },
      { key: 'b', ...same(0, 1) },
    ]);
    expect(result.basis).toBe('no_difference');
    expect(result.rows.map((row) => row.score)).toEqual([50, 50]);
  });

  test('a lone employee is paid at target, and refused without one', () => {
    const alone = [{ key: 'a', n: 12, mean: 95, within: 300 }];
    expect(empiricalBayes(alone, { target: 82 })).toMatchObject({
      basis: 'target',
      rows: [{ score: 82, reliability: 0 }],
    });
    expect(() => empiricalBayes(alone)).toThrow(expect.objectContaining({ code: 'scoring.lone_employee' }));
    expect(() => empiricalBayes([])).toThrow(expect.objectContaining({ code: 'scoring.no_peers' }));
  });

  test('M is kept between its floor and its cap', () => {
    const spread = [
      { key: 'a', n: 50, mean: 90, within: 10 },
      { key: 'b', n: 50, mean: 10, within: 10 },
    ];
    expect(empiricalBayes(spread, { minimumM: 5 }).M).toBe(5);
    const close = [
      { key: 'a', n: 4000, mean: 80.3, within: 4000 * 400 },
      { key: 'b', n: 4000, mean: 79.4, within: 4000 * 400 },
    ];
    expect(empiricalBayes(close).M ?? 0).toBeGreaterThan(1000);
    expect(empiricalBayes(close, { maximumM: 1000 }).M).toBe(1000);
  });

  const peer = fc.record({
    n: fc.integer({ min: 1, max: 300 }),
    mean: fc.integer({ min: 0, max: 100 }),
    noise: fc.integer({ min: 1, max: 900 }),
  });
  const peersOf = (rows: readonly { n: number; mean: number; noise: number }[]) =>
    rows.map(({ n, mean, noise }, index) => ({ key: `E-${index}`, n, mean, within: n * noise }));

  test('the order of employees changes nothing, not even the last bit', () => {
    fc.assert(
      fc.property(fc.array(peer, { minLength: 2, maxLength: 20 }), (rows) => {
        expect(empiricalBayes(peersOf(rows).reverse())).toEqual(empiricalBayes(peersOf(rows)));
      }),
    );
  });

  test('a score lies between the own mean and the peer mean, its reliability between 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(peer, { minLength: 2, maxLength: 20 }), (rows) => {
        const peers = peersOf(rows);
        const result = empiricalBayes(peers);
        for (const [index, row] of result.rows.entries()) {
          const mean = [...peers].sort((a, b) => (a.key < b.key ? -1 : 1))[index]?.mean ?? Number.NaN;
          expect(row.score).toBeGreaterThanOrEqual(Math.min(mean, result.mu) - 1e-9);
          expect(row.score).toBeLessThanOrEqual(Math.max(mean, result.mu) + 1e-9);
          expect(row.reliability >= 0 && row.reliability < 1).toBe(true);
        }
      }),
    );
  });

  test('a change of unit (x → 2x + 7) changes scores by the same rule and M not at all', () => {
    fc.assert(
      fc.property(fc.array(peer, { minLength: 2, maxLength: 12 }), (rows) => {
        const peers = peersOf(rows);
        const before = empiricalBayes(peers);
        const after = empiricalBayes(
          peers.map((row) => ({ ...row, mean: 2 * row.mean + 7, within: 4 * row.within })),
        );
        fc.pre(before.rawTau2 === null || Math.abs(before.rawTau2) > 1e-6);
        before.rows.forEach((row, index) =>
          expect(after.rows[index]?.score).toBeCloseTo(2 * row.score + 7, 6),
        );
        if (before.M !== null) expect((after.M ?? Number.NaN) / before.M).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe('case mix', () => {
  test('a cell that nobody connects with the others counts as the reference and moves nobody', () => {
    const result = caseMixAdjustment([
      { key: 'A', cell: 'phone', n: 40, mean: 80 },
      { key: 'B', cell: 'phone', n: 40, mean: 90 },
      { key: 'C', cell: 'chat', n: 30, mean: 50 },
    ]);
    expect(result).toMatchObject({
      referenceCell: 'phone',
      unconnected: ['chat'],
      cells: [{ cell: 'phone', effect: 0, share: 1 }],
    });
    expect(result.rows.map((row) => row.adjusted)).toEqual([80, 90, 50]);
  });

  test('everyone with the same mix keeps the mean', () => {
    const result = caseMixAdjustment(
      ['A', 'B', 'C'].flatMap((key, index) => [
        { key, cell: 'info', n: 20, mean: 80 + index },
        { key, cell: 'complaint', n: 10, mean: 50 + index },
      ]),
    );
    result.rows.forEach((row) => expect(row.adjusted).toBeCloseTo(row.mean, 10));
  });

  test('adjusted means weighted by answers have the same total as before', () => {
    const cell = fc.record({ n: fc.integer({ min: 1, max: 40 }), mean: fc.integer({ min: 0, max: 100 }) });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 12 }), (people) => {
        const answers = people.flatMap((cells, index) =>
          cells.map((entry, c) => ({ key: `E-${index}`, cell: `c${c}`, ...entry })),
        );
        const { rows } = caseMixAdjustment(answers);
        const n = new Map(
          people.map((cells, index) => [`E-${index}`, cells.reduce((sum, entry) => sum + entry.n, 0)]),
        );
        const sum = (pick: (row: (typeof rows)[number]) => number) =>
          rows.reduce((all, row) => all + (n.get(row.key) ?? 0) * pick(row), 0);
        expect(sum((row) => row.adjusted) / sum((row) => row.mean + 1e-9)).toBeCloseTo(1, 6);
        expect(caseMixAdjustment([...answers].reverse())).toEqual(caseMixAdjustment(answers));
      }),
    );
  });
});

describe('merging cells', () => {
  const everyone = (cell: string, n: number, people = 6) =>
    Array.from({ length: people }, (_, index) => ({ key: `E-${index}`, cell, n }));

  test('small reasons of a channel are gathered, large ones stay', () => {
    const merged = mergeCells([
      ...everyone('phone|billing', 10),
      ...everyone('phone|moving', 3),
      ...everyone('phone|names', 3),
      ...everyone('chat|billing', 20),
    ]);
    expect(Object.fromEntries(merged)).toEqual({
      'phone|billing': 'phone|billing',
      'phone|moving': 'phone|*',
      'phone|names': 'phone|*',
      'chat|billing': 'chat|billing',
    });
  });

  test('a remainder that stays too small takes the smallest cell in', () => {
    const merged = mergeCells([
      ...everyone('phone|a', 10),
      ...everyone('chat|a', 20),
      ...everyone('social|b', 1),
    ]);
    expect(Object.fromEntries(merged)).toEqual({ 'phone|a': '*', 'chat|a': 'chat|a', 'social|b': '*' });
  });

  test('thirty answers of five employees are just enough', () => {
    const kept = mergeCells([...everyone('phone|a', 6, 5), ...everyone('chat|a', 6, 5)]);
    expect(new Set(kept.values())).toEqual(new Set(['phone|a', 'chat|a']));
    const four = mergeCells([...everyone('phone|a', 6, 5), ...everyone('chat|a', 30, 4)]);
    expect(four.get('chat|a')).toBe('*');
  });

  test('a cell of one employee is too small however many answers it has', () => {
    const merged = mergeCells([...everyone('phone|a', 100), ...everyone('vip|a', 500, 1)]);
    expect(new Set(merged.values())).toEqual(new Set(['*']));
  });

  test('the order of answers changes nothing', () => {
    const answer = fc.record({
      key: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
      cell: fc.constantFrom(
        'phone|a|new',
        'phone|a|old',
        'phone|b|new',
        'chat|a|new',
        'chat|b|old',
        'web|c|old',
      ),
      n: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 60 }), (answers) => {
        expect(mergeCells([...answers].reverse())).toEqual(mergeCells(answers));
      }),
    );
  });
});

describe('bands and display', () => {
  test('95 % sure of being above or below, else consistent with the target', () => {
    expect([band(90, 2, 85), band(80, 2, 85), band(87, 2, 85), band(85, 0, 85), band(86, 0, 85)]).toEqual([
      'above',
      'below',
      'consistent',
      'consistent',
      'above',
    ]);
    expect(band(85 + 1.96 * 2, 2, 85)).toBe('above');
    expect(band(85 + 1.95 * 2, 2, 85)).toBe('consistent');
  });

  test('nothing is shown of fewer than five answers', () => {
    expect([0, 4.999, 5, 24, 24.5, 25].map(displayRule)).toEqual([
      'hidden',
      'hidden',
      'early_signal',
      'early_signal',
      'early_signal',
      'full',
    ]);
  });

  test('two scores differ by their common uncertainty', () => {
    expect(compareScores({ theta: 90, sd: 3 }, { theta: 80, sd: 4 })).toBe(2);
    expect(compareScores({ theta: 90, sd: 0 }, { theta: 80, sd: 0 })).toBe(0);
    expect(() => neededAnswers(1, 60)).toThrow(expect.objectContaining({ code: 'scoring.bad_reliability' }));
  });
});

describe('weights and signals', () => {
  test('a regular customer never counts for more than two', () => {
    for (let m = 1; m <= 1000; m++) expect(m * repeatCustomerWeight(m)).toBeLessThan(2);
    expect(repeatCustomerWeight(1)).toBe(1);
    expect(() => repeatCustomerWeight(0)).toThrow(expect.objectContaining({ code: 'scoring.bad_weight' }));
  });

  test('an answer halves in ninety days; equal weights are worth their number', () => {
    expect(decayWeight(90)).toBeCloseTo(0.5, 14);
    expect(effectiveN([1, 1, 1, 1])).toBe(4);
    expect(effectiveN([1, 0.5])).toBeCloseTo(1.8, 12);
  });

  test('an honest inviter is not suspected, someone who edits contacts is', () => {
    expect(invitationSuppression(194, 200, 0.97).suspicious).toBe(false);
    expect(contactEdits(1, 100, 0.02).suspicious).toBe(false);
    expect(contactEdits(12, 100, 0.02).suspicious).toBe(true);
  });

  test('of twenty tests only those below their own bar stay significant', () => {
    expect(falseDiscoveries([0.001, 0.2, 0.012, 0.9, 0.04])).toEqual([true, false, true, false, false]);
    expect(falseDiscoveries([])).toEqual([]);
  });

  test('a funnel around the right target is not overdispersed', () => {
    const rows = Array.from({ length: 20 }, (_, index) => ({ n: 100, share: index % 2 === 0 ? 0.84 : 0.86 }));
    expect(overdispersion(rows, 0.85)).toMatchObject({ tau2: 0 });
    const wild = Array.from({ length: 20 }, (_, index) => ({ n: 100, share: index % 2 === 0 ? 0.7 : 0.97 }));
    expect(overdispersion(wild, 0.85).phi).toBeGreaterThan(10);
    expect(overdispersion(wild, 0.85).tau2).toBeGreaterThan(0);
  });
});
