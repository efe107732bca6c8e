import { snapshot } from '../../../test/fixtures/cycle';
import { computeCycle, estimateParameters } from './cycle';
import type { CyclePlan } from './cycle-snapshot';
import { type SimulatedCycle, Simulator } from './simulation';

const run = (simulator: Simulator, plan: CyclePlan, poolMinor = snapshot.poolMinor): SimulatedCycle => {
  const work = simulator.run({ plan, poolMinor });
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
};

describe('a simulated cycle', () => {
  const simulator = new Simulator(snapshot, estimateParameters(snapshot));
  const [customers, manager] = snapshot.plan.lines;
  const plans: [string, CyclePlan][] = [
    ['the plan as it is', snapshot.plan],
    [
      'other weights',
      {
        ...snapshot.plan,
        lines: [
          { ...customers!, weightBp: 6000 },
          { ...manager!, weightBp: 4000 },
        ],
      },
    ],
    ['the plain curve', { ...snapshot.plan, lines: [{ ...customers!, useExpectedPayout: false }, manager!] }],
    ['another target', { ...snapshot.plan, lines: [{ ...customers!, target: '70' }, manager!] }],
    ['everybody by themselves', { ...snapshot.plan, funding: 'individual' }],
    ['a highest amount', { ...snapshot.plan, limits: { amountAtMost: '1.1' } }],
  ];

  it.each(plans)('pays under %s what the calculation pays, to the cent', (_, plan) => {
    const calculated = computeCycle({ ...snapshot, plan });
    const simulated = run(simulator, plan);
    expect(
      simulated.members.map(({ key, amountMinor, totalFactor }) => [key, amountMinor, totalFactor]),
    ).toEqual(
      calculated.members.map(({ employeeKey, amountMinor, totalFactor }) => [
        employeeKey,
        amountMinor,
        totalFactor,
      ]),
    );
    expect(simulated).toMatchObject({
      basis: calculated.totals.basis,
      pointsSum: calculated.totals.pointsSum,
      poolFactor: calculated.totals.poolFactor,
      allocatedMinor: calculated.totals.allocatedMinor,
    });
  });

  it('shares another pool to the cent', () => {
    const { members } = run(simulator, snapshot.plan, 777_777);
    expect(members.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(777_777);
  });

  it('with nobody to compare with, is judged at the plan’s target, also when that is another one', () => {
    const [alone] = snapshot.members;
    const one = { ...snapshot, members: [alone!] };
    const plan = { ...snapshot.plan, lines: [{ ...customers!, target: '70' }, manager!] };
    const lone = new Simulator(one, estimateParameters(one));
    // What was worked out at one target is not used at another.
    run(lone, one.plan);
    const [simulated] = run(lone, plan).members;
    const [calculated] = computeCycle({ ...one, plan }).members;
    expect(simulated?.totalFactor).toBe(calculated?.totalFactor);
  });

  it('pauses between blocks of people', () => {
    const many = Array.from({ length: 2500 }, (_, index) => ({
      ...snapshot.members[index % 8]!,
      employeeKey: `M-${index}`,
    }));
    const large = { ...snapshot, members: many };
    const pauses = [
      ...new Simulator(large, estimateParameters(snapshot)).run({
        plan: snapshot.plan,
        poolMinor: snapshot.poolMinor,
      }),
    ];
    expect(pauses).toHaveLength(3);
  });
});
