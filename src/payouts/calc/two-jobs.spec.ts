/** A cycle whose members do two jobs in different channels: each job is judged at its own mix of cases. */
import { member, members, snapshot } from '../../../test/fixtures/cycle';
import { recomputeForAppeal } from './appeal';
import { computeCycle } from './cycle';
import type { MemberResult } from './cycle-result';
import type { CycleSnapshot } from './cycle-snapshot';

const result = computeCycle(snapshot);

describe('a cycle of two jobs', () => {
  /** Six technicians who visit, one of whom also takes calls; agents as above. */
  const technicians = Array.from({ length: 6 }, (_, index) =>
    member(
      `T-${index + 1}`,
      {
        'visit|info': { 5: 20 + 2 * index, 4: 6, 2: 4 },
        ...(index === 0 ? { 'phone|complaint': { 1: 8 } } : {}),
      },
      { peerGroup: 'technicians' },
    ),
  );
  const both: CycleSnapshot = { ...snapshot, members: [...members, ...technicians] };
  const cycle = computeCycle(both);

  test("everybody's statement shows the mix of colleagues in the same job", () => {
    const shares = new Map(cycle.parameters.groups.map(({ peerGroup, mix }) => [peerGroup, mix]));
    expect(shares.get('agents')).toEqual(
      result.parameters.groups[0]?.mix.concat({ cell: 'visit|info', share: '0.000000' }),
    );
    for (const row of cycle.members) {
      const printed = row.customerOpinion?.mix.map(({ cell, commonShare }) => ({ cell, share: commonShare }));
      expect(printed).toEqual(shares.get(row.peerGroup));
    }
  });

  test('the adjustment of a job sums to nothing, to the digits printed', () => {
    for (const job of ['agents', 'technicians']) {
      const steps = cycle.members.flatMap((row) =>
        row.peerGroup === job ? (row.customerOpinion ?? []) : [],
      );
      const moved = steps.reduce(
        (sum, { answers, mixEffect }) => sum + Number(answers) * Number(mixEffect),
        0,
      );
      expect(Math.abs(moved)).toBeLessThan(0.05);
      expect(steps.some(({ mixEffect }) => Number(mixEffect) !== 0)).toBe(true);
    }
  });

  test('the sealed shares are used again by an appeal, though the answers now say otherwise', () => {
    const [crossing] = technicians;
    if (!crossing) throw new Error('there are technicians');
    const corrected = { ...crossing, customerCounts: crossing.customerCounts.slice(0, 1) };
    const outcome = recomputeForAppeal(both, cycle, corrected);
    const shares = (row: MemberResult) => row.customerOpinion?.mix.map((step) => step.commonShare);
    expect(shares(outcome.after)).toEqual(shares(outcome.before));
    expect(outcome.after.customerOpinion?.mix.map((step) => step.ownShare)).toEqual([
      '0.000000',
      '0.000000',
      '1.000000',
    ]);
  });
});
