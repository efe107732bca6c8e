/** The store of equal treatment, the report's door, and the sign-off that asks whether somebody looked. */
import { EqualityAnswers } from '../../src/equality/equality-answers';
import { EqualityImports } from '../../src/equality/equality-imports.service';
import { describeOnBothDatabases } from '../support';
import { type EvaluationsFixture, evaluationsFixture } from './evaluations.fixture';

describeOnBothDatabases('equal treatment', (kind) => {
  let fixture: EvaluationsFixture;
  let imports: EqualityImports;
  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
    const { database, clock, audit, employees, config } = fixture;
    imports = new EqualityImports(database, clock, audit, employees, new EqualityAnswers(database, config));
  });
  afterEach(() => fixture.close());

  const say = (...said: [string, string | null][]) =>
    imports.record(
      said.map(([employee, group]) => ({ employee, attribute: 'Género', group })),
      'user:1',
      'Carmen Núñez',
    );
  const stored = () =>
    fixture.database.all<{ person: string; group: string }>(
      'SELECT person AS "person", group_name AS "group" FROM equality_answer ORDER BY group_name, person',
    );

  it('what was said is kept under a code, corrected, and withdrawn', async () => {
    await say(['E-11', 'Mujer'], ['E-12', 'Hombre'], ['E-13', 'Hombre']);
    const rows = await stored();
    expect(rows.map(({ group }) => group)).toEqual(['Hombre', 'Hombre', 'Mujer']);
    expect(JSON.stringify(rows)).not.toMatch(/E-1\d/);
    expect(await say(['E-12', 'Mujer'], ['E-13', null])).toEqual({ answers: 1, withdrawn: 1 });
    expect((await stored()).map(({ group }) => group)).toEqual(['Mujer', 'Mujer']);
  });

  it('all of an import is kept or nothing, and the audit learns counts only', async () => {
    await expect(say(['E-11', 'Mujer'], ['E-77', 'Hombre'])).rejects.toMatchObject({
      code: 'employee_unknown',
    });
    expect(await stored()).toEqual([]);
    await say(['E-11', 'Mujer']);
    const entries = await fixture.database.all<{ details: string }>(
      `SELECT details AS "details" FROM audit_entry WHERE action = 'equality.imported'`,
    );
    expect(entries.map(({ details }) => JSON.parse(details) as unknown)).toEqual([
      { answers: 1, withdrawn: 0 },
    ]);
    expect(await imports.imports()).toMatchObject([{ answers: 1, withdrawn: 0, importedBy: 'Carmen Núñez' }]);
  });

  it('birthdays are no groups', async () => {
    const known = ['E-01', 'E-02', 'E-11', 'E-12', 'E-13', 'E-21', 'E-22', 'E-23', 'E-60', 'E-99'];
    for (let index = 0; index < 6; index += 1) {
      await fixture.hire(`N-${index}`, { targetMinor: 0 });
      known.push(`N-${index}`);
    }
    const birthdays = known.map((id, index): [string, string] => [id, `1990-01-${10 + index}`]);
    await expect(say(...birthdays)).rejects.toMatchObject({ code: 'equality_too_many_groups', status: 422 });
    expect(await stored()).toEqual([]);
  });

  it('a file is read with its head; an empty cell withdraws; what is no table is refused', async () => {
    await imports.file('empleado;Género;Edad\nE-11;Mujer;30–44\nE-12;Hombre;\n', 'user:1', 'Carmen');
    expect(await stored()).toHaveLength(3);
    await imports.file('empleado;Género\nE-11;\n', 'user:1', 'Carmen');
    expect(await stored()).toHaveLength(2);
    for (const text of ['', 'empleado\nE-11\n', 'empleado;Género\n', 'a;"b\n1;2'])
      await expect(imports.file(text, 'user:1', 'Carmen')).rejects.toMatchObject({
        code: 'equality_file_unreadable',
      });
  });

  it('the store shows no group of fewer than ten', async () => {
    await say(['E-11', 'Mujer'], ['E-12', 'Hombre']);
    expect(await imports.kept()).toEqual([{ attribute: 'Género', groups: [], hidden: 2 }]);
  });

  it('figures are for those with the permission, and leave out small groups', async () => {
    await say(['E-11', 'Mujer'], ['E-12', 'Hombre']);
    const outcomes = ['E-11', 'E-12'].map((employee) => ({
      employee,
      stratum: 'agents',
      favoured: true,
      values: { total: 1 },
    }));
    expect(await fixture.equality.figures(outcomes, fixture.hr)).toEqual([
      { attribute: 'Género', groups: [], unstated: null, hidden: 2 },
    ]);
    await expect(fixture.equality.figures(outcomes, fixture.lead)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const teamHr = fixture.viewer('hr', null, { role: 'hr', scope: 'team' });
    await expect(fixture.equality.open(1, 1, teamHr)).rejects.toMatchObject({ code: 'forbidden' });
  });

  describe('the sign-off', () => {
    const sign = (cycle: { id: number; snapshotId: number | null }) =>
      fixture.signOffs.sign(
        { cycleId: cycle.id, snapshotId: cycle.snapshotId ?? 0, reason: 'Revisado' },
        fixture.hr,
      );

    it('is refused until somebody opened the report on this very calculation', async () => {
      await say(['E-11', 'Mujer'], ['E-12', 'Hombre']);
      const first = await fixture.approved(await fixture.calculated(), { report: false });
      await expect(sign(first)).rejects.toMatchObject({ code: 'readiness_gates_closed', status: 409 });
      expect(await fixture.equality.opened(first.id)).toBe(false);
      await fixture.equality.open(first.id, first.snapshotId ?? 0, fixture.hr);
      expect(await fixture.equality.opened(first.id)).toBe(true);
      const second = await fixture.approved(await fixture.calculations.calculate(first.id, 'user:1'), {
        report: false,
      });
      expect(await fixture.equality.opened(first.id, second.snapshotId ?? 0)).toBe(false);
      await expect(sign(second)).rejects.toMatchObject({ code: 'readiness_gates_closed' });
      await fixture.equality.open(first.id, second.snapshotId ?? 0, fixture.hr);
      expect(await sign(second)).toMatchObject({ state: 'signed_off' });
      const opened = (await fixture.audit.about(`cycle:${first.id}`)).filter(
        ({ action }) => action === 'equality.report_opened',
      );
      expect(opened).toHaveLength(2);
    });

    it('waits for it where nothing was ever imported too; a named person can say why it need not be', async () => {
      const cycle = await fixture.approved(await fixture.calculated(), { report: false });
      await expect(sign(cycle)).rejects.toMatchObject({ code: 'readiness_gates_closed' });
      await fixture.equality.open(cycle.id, cycle.snapshotId ?? 0, fixture.hr);
      expect(await fixture.equality.openings(cycle.id)).toMatchObject([{ name: 'Carmen Núñez' }]);
      expect(await sign(cycle)).toMatchObject({ state: 'signed_off' });
      const other = await fixture.approved(await fixture.calculated('other'), { report: false });
      await fixture.readiness.override(
        { cycleId: other.id, gate: 'adverse_impact', reason: 'Somos ocho: no hay grupos que mirar' },
        fixture.hr,
      );
      expect(await sign(other)).toMatchObject({ state: 'signed_off' });
    });
  });

  it('who opened and imported is only ever added to', async () => {
    const cycle = await fixture.calculated();
    await say(['E-11', 'Mujer']);
    await fixture.equality.open(cycle.id, cycle.snapshotId ?? 0, fixture.hr);
    for (const sql of [
      'DELETE FROM equality_opening',
      `UPDATE equality_opening SET name = 'x'`,
      'DELETE FROM equality_import',
    ])
      await expect((async () => fixture.database.run(sql))()).rejects.toMatchObject({
        message: expect.stringContaining('append-only') as string,
      });
  });
});
