/** Seals on rows, on both databases: whatever is changed, removed or slipped in after the sign-off is found, and named. */
import { AppealStore } from '../../src/appeals/appeal.store';
import { Adjustments } from '../../src/payouts';
import { ADJUSTMENT, APPEAL_TABLES, PAYROLL_TABLES, SEALED_TABLES } from '../../src/payouts/sealed-tables';
import type { Attributions, Exclusions } from '../../src/responses';
import { describeOnBothDatabases } from '../support';
import { type EvaluationsFixture, evaluationsFixture, planDefinition } from './evaluations.fixture';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });

/** What a hand with access to the database would do to one row of each table. */
const TAMPERED: Readonly<Record<string, string>> = {
  evaluation_cycle: 'UPDATE evaluation_cycle SET reserve_minor = reserve_minor + 1',
  plan_version: `UPDATE plan_version SET definition = replace(definition, '"appealDays":21', '"appealDays":20')`,
  cycle_member: 'UPDATE cycle_member SET target_bonus_minor = target_bonus_minor + 1',
  cycle_left_out: `UPDATE cycle_left_out SET reason = 'no_target'`,
  population_decision: `UPDATE population_decision SET reason = 'Otra'`,
  manager_rating: 'UPDATE manager_rating SET rating_hundredths = rating_hundredths + 1',
  calibration: `UPDATE calibration SET to_score = '5.00'`,
  line_result: `UPDATE line_result SET result = '130'`,
  gate_decision: 'UPDATE gate_decision SET closed = 1 - closed',
  cycle_snapshot: `UPDATE cycle_snapshot SET created_by = 'user:9'`,
  snapshot_row: `UPDATE snapshot_row SET content = replace(content, '"eligibleDays":9', '"eligibleDays":8')`,
  payout: 'UPDATE payout SET amount_minor = amount_minor + 1',
  cycle_readiness: `UPDATE cycle_readiness SET needed = '0'`,
  readiness_override: `UPDATE readiness_override SET name = 'Otra'`,
  result_sign_off: `UPDATE result_sign_off SET signer_name = 'Otra'`,
  sign_off: `UPDATE sign_off SET reason = 'Otra'`,
  payout_adjustment: 'UPDATE payout_adjustment SET amount_minor = amount_minor + 1',
  payroll_run: `UPDATE payroll_run SET checksum = 'f'`,
  payroll_entry: 'UPDATE payroll_entry SET amount_minor = amount_minor + 1',
  payroll_confirmation: 'UPDATE payroll_confirmation SET amount_minor = amount_minor + 1',
  appeal: `UPDATE appeal SET state = 'rejected'`,
  appeal_event: `UPDATE appeal_event SET note = 'Otra'`,
  appeal_evidence: `UPDATE appeal_evidence SET content = 'Zg=='`,
};

