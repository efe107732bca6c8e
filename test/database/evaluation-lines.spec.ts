/** Plans that say more, on both databases: results, gates and calibration, from the facts to a sealed amount. */
import type { PlanDefinitionInput } from '../../src/evaluations';
import { expectRefusal } from '../support/refusals';
import { describeOnBothDatabases } from '../support';
import { type EvaluationsFixture, evaluationsFixture, PERIOD, planDefinition } from './evaluations.fixture';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const goal = (more: object = {}) => ({
  kind: 'goal' as const,
  key: 'sales',
  name: text('Ventas'),
  weightBp: 4000,
  threshold: 80,
  target: 100,
  maximum: 120,
  unit: text('contratos'),
  ...more,
});
const observed = {
  kind: 'observation' as const,
  key: 'visits',
  name: text('Visitas'),
  weightBp: 3000,
  threshold: 60,
  target: 80,
  maximum: 100,
  minimumResults: 2,
};
const rich = (more: Partial<PlanDefinitionInput> = {}): PlanDefinitionInput => ({
  ...planDefinition(),
  lines: [{ ...planDefinition().lines[1]!, weightBp: 3000 }, goal({ ownTargets: true }), observed],
  ...more,
});

describeOnBothDatabases('evaluation lines', (kind) => {
  let fixture: EvaluationsFixture;
  beforeAll(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterAll(() => fixture.close());

  const under = (definition: PlanDefinitionInput, poolMinor?: number) => fixture.under(definition, poolMinor);
  const result = async (cycleId: number) => {
    const cycle = await fixture.cycles.byId(cycleId);
    const texts = await fixture.snapshots.texts(cycle.snapshotId ?? 0);
    const { totals } = JSON.parse(texts?.result ?? '{}') as { totals: object };
    const members = [];
    for await (const { statement } of fixture.snapshots.statements(cycle.snapshotId ?? 0))
      members.push(statement.member);
    return { totals, of: new Map(members.map((row) => [row.employeeKey, row])) };
  };
  const again = async (cycleId: number) => {
    const report = await fixture.recomputation.verify(cycleId);
    expect(report).toMatchObject({ ok: true, faults: [] });
  };

  describe('results', () => {
    const record = (cycleId: number, ...results: Parameters<EvaluationsFixture['results']['record']>[1]) => {
      fixture.clock.advance(1000);
      return fixture.results.record(cycleId, results, 'api-key:1');
    };

    it('the newest goal counts, observations by their mean once there are enough, and the whole recomputes', async () => {
      const cycle = await under(rich());
      await record(
        cycle.id,
        { employee: 'E-11', line: 'sales', result: '90' },
        {
          employee: 'E-12',
          line: 'sales',
          result: '55',
          targets: { threshold: '40', target: '50', maximum: '60' },
        },
      );
      await record(
        cycle.id,
        { employee: 'E-11', line: 'sales', result: '110', note: 'Corregido' },
        { employee: 'E-11', line: 'visits', externalId: 'v1', day: '2026-07-10', result: '85' },
        { employee: 'E-11', line: 'visits', externalId: 'v2', day: '2026-08-10', result: '70' },
        { employee: 'E-11', line: 'visits', externalId: 'v3', day: '2026-06-30', result: '0' },
        { employee: 'E-12', line: 'visits', externalId: 'v1', result: '100' },
      );
      await record(cycle.id, {
        employee: 'E-11',
        line: 'visits',
        externalId: 'v2',
        day: '2026-08-10',
        result: '90',
      });
      await fixture.ratings.rate(
        { cycleId: cycle.id, employeeId: fixture.id('E-11'), ratingHundredths: 400, reason: 'Bien' },
        fixture.lead,
      );
      await fixture.calculations.calculate(cycle.id, 'user:1');
      const { of } = await result(cycle.id);
      expect(of.get('E-11')?.lines.map(({ key, score, factor }) => [key, score, factor])).toEqual([
        ['lead', '4.00', '1.500000'],
        ['sales', '110', '1.500000'],
        ['visits', '87.500000', '1.375000'],
      ]);
      expect(of.get('E-11')?.lines[1]?.found).toEqual({ note: 'Corregido' });
      expect(of.get('E-12')?.lines.map(({ score, factor }) => [score, factor])).toEqual([
        [null, null],
        ['55', '1.500000'],
        [null, null],
      ]);
      await again(cycle.id);
    });

    it('one wrong result among many, and none is kept', async () => {
      const cycle = await under(rich());
      const good = { employee: 'E-11', line: 'sales', result: '90' };
      const count = async () =>
        (
          await fixture.database.get<{ n: number }>(
            'SELECT CAST(COUNT(*) AS bigint) AS "n" FROM line_result WHERE cycle_id = ?',
            [cycle.id],
          )
        )?.n;
      for (const [wrong, code, pointer] of [
        [{ ...good, employee: 'X-99' }, 'employee_unknown', '/results/1/employee'],
        [{ ...good, line: 'lead' }, 'line_takes_no_results', '/results/1/line'],
        [{ ...good, line: 'visits', result: '100.5' }, 'result_out_of_range', '/results/1/result'],
        [
          { ...good, line: 'visits', result: '80', targets: { threshold: '1', target: '2', maximum: '3' } },
          'own_targets_not_allowed',
          '/results/1/targets',
        ],
        [
          { ...good, targets: { threshold: '3', target: '2', maximum: '1' } },
          'plan_targets_order',
          '/results/1/targets',
        ],
        [{ ...good, result: '1e9' }, 'validation_failed', undefined],
      ] as const) {
        const refused = await expectRefusal(record(cycle.id, good, wrong), code);
        if (pointer !== undefined) expect(refused.pointer).toBe(pointer);
      }
      expect(await count()).toBe(0);
    });

    it('after the calculation no result is taken; a withdrawn one no longer counts', async () => {
      const cycle = await under(rich());
      await record(cycle.id, { employee: 'E-11', line: 'sales', result: '120' });
      await record(cycle.id, { employee: 'E-11', line: 'sales', result: null });
      await fixture.calculations.calculate(cycle.id, 'user:1');
      expect((await result(cycle.id)).of.get('E-11')?.lines[1]).toMatchObject({ score: null, factor: null });
      await expectRefusal(
        record(cycle.id, { employee: 'E-11', line: 'sales', result: '1' }),
        'cycle_wrong_state',
      );
    });

    it('a measure is the mean answer to one question about the person, from so many answers on', async () => {
      const measure = {
        kind: 'measure' as const,
        key: 'asked',
        name: text('Pregunta'),
        weightBp: 7000,
        threshold: 50,
        target: 70,
        maximum: 90,
        measure: { of: 'question' as const, survey: 'csat', question: 'rating' },
        minimumResults: 25,
      };
      const cycle = await under(rich({ lines: [measure, goal({ weightBp: 3000 })] }));
      await fixture.calculations.calculate(cycle.id, 'user:1');
      const { of } = await result(cycle.id);
      // E-13: 6, 8, 12, 20, 14 answers of 1 to 5: (8×25 + 12×50 + 20×75 + 14×100) / 60
      expect(of.get('E-13')?.lines[0]).toMatchObject({ score: '61.666667', found: { results: 60 } });
      expect(of.get('E-23')?.lines[0]).toMatchObject({ score: null });
      await again(cycle.id);
    });

    it('promises kept are the part kept in time of those that were due, from so many on, own or of the team', async () => {
      const promised = (key: string, by: 'person' | 'team') => ({
        kind: 'measure' as const,
        key,
        name: text('Promesas'),
        weightBp: 3500,
        threshold: 50,
        target: 70,
        maximum: 90,
        measure: { of: 'promises' as const, by },
        minimumResults: 5,
      });
      const lines = [promised('own', 'person'), promised('team', 'team'), goal({ weightBp: 3000 })];
      const cycle = await under(rich({ lines }));
      const { database } = fixture;
      for (const row of [
        `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, created_at)
         SELECT 'i1', 'test', 'i1', MIN(t.id), MIN(c.id), 1, '2026-08-01', 1 FROM touchpoint t CROSS JOIN cell c`,
        `INSERT INTO response (id, interaction_id, survey_version_id, source, locale, received_at, counting_day)
         SELECT 'r1', 'i1', MIN(v.id), 'test', 'es', 1, '2026-08-01' FROM survey_version v`,
        `INSERT INTO recovery_case (id, response_id, state, opened_at, due_at, updated_at)
         VALUES ('k1', 'r1', 'open', 1, 2, 1)`,
      ])
        await database.run(row);
      const due = (day: string) => Date.parse(`${day}T18:00:00Z`);
      const promise = (id: string, employee: string, at: number, kept: number | null) =>
        database.run(
          `INSERT INTO promise (id, case_id, text, due_at, employee_id, made_by, made_at, kept_at)
           VALUES (?, 'k1', 'Devolver', ?, ?, 'user:1', 1, ?)`,
          [id, at, fixture.id(employee), kept],
        );
      const at = due('2026-08-10');
      for (const [nth, kept] of [at - 1, at - 60_000, at - 1, at, null].entries())
        await promise(`a${nth}`, 'E-11', at, kept);
      for (let nth = 0; nth < 4; nth += 1) await promise(`b${nth}`, 'E-12', at, at - 1);
      // Of another quarter.
      await promise('c', 'E-12', due('2026-06-30'), null);
      await fixture.calculations.calculate(cycle.id, 'user:1');
      const { of } = await result(cycle.id);
      expect(of.get('E-11')?.lines[0]).toMatchObject({
        score: '60.000000',
        found: { promises: { due: 5, kept: 3, by: 'person' } },
      });
      // Four are too few for a score.
      expect(of.get('E-12')?.lines[0]).toMatchObject({ score: null });
      expect(of.get('E-12')?.lines[1]).toMatchObject({
        score: '77.777778',
        found: { promises: { due: 9, kept: 7, by: 'team' } },
      });
      await again(cycle.id);
    });
  });

  describe('gates, guarantees and calibration', () => {
    const sales = rich({
      lines: [{ ...planDefinition().lines[1]!, weightBp: 10_000 }],
      gates: [
        { key: 'training', name: text('Curso'), effect: 'at_most_target' },
        { key: 'profit', name: text('Utilidad'), scope: 'organization', effect: 'pays_nothing' },
      ],
    });
    const rate = (cycleId: number, employee: string, ratingHundredths: number) =>
      fixture.ratings.rate(
        { cycleId, employeeId: fixture.id(employee), ratingHundredths, reason: 'Visto' },
        fixture.lead,
      );

    it('a closed gate lowers one person, and a decision after the calculation must be calculated before anybody signs', async () => {
      const cycle = await under(sales);
      await rate(cycle.id, 'E-11', 500);
      await rate(cycle.id, 'E-12', 500);
      await fixture.gates.decide(
        cycle.id,
        { gate: 'training', employee: 'E-12', closed: true, reason: 'Faltó el curso' },
        'user:1',
      );
      const calculated = await fixture.calculations.calculate(cycle.id, 'user:1');
      const { of } = await result(cycle.id);
      expect([of.get('E-11')?.totalFactor, of.get('E-12')?.totalFactor]).toEqual(['2.000000', '1.000000']);
      fixture.clock.advance(1000);
      await fixture.gates.decide(
        cycle.id,
        { gate: 'training', employee: 'E-12', closed: false, reason: 'Lo tomó en abril' },
        'user:1',
      );
      const sign = (snapshotId: number | null) =>
        fixture.signOffs.sign(
          { cycleId: cycle.id, snapshotId: snapshotId ?? 0, reason: 'Visto' },
          fixture.hr,
        );
      await expectRefusal(sign(calculated.snapshotId), 'result_outdated');
      fixture.clock.advance(1000);
      const anew = await fixture.calculations.calculate(cycle.id, 'user:1');
      expect((await result(cycle.id)).of.get('E-12')?.totalFactor).toBe('2.000000');
      await fixture.approved(anew);
      expect((await sign(anew.snapshotId)).state).toBe('signed_off');
      await expectRefusal(
        fixture.gates.decide(
          cycle.id,
          { gate: 'training', employee: 'E-12', closed: true, reason: 'Tarde' },
          'user:1',
        ),
        'cycle_wrong_state',
      );
      await again(cycle.id);
    });

    it("the organization's gate closes to everybody, and takes no name", async () => {
      const cycle = await under({ ...sales, whenNobodyScores: 'roll_over' });
      await rate(cycle.id, 'E-11', 500);
      const decide = (given: { gate: string; employee?: string }) =>
        fixture.gates.decide(cycle.id, { ...given, closed: true, reason: 'Sin utilidad' }, 'user:1');
      await expectRefusal(decide({ gate: 'profit', employee: 'E-11' }), 'gate_scope');
      await expectRefusal(decide({ gate: 'training' }), 'gate_scope');
      await expectRefusal(decide({ gate: 'other' }), 'gate_unknown');
      await decide({ gate: 'profit' });
      await fixture.calculations.calculate(cycle.id, 'user:1');
      const { of, totals } = await result(cycle.id);
      expect([...of.values()].every(({ amountMinor }) => amountMinor === 0)).toBe(true);
      expect(totals).toMatchObject({ basis: 'rolled_over' });
    });

    it('guarantees above the pool are refused in money, and the cycle stays as it was', async () => {
      const cycle = await under({ ...sales, limits: { amountAtLeast: 0.5 } }, 100);
      const refused = await expectRefusal(
        fixture.calculations.calculate(cycle.id, 'user:1'),
        'pool_below_guarantees',
      );
      expect(refused.params).toMatchObject({ pool: '1.00', currency: 'MXN' });
      expect((await fixture.cycles.byId(cycle.id)).state).toBe('collecting');
    });

    it('the reserve for appeals stands beside the pool', async () => {
      const cycle = await under({ ...sales, reserveBp: 250 }, 1_000_001);
      expect(cycle).toMatchObject({ poolMinor: 1_000_001, reserveMinor: 25_000 });
      await rate(cycle.id, 'E-11', 300);
      await fixture.calculations.calculate(cycle.id, 'user:1');
      expect((await result(cycle.id)).totals).toMatchObject({
        allocatedMinor: 1_000_001,
        reserveMinor: 25_000,
      });
    });

    it('a calibrated rating counts from the next calculation on, beside what the lead gave; a new rating ends it', async () => {
      const cycle = await under(sales);
      await rate(cycle.id, 'E-11', 500);
      await rate(cycle.id, 'E-12', 300);
      const calibrate = (employee: string, ratingHundredths: number, by = fixture.hr) => {
        fixture.clock.advance(1000);
        return fixture.calibrations.change(
          {
            cycleId: cycle.id,
            employeeId: fixture.id(employee),
            line: 'lead',
            ratingHundredths,
            reason: 'Más duro que los demás',
          },
          by,
        );
      };
      await expectRefusal(calibrate('E-11', 400), 'cycle_wrong_state');
      await fixture.calculations.calculate(cycle.id, 'user:1');
      await calibrate('E-11', 400);
      await calibrate('E-12', 350);
      await calibrate('E-12', 300);
      await expectRefusal(calibrate('E-13', 300), 'rating_missing');
      await expectRefusal(calibrate('E-11', 450, fixture.lead), 'forbidden');
      fixture.clock.advance(1000);
      await fixture.calculations.calculate(cycle.id, 'user:1');
      const lead = async (employee: string) => (await result(cycle.id)).of.get(employee)?.lines[0];
      expect(await lead('E-11')).toMatchObject({
        score: '4.00',
        found: { calibratedFrom: '5.00', note: 'Más duro que los demás' },
      });
      expect(await lead('E-12')).toMatchObject({ score: '3.00', found: { note: 'Visto' } });
      expect(await fixture.calibrations.trail(cycle.id)).toHaveLength(3);
      await fixture.cycles.move(cycle.id, 'reopen_ratings', 'cli');
      fixture.clock.advance(1000);
      await rate(cycle.id, 'E-11', 450);
      await fixture.calculations.calculate(cycle.id, 'user:1');
      expect(await lead('E-11')).toMatchObject({ score: '4.50', found: { note: 'Visto' } });
      await again(cycle.id);
    });
  });

  describe('targets relative to last year', () => {
    const relative = {
      ...planDefinition(),
      lines: [
        {
          ...planDefinition().lines[0]!,
          threshold: 1,
          target: 2,
          maximum: 3,
          relative: { shift: 1, spread: 1 },
        } as PlanDefinitionInput['lines'][number],
        planDefinition().lines[1]!,
      ],
    };

    it('are worked out from the year before, and written down with what they came from', async () => {
      const { definition } = await fixture.plans.create(
        { key: 'relative', name: 'Relativo', definition: relative },
        'cli',
      );
      const [line] = definition.lines;
      if (line?.kind !== 'customer_opinion') throw new Error('the first line is the customers’');
      const { reference } = line.relative ?? {};
      if (!reference) throw new Error('there is a reference');
      expect(reference).toMatchObject({ from: '2025-11-20', to: '2026-11-20' });
      expect(line.target).toBeCloseTo(reference.mean + 1, 6);
      expect(line.maximum - line.target).toBeCloseTo(reference.spread, 6);
      expect(line.target - line.threshold).toBeCloseTo(reference.spread, 6);
      expect(reference.people).toBeGreaterThanOrEqual(5);
    });

    it('need results: a plan of the year before anybody answered is refused', async () => {
      const now = fixture.clock.now();
      fixture.clock.set('2024-01-20T18:00:00Z');
      await expectRefusal(
        fixture.plans.create({ key: 'too-early', name: 'Antes', definition: relative }, 'cli'),
        'plan_reference_missing',
      );
      fixture.clock.set(now);
    });
  });

  it('too few answers in the organization: the customers’ line counts for nobody', async () => {
    const cycle = await under({ ...planDefinition(), eligibility: { minimumOrganizationAnswers: 100_000 } });
    await fixture.calculations.calculate(cycle.id, 'user:1');
    const { of, totals } = await result(cycle.id);
    expect(totals).toMatchObject({ tooFew: { needed: 100_000 } });
    expect([...of.values()].every(({ lines }) => lines[0]?.factor === null)).toBe(true);
    await again(cycle.id);
  });

  it('plans that contradict themselves are refused with the place', async () => {
    const create = (definition: PlanDefinitionInput) =>
      fixture.plans.create({ key: 'bad', name: 'Malo', definition }, 'cli');
    const gate = { key: 'g', name: text('g'), effect: 'pays_nothing' as const };
    const merit = {
      budgetPercent: 2,
      rows: [{ name: text('r'), fromFactor: 1, low: 3, middle: 2, high: 1 }],
    };
    for (const [change, code, pointer] of [
      [{ gates: [gate, gate] }, 'plan_gate_repeated', '/gates/1'],
      [{ limits: { amountAtLeast: 1, amountAtMost: 1 }, merit }, 'plan_merit_rows', '/merit/rows'],
      [{ lines: [goal({ weightBp: 10_000, direction: 'lower' })] }, 'plan_targets_order', '/lines/0'],
      [
        { lines: [goal({ weightBp: 10_000, shape: 'smooth', maximum: 130 })] },
        'plan_smooth_curve',
        '/lines/0/shape',
      ],
      [
        {
          lines: [
            goal({
              weightBp: 10_000,
              shape: 'smooth',
              ownTargets: true,
              thresholdPayout: 0,
              maximumPayout: 2,
            }),
          ],
        },
        'plan_smooth_own_targets',
        '/lines/0/shape',
      ],
      [{ lines: [goal({ weightBp: 5000 }), goal({ weightBp: 5000 })] }, 'plan_line_repeated', '/lines/1'],
    ] as const) {
      const refused = await expectRefusal(
        create({ ...planDefinition(), ...change } as PlanDefinitionInput),
        code,
      );
      expect(refused.pointer).toBe(pointer);
    }
    expect(PERIOD.from).toBe('2026-07-01');
  });
});
