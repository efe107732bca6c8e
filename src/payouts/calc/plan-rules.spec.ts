/** What a plan can say beyond two lines: goals, own targets, gates, bounds, transfers, raises, and what never falls. */
import fc from 'fast-check';
import { canonicalJson } from '../../kernel';
import { ratingCounts } from '../../scoring/calc';
import { FIVE, member, snapshot } from '../../../test/fixtures/cycle';
import { recomputeForAppeal } from './appeal';
import { computeCycle } from './cycle';
import type { CycleMember, CyclePlan, CycleSnapshot, LineScore, PlanLine } from './cycle-snapshot';
import type { MemberResult } from './cycle-result';

const [opinion, manager] = snapshot.plan.lines;
if (!opinion || !manager) throw new Error('the plan has two lines');

const line = (key: string, weightBp: number, more: Partial<PlanLine>): PlanLine => ({
  ...manager,
  key,
  weightBp,
  thresholdPayout: '0',
  maximumPayout: '2',
  ...more,
});
const sales = line('sales', 10_000, { kind: 'goal', threshold: '80', target: '100', maximum: '120' });
const score = (key: string, value: string | null, more: Partial<LineScore> = {}): LineScore => ({
  key,
  score: value,
  note: null,
  ...more,
});
const person = (
  employeeKey: string,
  lineScores: LineScore[],
  more: Partial<CycleMember> = {},
): CycleMember => ({ ...member(employeeKey, {}), lineScores, ...more });
const cycle = (plan: Partial<CyclePlan>, members: CycleMember[], poolMinor = 100_000): CycleSnapshot => ({
  ...snapshot,
  plan: { ...snapshot.plan, lines: [sales], ...plan },
  members,
  poolMinor,
});
const resultsOf = (given: CycleSnapshot): MemberResult[] => [...computeCycle(given).members];
const factorsOf = (given: CycleSnapshot): string[] => resultsOf(given).map((row) => row.totalFactor);

describe('lines of other kinds', () => {
  test('a goal half way between target and maximum pays half the way', () => {
    expect(factorsOf(cycle({}, [person('E-1', [score('sales', '110')])]))).toEqual(['1.500000']);
  });

  test('where less is better the scale runs downwards', () => {
    const waiting = line('waiting', 10_000, {
      kind: 'goal',
      direction: 'lower',
      threshold: '60',
      target: '40',
      maximum: '20',
    });
    const factors = ['70', '60', '50', '40', '30', '0', '-5'].map((value) =>
      factorsOf(cycle({ lines: [waiting] }, [person('E-1', [score('waiting', value)])])),
    );
    expect(factors.flat()).toEqual([
      '0.000000',
      '0.000000',
      '0.500000',
      '1.000000',
      '1.500000',
      '2.000000',
      '2.000000',
    ]);
  });

  test("somebody's own targets stand in for the plan's", () => {
    const own = { threshold: '40', target: '50', maximum: '60' };
    const members = [
      person('E-1', [score('sales', '55', { targets: own })]),
      person('E-2', [score('sales', '55')]),
    ];
    expect(factorsOf(cycle({}, members))).toEqual(['1.500000', '0.000000']);
  });

  test('several lines by leads, each with its own score and reason', () => {
    const lines = [line('quality', 6000, {}), line('team', 4000, {})];
    const [row] = resultsOf(
      cycle({ lines }, [
        person('E-1', [score('quality', '80', { note: 'Careful' }), score('team', '100', { note: 'Helps' })]),
      ]),
    );
    expect(row?.lines.map(({ factor, found }) => [factor, found?.note])).toEqual([
      ['1.000000', 'Careful'],
      ['2.000000', 'Helps'],
    ]);
    expect(row?.totalFactor).toBe('1.400000');
  });

  test('a calibrated score counts, and what it was before is kept', () => {
    const [row] = resultsOf(
      cycle({}, [person('E-1', [score('sales', '100', { calibratedFrom: '120', note: 'Windfall order' })])]),
    );
    expect(row?.totalFactor).toBe('1.000000');
    expect(row?.lines[0]?.found).toEqual({ note: 'Windfall order', calibratedFrom: '120' });
  });

  test('a missing line gives its weight away, or counts as on target where the plan says so', () => {
    const lines = [
      line('sales', 5000, { kind: 'goal', threshold: '80', target: '100', maximum: '120' }),
      line('team', 5000, {}),
    ];
    const members = [person('E-1', [score('sales', null), score('team', '100')])];
    expect(factorsOf(cycle({ lines }, members))).toEqual(['2.000000']);
    expect(factorsOf(cycle({ lines, missingLine: 'at_target' }, members))).toEqual(['1.500000']);
  });
});