describeOnBothDatabases('the rows of a signed cycle', (kind) => {
  let fixture: EvaluationsFixture;
  let cycleId: number;

  /** Rolled back by itself: one hand after the other finds the cycle as it was signed. */
  const touched = async (table: string, sql: string) => {
    const triggers =
      kind === 'postgres'
        ? [`ALTER TABLE ${table} DISABLE TRIGGER USER`]
        : (
            await fixture.database.all<{ name: string }>(
              `SELECT name AS "name" FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?`,
              [table],
            )
          ).map(({ name }) => `DROP TRIGGER ${name}`);
    const undone = new Error('undone');
    let report: Awaited<ReturnType<EvaluationsFixture['recomputation']['verify']>> | undefined;
    await fixture.database
      .transaction(async () => {
        for (const trigger of triggers) await fixture.database.run(trigger);
        await fixture.database.run(sql);
        report = await fixture.recomputation.verify(cycleId);
        throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });
    return report;
  };

  beforeAll(async () => {
    fixture = await evaluationsFixture(kind);
    const { clock, hr } = fixture;
    const [customers, lead] = planDefinition().lines;
    const plan = {
      ...planDefinition(),
      lines: [
        { ...customers!, weightBp: 2000 },
        { ...lead!, weightBp: 4000 },
        {
          kind: 'goal' as const,
          key: 'sales',
          name: text('Ventas'),
          unit: text('puntos'),
          weightBp: 4000,
          threshold: 80,
          target: 100,
          maximum: 130,
        },
      ],
      gates: [{ key: 'training', name: text('Curso'), effect: 'at_most_target' as const }],
      reserveBp: 500,
    };
    const cycle = await fixture.under(plan);
    cycleId = cycle.id;
    const rate = (employee: string, ratingHundredths: number) =>
      fixture.ratings.rate(
        { cycleId, employeeId: fixture.id(employee), ratingHundredths, reason: 'Visto' },
        fixture.lead,
      );
    for (const employee of ['E-11', 'E-12', 'E-13']) await rate(employee, 300);
    await fixture.results.record(
      cycleId,
      [
        { employee: 'E-11', line: 'sales', result: '90' },
        { employee: 'E-12', line: 'sales', result: '110' },
      ],
      'api-key:1',
    );
    const gate = { gate: 'training', employee: 'E-13', closed: true, reason: 'Faltó' };
    await fixture.gates.decide(cycleId, gate, 'user:1');
    const decided = { cycleId, employeeId: fixture.id('E-22'), decision: 'out' as const, reason: 'Acordado' };
    await fixture.population.decide(decided, hr);
    await fixture.calculations.calculate(cycleId, 'user:1');
    clock.advance(1000);
    await fixture.calibrations.change(
      { cycleId, employeeId: fixture.id('E-11'), line: 'lead', ratingHundredths: 350, reason: 'Igualado' },
      hr,
    );
    clock.advance(1000);
    const { snapshotId } = await fixture.approved(await fixture.calculations.calculate(cycleId, 'user:1'));
    await fixture.signOffs.sign({ cycleId, snapshotId: snapshotId ?? 0, reason: 'Revisado' }, hr);
    const store = new AppealStore(fixture.database, clock);
    const appealId = await store.add({
      cycleId,
      employeeId: fixture.id('E-12'),
      subject: 'line',
      responseId: null,
      lineKey: 'sales',
      reason: 'Falta una venta',
      decideUntil: '2026-12-04',
      submittedBy: fixture.ana.userId,
    });
    await store.tell(appealId, { kind: 'submitted', actor: 'user:3' });
    await store.addEvidence(appealId, {
      name: 'acta.pdf',
      kind: { mediaType: 'application/pdf', extension: 'pdf' },
      bytes: Buffer.from('%PDF-1.4'),
      actor: 'user:3',
    });
    await fixture.database.transaction(async () =>
      fixture.audit.record({
        actor: 'user:3',
        action: 'appeal.submitted',
        subject: `appeal:${appealId}`,
        details: { cycle: cycleId, rows: await fixture.lateSeals.appeal(appealId) },
      }),
    );
    const adjustments = new Adjustments(
      fixture.database,
      clock,
      fixture.audit,
      fixture.cycles,
      fixture.inputs,
      fixture.snapshots,
      {} as Exclusions,
      {} as Attributions,
    );
    const before = await fixture.payouts.amounts(await fixture.cycles.byId(cycleId), 'all');
    const made = await adjustments.make({
      cycle: await fixture.cycles.byId(cycleId),
      employeeId: fixture.id('E-12'),
      appealId,
      corrections: [{ kind: 'line', line: 'sales', result: '112' }],
      reason: 'Consta',
      beyondReserve: 'Aprobado',
      decider: { actor: 'user:9', employeeId: null },
    });
    expect(made.amountMinor).toBeGreaterThan(0);
    expect(await fixture.payouts.amounts(await fixture.cycles.byId(cycleId), 'all')).toEqual(before);
    const run = await fixture.payrollRuns.prepare(cycleId, 'user:1');
    await fixture.payrollRuns.confirm(run.id, [{ employee: 'E-11', amountMinor: 1 }], 'user:1');
    await fixture.payrollRuns.confirm(run.id, [{ employee: 'E-12', amountMinor: 2 }], 'user:1');
  });
  afterAll(() => fixture.close());

  it('are found as they were signed', async () => {
    expect(await fixture.recomputation.verify(cycleId)).toMatchObject({ ok: true, faults: [], rows: [] });
  });

  it('every table that decides an amount is tried', () => {
    expect(Object.keys(TAMPERED).sort()).toEqual(
      [...SEALED_TABLES, ADJUSTMENT, ...PAYROLL_TABLES, ...APPEAL_TABLES].map(({ table }) => table).sort(),
    );
  });

  it.each(Object.entries(TAMPERED))('%s: a changed row is named', async (table, sql) => {
    const report = await touched(table, sql);
    expect(report?.ok).toBe(false);
    const named = (report?.rows ?? []).filter((row) => row.table === table);
    expect(named.length).toBeGreaterThan(0);
    expect(named.every(({ fault }) => fault === 'changed')).toBe(true);
    expect((report?.rows ?? []).filter((row) => row.table !== table)).toEqual([]);
  });

  it('the row about somebody is named with the person', async () => {
    const id = fixture.id('E-12');
    const report = await touched('payout', `UPDATE payout SET amount_minor = 1 WHERE employee_id = ${id}`);
    expect(report?.rows?.map(({ row }) => row)).toEqual(
      expect.arrayContaining([expect.stringMatching(/\/\d+ \(E-12\)$/)]),
    );
    expect(report?.rows?.every(({ row }) => row.endsWith('(E-12)'))).toBe(true);
  });

  it('a row of the snapshot is named with the person', async () => {
    const report = await touched(
      'snapshot_row',
      `UPDATE snapshot_row SET content = replace(content, '"eligibleDays":9', '"eligibleDays":8') WHERE content LIKE '%"E-12"%'`,
    );
    expect(report?.rows).toEqual([
      { table: 'snapshot_row', row: expect.stringMatching(/^\d+ \(E-12\)$/) as string, fault: 'changed' },
    ]);
  });

  it('rows that were taken away or slipped in are found, and so are seals that were changed', async () => {
    const gone = await touched('manager_rating', 'DELETE FROM manager_rating');
    expect(gone?.rows).toEqual(
      expect.arrayContaining([expect.objectContaining({ table: 'manager_rating', fault: 'missing' })]),
    );
    const adjustment = await touched('payout_adjustment', 'DELETE FROM payout_adjustment');
    expect(adjustment?.rows).toMatchObject([{ table: 'payout_adjustment', fault: 'missing' }]);
    const added = await touched(
      'payout_adjustment',
      `INSERT INTO payout_adjustment (id, cycle_id, employee_id, amount_minor, reason, decided_by, decided_at)
       VALUES ('slipped-in', ${cycleId}, ${fixture.id('E-11')}, 5, 'x', 'user:1', 1)`,
    );
    expect(added?.rows).toEqual([{ table: 'payout_adjustment', row: 'slipped-in (E-11)', fault: 'added' }]);
    for (const [table, sql] of [
      ['payroll_confirmation', `DELETE FROM payroll_confirmation WHERE amount_minor = 1`],
      ['appeal_event', `DELETE FROM appeal_event`],
      ['appeal_evidence', `DELETE FROM appeal_evidence`],
    ] as const)
      expect([table, (await touched(table, sql))?.rows]).toEqual([
        table,
        [{ table, row: expect.any(String) as string, fault: 'missing' }],
      ]);
    const slipped = await touched(
      'payroll_confirmation',
      `INSERT INTO payroll_confirmation (id, run_id, employee_id, amount_minor, recorded_by, recorded_at)
       SELECT 'slipped-in', id, ${fixture.id('E-11')}, 5, 'user:1', 1 FROM payroll_run`,
    );
    expect(slipped?.rows).toEqual([{ table: 'payroll_confirmation', row: 'slipped-in', fault: 'added' }]);
    const unheard = await touched(
      'appeal',
      `INSERT INTO appeal (id, cycle_id, employee_id, subject, reason, state, decide_until, submitted_by, submitted_at, updated_at)
       SELECT 'slipped-in', cycle_id, employee_id, subject, reason, state, decide_until, submitted_by, submitted_at, updated_at
       FROM appeal`,
    );
    expect(unheard?.rows).toEqual([{ table: 'appeal', row: 'slipped-in', fault: 'added' }]);
    const seals = await touched('sealed_row', 'DELETE FROM sealed_row');
    expect(seals?.ok).toBe(false);
    const forged = await touched(
      'sealed_row',
      `UPDATE sealed_row SET digest = 'f' WHERE table_name = 'payout'`,
    );
    expect(forged?.rows?.[0]).toMatchObject({ table: 'sealed_row', fault: 'changed' });
  });

  it('what comes after the signature, as publishing and reading, changes no seal', async () => {
    await fixture.publications.publish(cycleId, 'user:1');
    expect(await fixture.recomputation.verify(cycleId)).toMatchObject({ ok: true, rows: [] });
  });
});
