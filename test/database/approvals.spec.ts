/** What stands between a calculated result and money: the gates of readiness, and the approval of each result by a named person. */
import { describeOnBothDatabases } from '../support';
import { expectRefusal } from '../support/refusals';
import { type EvaluationsFixture, evaluationsFixture } from './evaluations.fixture';

describeOnBothDatabases('approving', (kind) => {
  let fixture: EvaluationsFixture;

  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterEach(() => fixture.close());

  const signCycle = (cycle: { id: number; snapshotId: number | null }) =>
    fixture.signOffs.sign(
      { cycleId: cycle.id, snapshotId: cycle.snapshotId ?? 0, reason: 'Revisado' },
      fixture.hr,
    );
  const second = () => fixture.viewer('second', null, { role: 'hr', scope: 'all' });

  describe('a measure that is not ready', () => {
    it('is told at each gate with what it has and what is asked for', async () => {
      const gates = await fixture.readiness.of(await fixture.calculated());
      expect(gates.map(({ gate, met }) => [gate, met])).toEqual([
        ['reliability', true],
        ['response_rate', false],
        ['coverage', false],
        ['answers', true],
        ['months', false],
        ['adverse_impact', false],
      ]);
      expect(gates.find(({ gate }) => gate === 'coverage')).toMatchObject({ value: 0.625, needed: 0.8 });
      expect(gates.find(({ gate }) => gate === 'response_rate')).toMatchObject({ value: null });
      expect(gates.find(({ gate }) => gate === 'months')).toMatchObject({ value: 1, needed: 3 });
    });

    it('carries no money until a named person has said why at each closed gate', async () => {
      const cycle = await fixture.calculated();
      await expectRefusal(signCycle(cycle), 'readiness_gates_closed');
      const pass = (gate: 'response_rate' | 'coverage' | 'months' | 'adverse_impact') =>
        fixture.readiness.override({ cycleId: cycle.id, gate, reason: 'Primer trimestre' }, fixture.hr);
      await pass('response_rate');
      await pass('coverage');
      await expectRefusal(signCycle(cycle), 'readiness_gates_closed');
      await pass('months');
      await expectRefusal(signCycle(cycle), 'readiness_gates_closed');
      await fixture.equality.open(cycle.id, cycle.snapshotId ?? 0, fixture.hr);
      await expectRefusal(pass('adverse_impact'), 'gate_already_open');
      await expectRefusal(signCycle(cycle), 'results_unsigned');
      expect(
        (await fixture.readiness.of(cycle)).find(({ gate }) => gate === 'months')?.override,
      ).toMatchObject({
        name: 'Carmen Núñez',
        reason: 'Primer trimestre',
      });
      const entries = await fixture.audit.about(`cycle:${cycle.id}`);
      expect(entries.filter(({ action }) => action === 'cycle.gate_overridden')).toHaveLength(3);
    });

    it('an open gate needs no reason, a lead cannot pass one, and nobody without a reason', async () => {
      const cycle = await fixture.calculated();
      const pass = (gate: 'answers' | 'months', by = fixture.hr, reason = 'Sí') =>
        fixture.readiness.override({ cycleId: cycle.id, gate, reason }, by);
      await expectRefusal(pass('answers'), 'gate_already_open');
      await expectRefusal(pass('months', fixture.lead), 'forbidden');
      await expectRefusal(pass('months', fixture.hr, '  '), 'validation_failed');
      await pass('months');
      await expectRefusal(pass('months'), 'gate_already_open');
    });

    it('the reason holds when the cycle is calculated again', async () => {
      const cycle = await fixture.calculated();
      await fixture.readiness.override({ cycleId: cycle.id, gate: 'months', reason: 'Sí' }, fixture.hr);
      const anew = await fixture.calculations.calculate(cycle.id, 'user:1');
      expect(
        (await fixture.readiness.of(anew)).find(({ gate }) => gate === 'months')?.override,
      ).not.toBeNull();
    });

    it('what was kept cannot be changed afterwards', async () => {
      const cycle = await fixture.calculated();
      await fixture.readiness.override({ cycleId: cycle.id, gate: 'months', reason: 'Sí' }, fixture.hr);
      for (const sql of [
        'UPDATE cycle_readiness SET met = 1',
        `UPDATE readiness_override SET reason = 'x'`,
      ]) {
        await expect(fixture.database.run(sql)).rejects.toMatchObject({
          message: expect.stringContaining('append-only'),
        });
      }
    });
  });

  describe('results', () => {
    const hashOf = async (cycle: Awaited<ReturnType<typeof fixture.calculated>>, employee: string) =>
      (await fixture.resultSignOffs.evaluationHash(cycle, fixture.id(employee))) ?? '';
    const sign = async (
      cycle: Awaited<ReturnType<typeof fixture.calculated>>,
      employee: string,
      signer = fixture.hr,
    ) =>
      fixture.resultSignOffs.sign(
        {
          cycleId: cycle.id,
          employeeId: fixture.id(employee),
          evaluationHash: await hashOf(cycle, employee),
          reason: 'Visto con su jefe',
        },
        signer,
      );

    it('are approved one by one; the cycle waits for the last', async () => {
      const cycle = await fixture.calculated();
      for (const gate of ['response_rate', 'coverage', 'months', 'adverse_impact'] as const)
        await fixture.readiness.override({ cycleId: cycle.id, gate, reason: 'Prueba' }, fixture.hr);
      const people = ['E-01', 'E-02', 'E-11', 'E-12', 'E-13', 'E-21', 'E-22', 'E-23'];
      for (const employee of people.slice(1)) await sign(cycle, employee);
      expect(await fixture.resultSignOffs.progress(cycle)).toEqual({ signed: 7, total: 8 });
      await expectRefusal(signCycle(cycle), 'results_unsigned');
      await sign(cycle, 'E-01');
      expect((await signCycle(cycle)).state).toBe('signed_off');
      await expectRefusal(sign(cycle, 'E-01'), 'cycle_wrong_state');
    });

    it('nobody approves the own one, a lead without sight of pay none, and none outside the team', async () => {
      const cycle = await fixture.calculated();
      const leadWho = fixture.viewer(
        'lead',
        'E-01',
        { role: 'hr', scope: 'team' },
        { role: 'lead', scope: 'team' },
      );
      await expectRefusal(sign(cycle, 'E-01', leadWho), 'own_result');
      await expectRefusal(sign(cycle, 'E-21', leadWho), 'not_found');
      await expectRefusal(sign(cycle, 'E-12', fixture.lead), 'not_found');
      await sign(cycle, 'E-12', leadWho);
      expect((await fixture.resultSignOffs.holding(cycle)).get(fixture.id('E-12'))).toMatchObject({
        signerName: 'lead',
        reason: 'Visto con su jefe',
      });
    });

    it('one that a later calculation leaves as it was stays approved, one that changed does not', async () => {
      const definition = planWithoutPool();
      const cycle = await fixture.under(definition);
      const rate = (employee: string, ratingHundredths: number) =>
        fixture.ratings.rate(
          { cycleId: cycle.id, employeeId: fixture.id(employee), ratingHundredths, reason: 'Visto' },
          fixture.hr,
        );
      await rate('E-12', 400);
      await rate('E-13', 300);
      const first = await fixture.calculations.calculate(cycle.id, 'user:1');
      await sign(first, 'E-12');
      await sign(first, 'E-13');
      const stale = await hashOf(first, 'E-13');
      await fixture.cycles.move(cycle.id, 'reopen_ratings', 'user:1');
      await rate('E-13', 350);
      const anew = await fixture.calculations.calculate(cycle.id, 'user:1');
      expect([...(await fixture.resultSignOffs.holding(anew)).keys()]).toEqual([fixture.id('E-12')]);
      await expectRefusal(
        fixture.resultSignOffs.sign(
          { cycleId: cycle.id, employeeId: fixture.id('E-13'), evaluationHash: stale, reason: 'Visto' },
          fixture.hr,
        ),
        'result_changed',
      );
    });

    it('two who approve the same at once leave one approval', async () => {
      const cycle = await fixture.calculated();
      await Promise.all([sign(cycle, 'E-12'), sign(cycle, 'E-12', second())]);
      const rows = await fixture.database.all('SELECT id FROM result_sign_off');
      expect(rows).toHaveLength(1);
      const entries = await fixture.audit.about(`cycle:${cycle.id}`);
      expect(entries.filter(({ action }) => action === 'cycle.result_signed_off')).toHaveLength(1);
    });

    it('an approval cannot be changed or taken away', async () => {
      const cycle = await fixture.calculated();
      await sign(cycle, 'E-12');
      for (const sql of [`UPDATE result_sign_off SET reason = 'x'`, 'DELETE FROM result_sign_off']) {
        await expect(fixture.database.run(sql)).rejects.toMatchObject({
          message: expect.stringContaining('append-only'),
        });
      }
    });
  });
});

/** Rated by the lead alone and paid by itself: nobody's amount moves with somebody else's. */
function planWithoutPool() {
  const text = (es: string) => ({ es, en: es, 'pt-BR': es });
  return {
    currency: 'MXN',
    funding: 'individual' as const,
    lines: [
      {
        kind: 'manager_rating' as const,
        key: 'lead',
        name: text('Jefe'),
        weightBp: 10_000,
        threshold: 2,
        target: 3,
        maximum: 5,
        rubric: ['1', '2', '3', '4', '5'].map(text),
      },
    ],
  };
}
