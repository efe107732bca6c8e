/** Calculating under pressure: two at once, one that breaks in the middle, one that meets a sign-off. There is one result, or none. */
import { describeOnBothDatabases } from '../support';
import { type EvaluationsFixture, evaluationsFixture } from './evaluations.fixture';

describeOnBothDatabases('calculating', (kind) => {
  let fixture: EvaluationsFixture;

  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterEach(() => fixture.close());

  const count = async (table: string) =>
    (await fixture.database.get<{ n: number }>(`SELECT CAST(COUNT(*) AS bigint) AS "n" FROM ${table}`))?.n ??
    -1;

  /** From now on the row of one person cannot be written, as when a disk is full in the middle. */
  const breakAt = async (employee: string) => {
    const id = fixture.id(employee);
    if (kind === 'sqlite') {
      await fixture.database.run(
        `CREATE TRIGGER disk_full BEFORE INSERT ON payout WHEN NEW.employee_id = ${id} BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
      );
      return () => fixture.database.run('DROP TRIGGER disk_full');
    }
    await fixture.database.run(
      `CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$`,
    );
    await fixture.database.run(
      `CREATE TRIGGER disk_full BEFORE INSERT ON payout FOR EACH ROW WHEN (NEW.employee_id = ${id}) EXECUTE FUNCTION disk_full()`,
    );
    return () => fixture.database.run('DROP TRIGGER disk_full ON payout');
  };

  it('by two workers at once ends in one result, the same bytes whoever was first', async () => {
    const cycle = await fixture.collecting();
    const done = await Promise.all([
      fixture.calculations.calculate(cycle.id, 'user:1'),
      fixture.calculations.calculate(cycle.id, 'user:2'),
    ]);
    const hashes = await Promise.all(
      done.map(async ({ snapshotId }) => (await fixture.snapshots.hashes(snapshotId ?? 0))?.resultHash),
    );
    expect(new Set(hashes).size).toBe(1);
    const now = await fixture.cycles.byId(cycle.id);
    expect(now.state).toBe('calculated');
    expect(done.map(({ snapshotId }) => snapshotId)).toContain(now.snapshotId);
    expect(await fixture.payouts.amounts(now, 'all')).toHaveLength(8);
    const entries = await fixture.audit.about(`cycle:${cycle.id}`);
    expect(entries.filter(({ action }) => action === 'cycle.calculate')).toHaveLength(2);
  });

  it('broken in the middle leaves nothing behind, and works when tried again', async () => {
    const cycle = await fixture.collecting();
    const repair = await breakAt('E-21');
    await expect(fixture.calculations.calculate(cycle.id, 'user:1')).rejects.toMatchObject({
      message: expect.stringContaining('disk full'),
    });
    expect(await fixture.cycles.byId(cycle.id)).toMatchObject({ state: 'collecting', snapshotId: null });
    for (const table of ['cycle_snapshot', 'payout', 'cycle_readiness'])
      expect([table, await count(table)]).toEqual([table, 0]);
    await repair();
    const calculated = await fixture.calculations.calculate(cycle.id, 'user:1');
    expect(await fixture.payouts.amounts(calculated, 'all')).toHaveLength(8);
  });

  it('broken when it is repeated, it leaves the earlier result as it was', async () => {
    const cycle = await fixture.calculated();
    const before = await fixture.payouts.amounts(cycle, 'all');
    await fixture.answer('E-23', 'billing', [0, 0, 0, 0, 30]);
    await breakAt('E-22');
    await expect(fixture.calculations.calculate(cycle.id, 'user:1')).rejects.toMatchObject({
      message: expect.stringContaining('disk full'),
    });
    const after = await fixture.cycles.byId(cycle.id);
    expect(after).toMatchObject({ state: 'calculated', snapshotId: cycle.snapshotId });
    expect(await fixture.payouts.amounts(after, 'all')).toEqual(before);
  });

  it('that meets a sign-off: what was signed is what was looked at, or nothing was signed', async () => {
    const cycle = await fixture.approved(await fixture.calculated());
    const [signed, again] = await Promise.allSettled([
      fixture.signOffs.sign(
        { cycleId: cycle.id, snapshotId: cycle.snapshotId ?? 0, reason: 'Revisado' },
        fixture.hr,
      ),
      fixture.calculations.calculate(cycle.id, 'user:1'),
    ]);
    const now = await fixture.cycles.byId(cycle.id);
    const signOffs = await fixture.snapshots.signOffs(cycle.id);
    if (signed.status === 'fulfilled') {
      expect(again).toMatchObject({ status: 'rejected', reason: { code: 'cycle_wrong_state' } });
      expect(now).toMatchObject({ state: 'signed_off', snapshotId: cycle.snapshotId });
      expect(signOffs.map(({ snapshotId }) => snapshotId)).toEqual([cycle.snapshotId]);
    } else {
      expect(signed.reason).toMatchObject({ code: 'snapshot_changed' });
      expect(now.state).toBe('calculated');
      expect(signOffs).toEqual([]);
    }
  });
});