describe('gates and bounds', () => {
  const gates = [
    { key: 'training', effect: 'at_most_target' },
    { key: 'warning', effect: 'pays_nothing' },
  ] as const;
  const closed = (key: string) => ({ closedGates: [{ key, reason: 'See the file of March' }] });

  test('a gate lowers to the target, or pays nothing, and says why', () => {
    const rows = resultsOf(
      cycle({ gates }, [
        person('E-1', [score('sales', '120')]),
        person('E-2', [score('sales', '120')], closed('training')),
        person('E-3', [score('sales', '90')], closed('training')),
        person('E-4', [score('sales', '120')], closed('warning')),
      ]),
    );
    expect(rows.map((row) => row.totalFactor)).toEqual(['2.000000', '1.000000', '0.500000', '0.000000']);
    expect(rows[3]?.amountMinor).toBe(0);
    expect(rows[3]?.factorSteps).toEqual({
      weighted: '2.000000',
      gates: [{ ...gates[1], reason: 'See the file of March' }],
    });
    expect(rows[0]?.factorSteps).toBeUndefined();
  });

  test('where nobody scored, the split by targets passes over whom a gate pays nothing', () => {
    const rows = resultsOf(
      cycle({ gates }, [
        person('E-1', [score('sales', '0')]),
        person('E-2', [score('sales', '0')], closed('warning')),
      ]),
    );
    expect(rows.map((row) => row.amountMinor)).toEqual([100_000, 0]);
  });

  test('the highest factor counts, and is named only where it was reached', () => {
    const rows = resultsOf(
      cycle({ limits: { factorAtMost: '1.2' } }, [
        person('E-1', [score('sales', '120')]),
        person('E-2', [score('sales', '104')]),
      ]),
    );
    expect(rows.map((row) => row.totalFactor)).toEqual(['1.200000', '1.200000']);
    expect(rows.map((row) => row.factorSteps)).toEqual([
      { weighted: '2.000000', cappedAt: '1.2' },
      undefined,
    ]);
  });

  test('guaranteed and highest amounts are multiples of the own prorated target', () => {
    const limits = { amountAtLeast: '0.5', amountAtMost: '1.5' };
    const half = { eligibleDays: 46 };
    const rows = resultsOf(
      cycle(
        { limits },
        [
          person('E-1', [score('sales', '120')]),
          person('E-2', [score('sales', '80')], half),
          person('E-3', [score('sales', '80')], { ...half, ...closed('warning') }),
        ],
        300_000,
      ),
    );
    expect(rows.map(({ amountMinor, limit }) => [amountMinor, limit])).toEqual([
      [180_000, { kind: 'at_most', minor: 180_000 }],
      [30_000, { kind: 'at_least', minor: 30_000 }],
      [30_000, { kind: 'at_least', minor: 30_000 }],
    ]);
    const gated = resultsOf(
      cycle({ limits, gates }, [person('E-3', [score('sales', '80')], { ...half, ...closed('warning') })]),
    );
    expect(gated[0]).toMatchObject({ amountMinor: 0 });
  });

  test('without a pool everybody is paid by themselves and no remainder is left', () => {
    const given = cycle({ funding: 'individual' }, [
      person('E-1', [score('sales', '110')]),
      person('E-2', [score('sales', '90')]),
    ]);
    expect(resultsOf(given).map((row) => row.amountMinor)).toEqual([180_000, 60_000]);
    expect(computeCycle(given).totals).toMatchObject({
      basis: 'individual',
      allocatedMinor: 240_000,
      unallocatedMinor: 0,
    });
  });
});

describe('transfers and raises within the period', () => {
  const segments = [
    { from: '2026-07-01', to: '2026-08-01', days: 31, targetBonusMinor: 60_000 },
    { from: '2026-08-01', to: '2026-10-01', days: 61, targetBonusMinor: 120_000 },
  ];

  test('each target counts for its own days', () => {
    const [row] = resultsOf(
      cycle({ funding: 'individual' }, [person('E-1', [score('sales', '100')], { segments })]),
    );
    // (60,000 × 31 + 120,000 × 61) / 92
    expect(row).toMatchObject({ points: '99782.608696', amountMinor: 99_783, segments });
  });

  test('segments whose days are not the eligible ones are refused', () => {
    const wrong = person('E-1', [score('sales', '100')], { segments, eligibleDays: 91 });
    expect(() => computeCycle(cycle({}, [wrong]))).toThrow(
      expect.objectContaining({ code: 'payouts.bad_days' }),
    );
  });

  test('raises come from the matrix by the total factor, fitted into the budget (V13)', () => {
    const merit = {
      bands: [
        { rating: '5', fromFactor: '1.6' },
        { rating: '4', fromFactor: '1.2' },
        { rating: '3', fromFactor: '0.8' },
        { rating: '2', fromFactor: '0' },
      ],
      matrix: {
        5: ['6', '5', '3.5'],
        4: ['4.5', '3.5', '2.5'],
        3: ['3', '2.5', '1.5'],
        2: ['1', '0', '0'],
      } as const,
      budgetPercent: '2.5',
    };
    const rows = [
      ['E-1', '120', 42_000],
      ['E-2', '106', 50_000],
      ['E-3', '100', 57_500],
      ['E-4', '100', 45_000],
      ['E-5', '120', 61_000],
      ['E-6', '80', 39_000],
    ] as const;
    const given = cycle(
      { merit },
      rows.map(([key, value, salary]) =>
        person(key, [score('sales', value)], {
          salary: { salaryMinor: salary * 100, midpointMinor: 5_000_000, maximumMinor: 6_000_000 },
        }),
      ),
    );
    const { members, totals } = computeCycle(given);
    expect(members.map(({ merit: raise }) => [raise?.rating, raise?.baseMinor, raise?.lumpMinor])).toEqual([
      ['5', 211_255, 0],
      ['4', 146_705, 0],
      ['3', 72_305, 0],
      ['3', 94_311, 0],
      ['5', 0, 178_980],
      ['2', 32_694, 0],
    ]);
    expect(totals.merit).toMatchObject({ budgetMinor: '736250.0000000000', factor: '0.8383148306' });
  });
});

