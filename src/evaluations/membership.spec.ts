import fc from 'fast-check';
import { type MembershipFacts, membershipOf, UsualMemberships } from './membership';

const PERIOD = { from: '2026-07-01', to: '2026-10-01' };
const day = fc.constantFrom(
  '2025-01-01',
  '2026-06-30',
  '2026-07-01',
  '2026-07-02',
  '2026-08-15',
  '2026-09-30',
);

const facts: fc.Arbitrary<MembershipFacts> = fc.record({
  employment: fc.record({ hiredOn: day, leftOn: fc.option(day, { nil: null, freq: 3 }) }),
  pay: fc
    .uniqueArray(
      fc.record({
        from: day,
        targetBonusMinor: fc.constantFrom(0, 1, 520_000),
        currency: fc.constantFrom('MXN', 'USD'),
        legalEntity: fc.constantFrom('', 'Norte'),
      }),
      { maxLength: 3, selector: ({ from }) => from },
    )
    .map((pay) => [...pay].sort((a, b) => (a.from < b.from ? -1 : 1))),
  leaves: fc.array(fc.constant({ from: '2026-08-01', to: '2026-08-11', kind: 'protected' as const }), {
    maxLength: 1,
  }),
  decision: fc.constantFrom('by_rule', 'by_rule', 'in', 'out'),
});

describe('memberships of one drawing', () => {
  it.each([null, 'Norte'])(
    'are those of each person by itself, where the plan pays for the legal entity %s',
    (legalEntity) => {
      const rules = {
        currency: 'MXN',
        legalEntity,
        eligibility: { minimumDays: 20, leavers: 'left_out' },
        proration: { protectedLeave: 'does_not_count', unpaidLeave: 'does_not_count' },
      } as unknown as ConstructorParameters<typeof UsualMemberships>[1];
      fc.assert(
        fc.property(fc.array(facts, { minLength: 1, maxLength: 6 }), (people) => {
          const usual = new UsualMemberships(PERIOD, rules);
          for (const one of people) expect(usual.of(one)).toEqual(membershipOf(PERIOD, rules, one));
        }),
        { numRuns: 500 },
      );
    },
  );
});
