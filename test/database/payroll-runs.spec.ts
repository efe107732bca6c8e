/** Hand-overs to payroll on both databases: everybody once, differences later, the same bytes for ever, and what was paid. */
import { newId } from '../../src/platform/database';
import { payrollSetting } from '../../src/payouts';
import { describeOnBothDatabases } from '../support';
import { type EvaluationsFixture, evaluationsFixture, POOL_MINOR } from './evaluations.fixture';

describeOnBothDatabases('hand-overs to payroll', (kind) => {
  let fixture: EvaluationsFixture;
  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterEach(() => fixture.close());

  const refuses = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code });
  /** What an accepted appeal leaves behind. */
  const adjust = (cycleId: number, employee: string, minor: number) =>
    fixture.database.run(
      `INSERT INTO payout_adjustment (id, cycle_id, employee_id, amount_minor, reason, decided_by, decided_at)
       VALUES (?, ?, ?, ?, 'Reclamación aceptada', 'user:1', ?)`,
      [newId(), cycleId, fixture.id(employee), minor, fixture.clock.now()],
    );
  const text = async (run: string) => (await fixture.payrollRuns.take(run, 'user:1')).toString('utf8');

  it('the first file holds everybody and sums to the pool, to the cent', async () => {
    const cycle = await fixture.signed();
    const run = await fixture.payrollRuns.prepare(cycle.id, 'user:1');
    expect(run).toMatchObject({
      number: 1,
      totals: { people: 8, rows: 8, totalMinor: POOL_MINOR, byKind: { bonus: POOL_MINOR } },
    });
    const lines = (await text(run.id)).trim().split('\r\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('TOTAL,8,1000000.01,MXN');
  });

  it('made again without a change there is nothing to hand over; after an adjustment, only the difference', async () => {
    const cycle = await fixture.signed();
    const first = await fixture.payrollRuns.prepare(cycle.id, 'user:1');
    await refuses(fixture.payrollRuns.prepare(cycle.id, 'user:1'), 'payroll_nothing_new');
    await adjust(cycle.id, 'E-12', 123_45);
    const second = await fixture.payrollRuns.prepare(cycle.id, 'user:1');
    expect(second).toMatchObject({
      number: 2,
      totals: { people: 1, totalMinor: 12_345, byKind: { adjustment: 12_345 } },
    });
    expect(await text(second.id)).toContain('E-12,Person E-12,123.45,MXN');
    await adjust(cycle.id, 'E-12', -45);
    const third = await fixture.payrollRuns.prepare(cycle.id, 'user:1');
    expect(third.totals.totalMinor).toBe(-45);
    await refuses(fixture.payrollRuns.prepare(cycle.id, 'user:1'), 'payroll_nothing_new');
    expect((await fixture.payrollRuns.of(cycle.id)).map(({ checksum }) => checksum)).toEqual(
      [first, second, third].map(({ checksum }) => checksum),
    );
  });

  it('a file taken again is the same to the byte, whatever the layout has become', async () => {
    const cycle = await fixture.signed();
    const run = await fixture.payrollRuns.prepare(cycle.id, 'user:1');
    const before = await text(run.id);
    const layout = await fixture.settings.get(payrollSetting);
    await fixture.settings.set(payrollSetting, { ...layout, delimiter: ';', decimal: 'comma' });
    expect(await text(run.id)).toBe(before);
    await adjust(cycle.id, 'E-11', 100);
    const next = await fixture.payrollRuns.prepare(cycle.id, 'user:1');
    expect(await text(next.id)).toContain('E-11;Person E-11;1,00;MXN');
  });

  it('of two who ask at once one gets the first file, the other is told that there is nothing new', async () => {
    const cycle = await fixture.signed();
    const outcomes = await Promise.allSettled([
      fixture.payrollRuns.prepare(cycle.id, 'user:1'),
      fixture.payrollRuns.prepare(cycle.id, 'user:2'),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await fixture.payrollRuns.of(cycle.id)).toHaveLength(1);
  });

  it('an unsigned cycle has nothing for payroll', async () => {
    const cycle = await fixture.calculated();
    await refuses(fixture.payrollRuns.prepare(cycle.id, 'user:1'), 'cycle_not_signed_off');
  });

  it('what payroll says it paid is held against the file; the newest word counts, and a wrong list is not kept', async () => {
    const cycle = await fixture.signed();
    const run = await fixture.payrollRuns.prepare(cycle.id, 'user:1');
    const due = await fixture.payrollRuns.differences(run.id);
    expect(due).toHaveLength(8);
    expect(due.every(({ paidMinor }) => paidMinor === null)).toBe(true);
    const all = due.map(({ employee, dueMinor }) => ({ employee, amountMinor: dueMinor }));
    await refuses(
      fixture.payrollRuns.confirm(run.id, [...all, { employee: 'X-9', amountMinor: 1 }], 'user:1'),
      'payment_not_due',
    );
    await refuses(
      fixture.payrollRuns.confirm(run.id, [...all, { employee: 'E-60', amountMinor: 1 }], 'user:1'),
      'payment_not_due',
    );
    expect(await fixture.payrollRuns.differences(run.id)).toHaveLength(8);
    const short = all.map((row) =>
      row.employee === 'E-13' ? { ...row, amountMinor: row.amountMinor - 1 } : row,
    );
    const differences = await fixture.payrollRuns.confirm(run.id, short, 'user:1');
    expect(
      differences.map(({ employee, dueMinor, paidMinor }) => [employee, dueMinor - (paidMinor ?? 0)]),
    ).toEqual([['E-13', 1]]);
    fixture.clock.advance(1000);
    expect(await fixture.payrollRuns.confirm(run.id, all, 'user:1')).toEqual([]);
  });

  it('files, entries and confirmations cannot be changed or removed', async () => {
    const cycle = await fixture.signed();
    const run = await fixture.payrollRuns.prepare(cycle.id, 'user:1');
    await fixture.payrollRuns.confirm(run.id, [{ employee: 'E-11', amountMinor: 1 }], 'user:1');
    await adjust(cycle.id, 'E-11', 5);
    for (const table of ['payroll_run', 'payroll_entry', 'payroll_confirmation', 'payout_adjustment']) {
      await expect(fixture.database.run(`DELETE FROM ${table}`)).rejects.toMatchObject({
        message: expect.stringContaining('append-only') as unknown,
      });
    }
  });
});