describe('what never falls', () => {
  test('a better answer never lowers the own factor, with the parameters of the period settled', () => {
    const people = snapshot.members;
    const settled = {
      ...snapshot,
      scoring: { ...snapshot.scoring, parameters: computeCycle(snapshot).parameters },
    };
    const answers = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 5, maxLength: 5 });
    const withAnswers = (counts: readonly number[]): CycleSnapshot => {
      const own = {
        cell: 'phone|info',
        counts: ratingCounts(FIVE, Object.fromEntries(counts.map((count, index) => [index + 1, count]))),
      };
      return {
        ...settled,
        members: people.map((row) => (row.employeeKey === 'E-1' ? { ...row, customerCounts: [own] } : row)),
      };
    };
    fc.assert(
      fc.property(answers, fc.integer({ min: 0, max: 3 }), (counts, from) => {
        fc.pre((counts[from] ?? 0) > 0);
        const better = counts.map(
          (count, index) => count + (index === from + 1 ? 1 : index === from ? -1 : 0),
        );
        const factor = (given: readonly number[]) => Number(resultsOf(withAnswers(given))[0]?.totalFactor);
        expect(factor(better)).toBeGreaterThanOrEqual(factor(counts));
      }),
      { numRuns: 150 },
    );
  });

  test('a better score of any line never lowers the own factor, whatever the bounds and gates', () => {
    const value = fc.integer({ min: 0, max: 200 });
    const closed = fc.subarray(['training', 'warning']);
    fc.assert(
      fc.property(
        value,
        value,
        closed,
        fc.option(fc.constantFrom('1', '1.4'), { nil: undefined }),
        (a, b, shut, most) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const closedGates = shut.map((key) => ({ key, reason: 'r' }));
          const plan: Partial<CyclePlan> = {
            gates: [
              { key: 'training', effect: 'at_most_target' },
              { key: 'warning', effect: 'pays_nothing' },
            ],
            ...(most !== undefined && { limits: { factorAtMost: most } }),
          };
          const of = (given: number) =>
            Number(
              factorsOf(cycle(plan, [person('E-1', [score('sales', String(given))], { closedGates })]))[0],
            );
          expect(of(high)).toBeGreaterThanOrEqual(of(low));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('an appeal under such a plan', () => {
  test('moves the appellant up to the highest amount and no further, at the frozen price of a point', () => {
    const limits = { amountAtMost: '1.5' };
    const members = [person('E-1', [score('sales', '90')]), person('E-2', [score('sales', '100')])];
    const given = cycle({ limits }, members, 180_000);
    const outcome = recomputeForAppeal(given, computeCycle(given), person('E-1', [score('sales', '120')]));
    expect(outcome.before.amountMinor).toBe(60_000);
    expect(outcome.after).toMatchObject({ amountMinor: 180_000, limit: { kind: 'at_most', minor: 180_000 } });
  });

  test('a gate that was closed by mistake opens again', () => {
    const gates = [{ key: 'warning', effect: 'pays_nothing' }] as const;
    const shut = person('E-1', [score('sales', '100')], {
      closedGates: [{ key: 'warning', reason: 'Mixed up' }],
    });
    const given = cycle({ gates }, [shut, person('E-2', [score('sales', '100')])], 120_000);
    const outcome = recomputeForAppeal(given, computeCycle(given), person('E-1', [score('sales', '100')]));
    expect([outcome.before.amountMinor, outcome.differenceMinor]).toEqual([0, 120_000]);
  });

  test('the same bytes come out of the sealed text of such a plan', () => {
    const given = cycle({ limits: { amountAtLeast: '0.3', factorAtMost: '1.4' }, missingLine: 'at_target' }, [
      person('E-2', [score('sales', '118', { targets: { threshold: '90', target: '110', maximum: '130' } })]),
      person('E-1', [score('sales', null)]),
    ]);
    const read = JSON.parse(canonicalJson(given)) as CycleSnapshot;
    expect(canonicalJson(computeCycle(read))).toBe(canonicalJson(computeCycle(given)));
  });
});
