import { snapshot } from '../../../test/fixtures/cycle';
import { sortedByKey } from '../../kernel';
import { computeCycle, estimateParameters } from './cycle';
import type { CyclePlan, CycleSnapshot } from './cycle-snapshot';
import { type SimulatedCycle, type SimulatedPlan, Simulation } from './simulation';

const cyclesOf = (of: CycleSnapshot, ...plans: SimulatedPlan[]): SimulatedCycle[] => {
  const simulation = new Simulation(of, estimateParameters(of), plans);
  for (const member of sortedByKey(of.members, ({ employeeKey }) => employeeKey)) simulation.add(member);
  return [...simulation.settle()];
};
const run = (plan: CyclePlan, poolMinor = snapshot.poolMinor): SimulatedCycle =>
  cyclesOf(snapshot, { plan, poolMinor })[0]!;

describe('a simulated cycle', () => {
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
    const simulated = run(plan);
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
    const { members } = run(snapshot.plan, 777_777);
    expect(members.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(777_777);
  });

  it('with nobody to compare with, is judged at the plan’s target, also when that is another one', () => {
    const [alone] = snapshot.members;
    const one = { ...snapshot, members: [alone!] };
    const plan = { ...snapshot.plan, lines: [{ ...customers!, target: '70' }, manager!] };
    // What was worked out at one target is not used at another.
    const [, other] = cyclesOf(
      one,
      ...[one.plan, plan].map((of) => ({ plan: of, poolMinor: one.poolMinor })),
    );
    const [simulated] = other?.members ?? [];
    const [calculated] = computeCycle({ ...one, plan }).members;
    expect(simulated?.totalFactor).toBe(calculated?.totalFactor);
  });

  it('is the same beside others as alone: plans of one target share what customers think, and nothing else', () => {
    const together = cyclesOf(
      snapshot,
      ...plans.map(([, plan]) => ({ plan, poolMinor: snapshot.poolMinor })),
    );
    expect(together).toEqual(plans.map(([, plan]) => run(plan)));
  });

  it('refuses people out of order or twice, as the calculation does', () => {
    const { plan, poolMinor, members } = snapshot;
    const simulation = new Simulation(snapshot, estimateParameters(snapshot), [{ plan, poolMinor }]);
    simulation.add(members[0]!);
    expect(() => simulation.add(members[0]!)).toThrow(
      expect.objectContaining({ code: 'payouts.duplicate_member' }),
    );
    expect(simulation.targetBonusMinor).toBe(members[0]!.targetBonusMinor);
  });
});
