/** A rehearsed cycle: everything is computed, nobody it is about sees it, nothing of it is paid. */
import { describeOnBothDatabases } from '../support';
import { type EvaluationsFixture, evaluationsFixture } from './evaluations.fixture';

describeOnBothDatabases('a rehearsal', (kind) => {
  let fixture: EvaluationsFixture;
  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterEach(() => fixture.close());

  const rehearsed = async () => {
    const cycle = await fixture.cycles.create(fixture.newCycle('q3'), 'cli');
    await fixture.cycles.move(cycle.id, 'rehearse', 'cli');
    await fixture.ratings.rate(
      { cycleId: cycle.id, employeeId: fixture.id('E-12'), ratingHundredths: 450, reason: 'Ensayo' },
      fixture.lead,
    );
    return fixture.calculations.calculate(cycle.id, 'user:1');
  };

  it('is calculated as often as wanted and stays a rehearsal', async () => {
    const first = await rehearsed();
    const second = await fixture.calculations.calculate(first.id, 'user:1');
    expect([first.state, second.state]).toEqual(['shadow', 'shadow']);
    expect(second.snapshotId).not.toBe(first.snapshotId);
    expect(await fixture.recomputation.verify(first.id)).toMatchObject({ ok: true });
  });

  it('is read by those who see everybody, and by nobody it is about', async () => {
    const cycle = await rehearsed();
    const ana = fixture.id('E-12');
    const seen = async (viewer: typeof fixture.hr) =>
      fixture.payouts.statement(cycle, ana, await fixture.payouts.reach(cycle, viewer));
    expect(await seen(fixture.viewer('second', null, { role: 'hr', scope: 'all' }))).toBeDefined();
    expect(await seen(fixture.ana)).toBeUndefined();
    expect(await seen(fixture.lead)).toBeUndefined();
    expect(await fixture.payouts.own(ana)).toEqual([]);
  });

  it('cannot be signed, published or handed to payroll', async () => {
    const cycle = await rehearsed();
    const refused = { code: 'cycle_wrong_state' };
    await expect(
      fixture.signOffs.sign(
        { cycleId: cycle.id, snapshotId: cycle.snapshotId ?? 0, reason: 'No' },
        fixture.hr,
      ),
    ).rejects.toMatchObject(refused);
    await expect(fixture.publications.publish(cycle.id, 'user:1')).rejects.toMatchObject(refused);
    await expect(fixture.payrollRuns.prepare(cycle.id, 'user:1')).rejects.toMatchObject({
      code: 'cycle_not_signed_off',
    });
  });

  it('opened in earnest, its result is gone and its ratings stay', async () => {
    const cycle = await rehearsed();
    const opened = await fixture.cycles.move(cycle.id, 'open', 'user:1');
    expect(opened).toMatchObject({ state: 'open', snapshotId: null });
    expect(
      (await fixture.ratings.latest(cycle.id)).get(fixture.id('E-12'))?.get('lead')?.ratingHundredths,
    ).toBe(450);
  });
});
