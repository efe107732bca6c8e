/** Managers beside all other managers: who is looked at, beside whom, and when the limits speak. */
import { funnelLimits, normalFunnelLimits } from '../funnel';
import { managerEffects } from './manager-effect';

const manager = (managerId: number, n: number, times: number) => ({ managerId, n, times });

describe('beside the others', () => {
  const rows = [manager(1, 100, 12), manager(2, 200, 10), manager(3, 300, 15)];
  const firstOf = () => managerEffects('manager_overrides', rows)[0];

  test('the target is (times + ½)/(n + 1) of all but the own, the limits are the funnel’s', () => {
    const first = firstOf();
    expect(first).toMatchObject({ managerId: 1, share: 0.12, suspicious: false });
    expect(first?.target).toBeCloseTo(25.5 / 501, 12);
    expect(first?.limits).toEqual(funnelLimits(25.5 / 501, 100));
  });

  test('the probability is twice the smaller tail', () => {
    // P(X ≥ 12) of 100 at 25.5/501, from the binomial's terms.
    const p = 25.5 / 501;
    let [term, below] = [(1 - p) ** 100, 0];
    for (let k = 0; k < 12; k++, term *= ((100 - k + 1) / k) * (p / (1 - p))) below += term;
    expect(firstOf()?.probability).toBeCloseTo(2 * (1 - below), 10);
  });

  test('one in the middle has a probability of one, not more', () => {
    const [middle] = managerEffects('manager_overrides', [manager(1, 20, 1), ...rows.slice(1)]);
    expect(middle?.probability).toBe(1);
  });
});

describe('too little to say anything', () => {
  test('nineteen answers of one’s own, or nineteen of all others', () => {
    const others = [manager(2, 100, 5), manager(3, 100, 5)];
    const idsOf = (rows: ReturnType<typeof manager>[]) =>
      managerEffects('manager_exclusions', rows).map(({ managerId }) => managerId);
    expect(idsOf([manager(1, 19, 5), ...others])).toEqual([2, 3]);
    expect(idsOf([manager(1, 20, 5), ...others])).toEqual([1, 2, 3]);
    expect(idsOf([manager(1, 50, 5), manager(2, 9, 1), manager(3, 10, 1)])).toEqual([]);
    expect(idsOf([manager(1, 50, 5), manager(2, 10, 1), manager(3, 10, 1)])).toEqual([1]);
  });

  test('a single other manager, or a second one without any answers', () => {
    expect(managerEffects('manager_exclusions', [manager(1, 50, 5), manager(2, 50, 5)])).toEqual([]);
    expect(
      managerEffects('manager_exclusions', [manager(1, 50, 5), manager(2, 50, 5), manager(3, 0, 0)]),
    ).toEqual([]);
  });
});

describe('the limits speak', () => {
  const usual = [2, 3, 4].map((managerId) => manager(managerId, 1000, 100));

  test('above and below the 99.8 %, not at what is usual', () => {
    const of = (times: number) =>
      managerEffects('manager_exclusions', [manager(1, 200, times), ...usual])[0]?.suspicious;
    expect([4, 20, 36].map(of)).toEqual([true, false, true]);
    const limits = funnelLimits(300.5 / 3001, 200).alarm;
    expect([Math.ceil(limits.low * 200), Math.floor(limits.high * 200)].map(of)).toEqual([false, false]);
    expect([Math.ceil(limits.low * 200) - 1, Math.floor(limits.high * 200) + 1].map(of)).toEqual([
      true,
      true,
    ]);
  });

  test('wider where managers differ for reasons that concern them all', () => {
    const unlike = [2, 3, 4, 5].map((managerId) => manager(managerId, 1000, managerId % 2 === 0 ? 40 : 160));
    const [own] = managerEffects('manager_exclusions', [manager(1, 200, 36), ...unlike]);
    const target = 400.5 / 4001;
    // z² of the others: each ±60 of 1000 from 100.1; τ² = (kφ − (k − 1))/(Σw − Σw²/Σw), w = 1000/(t(1 − t)).
    const w = 1000 / (target * (1 - target));
    const squares = 2 * w * (0.04 - target) ** 2 + 2 * w * (0.16 - target) ** 2;
    expect(own?.limits.alarm.high).toBeCloseTo(
      normalFunnelLimits(target, 200, (squares - 3) / (3 * w)).alarm.high,
      12,
    );
    expect(own?.suspicious).toBe(false);
  });
});
