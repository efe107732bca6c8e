/** Who takes part in a cycle and who does not, with which target on which days, on both databases. */
import type { PlanDefinitionInput } from '../../src/evaluations';
import { describeOnBothDatabases } from '../support';
import { expectRefusal } from '../support/refusals';
import { type EvaluationsFixture, evaluationsFixture, planDefinition } from './evaluations.fixture';

describeOnBothDatabases('the people of a cycle', (kind) => {
  let fixture: EvaluationsFixture;
  beforeAll(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterAll(() => fixture.close());

  const under = (definition: PlanDefinitionInput) => fixture.under(definition);
  const membersOf = async (cycleId: number) =>
    new Map(
      (
        await fixture.database.all<{ key: string; days: number; reason: string; segments: string | null }>(
          `SELECT e.external_id AS "key", m.eligible_days AS "days", m.reason AS "reason", m.segments AS "segments"
           FROM cycle_member m JOIN employee e ON e.id = m.employee_id WHERE m.cycle_id = ?`,
          [cycleId],
        )
      ).map((row) => [row.key, row]),
    );
  const leftOut = async (cycleId: number) =>
    Object.fromEntries(
      (
        await fixture.database.all<{ key: string; reason: string }>(
          `SELECT e.external_id AS "key", o.reason AS "reason" FROM cycle_left_out o JOIN employee e ON e.id = o.employee_id
           WHERE o.cycle_id = ? ORDER BY e.external_id`,
          [cycleId],
        )
      ).map(({ key, reason }) => [key, reason]),
    );
  describe('who takes part', () => {
    beforeAll(async () => {
      const { hire, leaves, payBases, id } = fixture;
      const pay = { annualSalaryMinor: 1, currency: 'MXN' };
      for (const key of ['P-1', 'P-2', 'P-3', 'P-4']) await hire(key, { team: 'T-TEL' });
      await leaves.set(
        id('P-1'),
        { externalId: 'L1', kind: 'protected', firstDay: '2026-07-01', lastDay: '2026-07-31' },
        'cli',
      );
      await leaves.set(
        id('P-2'),
        { externalId: 'L2', kind: 'unpaid', firstDay: '2026-08-01', lastDay: '2026-08-31' },
        'cli',
      );
      // The target doubles in August; the same again in September changes nothing.
      await payBases.set(id('P-3'), { ...pay, fromDay: '2026-08-01', targetBonusMinor: 1_040_000 }, 'cli');
      await payBases.set(id('P-3'), { ...pay, fromDay: '2026-09-01', targetBonusMinor: 1_040_000 }, 'cli');
      await payBases.set(
        id('P-4'),
        { ...pay, fromDay: '2026-01-01', targetBonusMinor: 520_000, legalEntity: 'Sur' },
        'cli',
      );
      await hire('P-5', { team: 'T-TEL', leftOn: '2026-08-15' });
    });

    it('protected leave costs nobody anything, unpaid leave its days, a new target counts from its own day', async () => {
      const members = await membersOf((await under(planDefinition())).id);
      expect(members.get('P-1')).toMatchObject({ days: 92, reason: 'whole_period' });
      expect(members.get('P-2')).toMatchObject({ days: 61, reason: 'leave:31' });
      expect(members.get('P-3')).toMatchObject({ days: 92, reason: 'transfer:2026-08-01' });
      expect(JSON.parse(members.get('P-3')?.segments ?? '')).toEqual([
        { from: '2026-07-01', to: '2026-08-01', days: 31, targetBonusMinor: 520_000 },
        { from: '2026-08-01', to: '2026-10-01', days: 61, targetBonusMinor: 1_040_000 },
      ]);
      expect(members.get('P-5')).toMatchObject({ days: 46, reason: 'left:2026-08-15' });
    });

    it('as the plan says: leavers out, days needed, leave of every kind not counted, one legal entity', async () => {
      const strict = await under({
        ...planDefinition(),
        eligibility: { leavers: 'left_out', minimumDays: 62 },
        proration: { protectedLeave: 'does_not_count' },
      });
      expect(await leftOut(strict.id)).toMatchObject({
        'P-1': 'too_few_days:61',
        'P-2': 'too_few_days:61',
        'P-5': 'left:2026-08-15',
        'E-23': 'too_few_days:30',
        'E-60': 'no_target',
      });
      const south = await under({ ...planDefinition(), legalEntity: 'Sur' });
      expect([...(await membersOf(south.id)).keys()]).toEqual(['P-4']);
      expect(await leftOut(south.id)).toMatchObject({ 'E-11': 'other_legal_entity' });
    });

    it("a named person's decision comes before the rules, and can be taken back", async () => {
      const cycle = await under({ ...planDefinition(), eligibility: { minimumDays: 60 } });
      const decide = (employee: string, decision: 'in' | 'out' | 'by_rule') => {
        fixture.clock.advance(1000);
        return fixture.population.decide(
          {
            cycleId: cycle.id,
            employeeId: fixture.id(employee),
            decision,
            reason: 'Acordado con la jefatura',
          },
          fixture.hr,
        );
      };
      const draw = () => fixture.cycles.move(cycle.id, 'reopen_ratings', 'cli');
      await decide('E-23', 'in');
      await decide('E-11', 'out');
      await fixture.calculations.calculate(cycle.id, 'user:1');
      expect((await membersOf(cycle.id)).get('E-23')).toMatchObject({
        days: 30,
        reason: 'decided hired:2026-09-01',
      });
      expect(await leftOut(cycle.id)).toMatchObject({ 'E-11': 'decided' });
      await decide('E-11', 'by_rule');
      await draw();
      await fixture.calculations.calculate(cycle.id, 'user:1');
      expect((await membersOf(cycle.id)).has('E-11')).toBe(true);
      await expectRefusal(
        fixture.population.decide(
          { cycleId: cycle.id, employeeId: fixture.id('E-60'), decision: 'in', reason: 'Yo misma' },
          fixture.hr,
        ),
        'own_membership',
      );
    });
  });
});
