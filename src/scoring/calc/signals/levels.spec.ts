/** The bar of every kind of signal, and what stands among many tests. */
import { FACTS, LEVELS, SIGNAL_FORMULA, type SignalKind } from './kinds';
import { below, falseDiscoveries, standing, strengthOf } from './signal';

describe('the bars', () => {
  test('are those of docs/formulas.md', () => {
    expect(LEVELS).toEqual({
      invitation_suppression: 0.001,
      hard_contacts_suppression: 0.001,
      contact_edits: 0.001,
      answer_burst: 0.0001,
      hasty_answers: 0.001,
      office_answers: 0.001,
      asked_for_rating: 0.001,
      rating_jump: 0.001,
      manager_exclusions: 0.002,
      manager_overrides: 0.002,
      kudos_reciprocity: 0.001,
    });
    expect(FACTS).toEqual(['same_device', 'self_answer', 'like_comments']);
    expect(SIGNAL_FORMULA).toBe('signals-1');
  });

  test.each(Object.entries(LEVELS) as [SignalKind, number][])(
    '%s: exactly %d is not below it',
    (kind, bar) => {
      expect(below(kind, bar)).toEqual({ probability: bar, suspicious: false });
      expect(below(kind, bar * 0.999)).toEqual({ probability: bar * 0.999, suspicious: true });
    },
  );
});

describe('many tests at once', () => {
  test('the k-th smallest of n may be k/n · 5 %, and what is smaller stands with it', () => {
    // 4 tests: 1.25, 2.5, 3.75 and 5 %. The third is at its limit, so that the second, beyond its own, stands too.
    expect(falseDiscoveries([0.0375, 0.01, 0.03, 0.9])).toEqual([true, true, true, false]);
    expect(falseDiscoveries([0.0376, 0.01, 0.03, 0.9])).toEqual([false, true, false, false]);
  });

  test('exactly at the limit stands: half of 5 % for the smaller of two', () => {
    expect(falseDiscoveries([0.9, 0.025])).toEqual([false, true]);
    expect(falseDiscoveries([0.9, 0.0251])).toEqual([false, false]);
  });

  test('the order they come in plays no part, numbers are sorted as numbers', () => {
    // As words 1e-7 would come after 0.04.
    expect(falseDiscoveries([0.04, 1e-7, 0.3])).toEqual([false, true, false]);
    expect(falseDiscoveries([0.3, 0.04, 1e-7])).toEqual([false, false, true]);
  });

  test('another rate of false discoveries', () => {
    expect(falseDiscoveries([0.15, 0.9], 0.4)).toEqual([true, false]);
    expect(standing([{ kind: 'answer_burst', probability: 0.00005 }], 0.00001)).toEqual([false]);
  });

  test('none is impossible: a chance of nought stands', () => {
    expect(falseDiscoveries([0])).toEqual([true]);
    expect(falseDiscoveries([0.06])).toEqual([false]);
  });

  test('a kind at its own bar does not stand, however few tests there were', () => {
    expect(standing([{ kind: 'contact_edits', probability: 0.001 }])).toEqual([false]);
    expect(standing([{ kind: 'contact_edits', probability: 0.00099 }])).toEqual([true]);
  });
});

describe('the strength', () => {
  test('by chance: a millionth is clear, less is strong; a ten-thousandth is slight', () => {
    expect([0.99e-6, 1e-6, 0.99e-4, 1e-4].map((p) => strengthOf(p, 100))).toEqual([
      'strong',
      'clear',
      'clear',
      'slight',
    ]);
  });

  test('without a chance, by answers: six are strong, four are clear', () => {
    expect([6, 5, 4, 3].map((answers) => strengthOf(null, answers))).toEqual([
      'strong',
      'clear',
      'clear',
      'slight',
    ]);
  });
});
